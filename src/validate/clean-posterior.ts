import { ArgumentError, type DataDistribution, type NoiseSchedule, type NoisyStates } from "../core/index.ts";
import { algebra, matrix } from "../numerics/index.ts";

/**
 * E[x₀ | x, t], the noise-free regression target of J0, straight from Bayes' rule: each component's Gaussian is solved
 * with a Cholesky factor per time. A deliberately plain second route to what the theory computes in eigenbases.
 *
 * @returns shape [N, D]; data
 * @accuracy rounding times the conditioning of σ² + α² Λ
 * @throws ArgumentError where σ(t) = 0
 * @source EFRON2011 (posterior mean); BISHOP2006, eq. 2.116 (Gaussian conditioning)
 */
export function cleanPosteriorMean(data: DataDistribution, schedule: NoiseSchedule, at: NoisyStates): Float64Array {
  const { x, t } = at;
  const { dim, components } = data;
  const out = new Float64Array(x.count * dim);
  const logs = new Float64Array(components.length);
  const means = new Float64Array(components.length * dim);
  for (let n = 0; n < x.count; n++) {
    const alpha = schedule.alpha(t[n]!);
    const variance = schedule.variance(t[n]!);
    if (!(variance > 0)) throw new ArgumentError("cleanPosteriorMean", "t", t[n], "a time with noise, sigma(t) > 0");
    const state = x.values.subarray(n * dim, (n + 1) * dim);
    components.forEach((component, k) => {
      logs[k] =
        Math.log(component.weight) +
        gaussianPosterior(
          component.mean,
          component.covariance,
          state,
          alpha,
          variance,
          means.subarray(k * dim, (k + 1) * dim),
        );
    });
    let top = -Infinity;
    for (const log of logs) top = Math.max(top, log);
    let total = 0;
    for (let k = 0; k < logs.length; k++) total += logs[k] = Math.exp(logs[k]! - top);
    for (let k = 0; k < logs.length; k++) {
      for (let d = 0; d < dim; d++) out[n * dim + d]! += (logs[k]! / total) * means[k * dim + d]!;
    }
  }
  return out;
}

/** Writes the component's posterior mean to `mean` and returns log N(x; αμ, σ² + α²Λ) up to a constant shared by all components. */
function gaussianPosterior(
  center: Float64Array,
  covariance: Float64Array | null,
  x: Float64Array,
  alpha: number,
  variance: number,
  mean: Float64Array,
): number {
  const dim = x.length;
  if (covariance === null) {
    let square = 0;
    for (let d = 0; d < dim; d++) {
      square += (x[d]! - alpha * center[d]!) ** 2;
      mean[d] = center[d]!;
    }
    return -square / (2 * variance) - (dim / 2) * Math.log(variance);
  }
  const total = matrix(
    dim,
    dim,
    covariance.map((value, i) => alpha * alpha * value + (i % (dim + 1) === 0 ? variance : 0)),
  );
  const residual = matrix(
    dim,
    1,
    x.map((value, d) => value - alpha * center[d]!),
  );
  const solved = algebra.solvePositiveDefinite(total, residual).values;
  let square = 0;
  for (let d = 0; d < dim; d++) {
    square += residual.values[d]! * solved[d]!;
    let shift = 0;
    for (let e = 0; e < dim; e++) shift += covariance[d * dim + e]! * solved[e]!;
    mean[d] = center[d]! + alpha * shift;
  }
  return -square / 2 - algebra.logDeterminant(total) / 2;
}
