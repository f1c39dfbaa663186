import type { NoiseSchedule, NoisyStates } from "../core/index.ts";
import { ArgumentError, ShapeError } from "../numerics/index.ts";
import type { DiagonalMixture } from "./diagonal-mixture.ts";

/** What a noised mixture needs at one time: signal scale, noise variance, and B_i = σ² I + α² Λ_i in its eigenbasis. */
export interface MixtureSlice {
  readonly mixture: DiagonalMixture;
  readonly alpha: number;
  /** σ²; data². */
  readonly variance: number;
  /** Eigenvalues of B_i; shape [M, D]; null for a point set, where all equal σ². */
  readonly spread_MD: Float64Array | null;
  /** log π_i − ½ log det(2π B_i); shape [M]; for a point set the determinant is left to `logScale`. */
  readonly logPeak_M: Float64Array;
  /** Log normalisation common to all components. */
  readonly logScale: number;
}

/**
 * The mixture at time t.
 *
 * @throws ArgumentError where σ(t) = 0 or t is outside the schedule's domain
 */
export function mixtureSlice(mixture: DiagonalMixture, schedule: NoiseSchedule, t: number): MixtureSlice {
  const alpha = schedule.alpha(t);
  const variance = schedule.variance(t);
  if (!(variance > 0 && variance < Infinity && Number.isFinite(alpha)))
    throw new ArgumentError("noisedMarginal", "t", t, "a time with noise, sigma(t) > 0 and finite");
  const { dim, count, logWeight_M, eigenvalue_MD } = mixture;
  if (mixture.isPointSet) {
    const logScale = -0.5 * dim * Math.log(2 * Math.PI * variance);
    return { mixture, alpha, variance, spread_MD: null, logPeak_M: logWeight_M, logScale };
  }
  const spread_MD = eigenvalue_MD.map((value) => variance + alpha * alpha * value);
  const logPeak_M = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let logDeterminant = 0;
    for (let d = 0; d < dim; d++) logDeterminant += Math.log(spread_MD[i * dim + d]);
    logPeak_M[i] = logWeight_M[i] - 0.5 * logDeterminant;
  }
  return { mixture, alpha, variance, spread_MD, logPeak_M, logScale: -0.5 * dim * Math.log(2 * Math.PI) };
}

/** Calls `visit` for every run of states that share a time. */
export function forEachTime(
  mixture: DiagonalMixture,
  schedule: NoiseSchedule,
  at: NoisyStates,
  visit: (slice: MixtureSlice, start: number, end: number) => void,
): void {
  const { x, t } = at;
  if (x.dim !== mixture.dim || t.length !== x.count)
    throw new ShapeError(
      "noisedMarginal",
      { x: [x.count, x.dim], t: [t.length], data: [mixture.dim] },
      "one time per state, and states of the data's dimension",
    );
  for (let start = 0, end = 0; start < x.count; start = end) {
    for (end = start + 1; end < x.count && t[end] === t[start]; ) end++;
    visit(mixtureSlice(mixture, schedule, t[start]), start, end);
  }
}
