import type { DataDistribution, NoiseSchedule, NoisyStates } from "../core/index.ts";
import { diagonalMixture } from "./diagonal-mixture.ts";
import { forEachTime, type MixtureSlice } from "./mixture-slice.ts";
import { filterInto } from "./posterior-average.ts";
import { responsibilities, weighInto } from "./responsibilities.ts";

/** Central moments of each coordinate of the clean x₀ given the noisy state; shape [N, D]. */
export interface PosteriorCentralMoments {
  /** E[(x₀ − m)²]; data². */
  readonly second: Float64Array;
  /** E[(x₀ − m)³]; data³. */
  readonly third: Float64Array;
  /** E[(x₀ − m)⁴]; data⁴. */
  readonly fourth: Float64Array;
}

/**
 * Second to fourth central moments of every coordinate of the posterior p(x₀ | x, t), a mixture of Gaussians with
 * responsibilities ω_i, means m_i and variances g_i:
 * Σ ω_i (δ_i² + g_i), Σ ω_i (δ_i³ + 3 δ_i g_i), Σ ω_i (δ_i⁴ + 6 δ_i² g_i + 3 g_i²), δ_i = m_i − m.
 *
 * @accuracy rounding, at the conditioning of the responsibilities
 * @throws ArgumentError where σ(t) = 0
 * @throws ShapeError when the states do not have the data's dimension
 * @source GTV, section 2 (posterior of mixtures)
 */
export function posteriorCentralMoments(
  data: DataDistribution,
  schedule: NoiseSchedule,
  at: NoisyStates,
): PosteriorCentralMoments {
  const mixture = diagonalMixture(data);
  const { dim, count } = mixture;
  const size = at.x.count * dim;
  const out = { second: new Float64Array(size), third: new Float64Array(size), fourth: new Float64Array(size) };
  const scratch = responsibilities(count);
  const weight_M = scratch.weight_TM;
  const mean_MD = new Float64Array(count * dim);
  forEachTime(mixture, schedule, at, (slice, start, end) => {
    const spread_MD = componentVariances(slice);
    for (let n = start; n < end; n++) {
      weighInto(scratch, slice, at.x.values, n, 1);
      componentMeansInto(mean_MD, slice, at.x.values, n * dim);
      for (let d = 0; d < dim; d++) {
        let mean = 0;
        for (let i = 0; i < count; i++) mean += weight_M[i]! * mean_MD[i * dim + d]!;
        let second = 0;
        let third = 0;
        let fourth = 0;
        for (let i = 0; i < count; i++) {
          const delta = mean_MD[i * dim + d]! - mean;
          const square = delta * delta;
          const spread = spread_MD[i * dim + d]!;
          second += weight_M[i]! * (square + spread);
          third += weight_M[i]! * delta * (square + 3 * spread);
          fourth += weight_M[i]! * (square * square + 6 * square * spread + 3 * spread * spread);
        }
        out.second[n * dim + d] = second;
        out.third[n * dim + d] = third;
        out.fourth[n * dim + d] = fourth;
      }
    }
  });
  return out;
}

/** Posterior means of the components at one state: μ_i + α Λ_i B_i⁻¹ (x − α μ_i). */
function componentMeansInto(out_MD: Float64Array, slice: MixtureSlice, x: Float64Array, offset: number): void {
  const { alpha, spread_MD } = slice;
  const { dim, count, mean_MD, eigenvalue_MD, bases } = slice.mixture;
  out_MD.set(mean_MD);
  if (spread_MD === null) return;
  const gain_MD = spread_MD.map((spread, k) => (alpha * eigenvalue_MD[k]!) / spread);
  const shift_D = new Float64Array(dim);
  const moved_D = new Float64Array(dim);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dim; d++) shift_D[d] = x[offset + d]! - alpha * mean_MD[i * dim + d]!;
    filterInto(moved_D, bases[i]!, gain_MD, i * dim, shift_D);
    for (let d = 0; d < dim; d++) out_MD[i * dim + d]! += moved_D[d]!;
  }
}

/** Posterior variance of each coordinate in each component: the diagonal of U_i diag(λ_i σ² / b_i) U_iᵀ; shape [M, D]. */
function componentVariances(slice: MixtureSlice): Float64Array {
  const { variance, spread_MD } = slice;
  const { dim, count, eigenvalue_MD, bases } = slice.mixture;
  const out_MD = new Float64Array(count * dim);
  if (spread_MD === null) return out_MD;
  for (let i = 0; i < count; i++) {
    const basis = bases[i]!;
    for (let e = 0; e < dim; e++) {
      const inner = (variance * eigenvalue_MD[i * dim + e]!) / spread_MD[i * dim + e]!;
      if (basis === null) out_MD[i * dim + e]! += inner;
      else for (let d = 0; d < dim; d++) out_MD[i * dim + d]! += inner * basis[d * dim + e]! ** 2;
    }
  }
  return out_MD;
}
