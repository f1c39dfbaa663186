import { matrix, type SoftmaxProblem, type SoftmaxSums, softmaxCovariances, softmaxSums } from "../numerics/index.ts";
import type { MixtureSlice } from "./mixture-slice.ts";

/** Numbers of covariances made at a time. */
const COVARIANCE_NUMBERS = 65_536;

/** States start … end − 1 against a large point set, for the kernels of numerics; null for other mixtures. */
function cloudProblem(slice: MixtureSlice, x: Float64Array, start: number, end: number): SoftmaxProblem | null {
  const { mixture, alpha, variance, logPeak_M } = slice;
  if (mixture.cloud === null) return null;
  const { dim, cloud } = mixture;
  const states = matrix(end - start, dim, x.subarray(start * dim, end * dim));
  return { states, points: cloud, logWeights: logPeak_M, scale: alpha, variance };
}

/** Posterior means and log Σ of states start … end − 1, or null where the mixture is not a large point set. */
export function cloudSums(slice: MixtureSlice, x: Float64Array, start: number, end: number): SoftmaxSums | null {
  const problem = cloudProblem(slice, x, start, end);
  return problem && softmaxSums(problem, "noisedMarginal");
}

/** Calls `visit` with the posterior covariance of every state; false where the mixture is not a large point set. */
export function forEachCloudCovariance(
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
  visit: (covariance_DD: Float64Array, n: number) => void,
): boolean {
  const size = slice.mixture.dim ** 2;
  const batch = Math.max(4, Math.floor(COVARIANCE_NUMBERS / size));
  for (let from = start; from < end; from += batch) {
    const to = Math.min(end, from + batch);
    const problem = cloudProblem(slice, x, from, to);
    if (problem === null) return false;
    const covariance_NDD = softmaxCovariances(problem, "noisedMarginal");
    for (let n = from; n < to; n++) visit(covariance_NDD.subarray((n - from) * size, (n - from + 1) * size), n);
  }
  return slice.mixture.cloud !== null;
}
