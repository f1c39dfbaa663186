import type { DataDistribution, NoiseSchedule, NoisyStates, Points, ScoreField } from "../core/index.ts";
import { ShapeError } from "../numerics/index.ts";
import { type DiagonalMixture, diagonalMixture } from "./diagonal-mixture.ts";
import { forEachTime, mixtureSlice } from "./mixture-slice.ts";
import { cloudSums } from "./point-cloud.ts";
import { averageInto, type PosteriorQuantity } from "./posterior-average.ts";
import { forEachCovariance, forEachHessian } from "./posterior-spread.ts";
import { responsibilities, TILE, weighInto } from "./responsibilities.ts";

/**
 * The law p(x | t) of x_t = α x₀ + σ ε for mixture data, with the posterior of the clean x₀ given x_t.
 * With B_i = σ² I + α² Λ_i and responsibilities ω_i ∝ π_i N(x; α μ_i, B_i), all in the log domain.
 * Every method is batched; the result of a state does not depend on the batch it is in.
 *
 * @accuracy rounding, at the conditioning of the responsibilities: their relative error is a few units of rounding
 * times α |x| |μ_i − μ_j| / σ²
 * @throws ArgumentError where σ(t) = 0, or x is so large that its square overflows
 * @throws ShapeError when the states do not have the data's dimension, or times and states differ in number
 * @source GTV, section 2 (target covariance, score and posterior of mixtures)
 */
export interface NoisedMarginal {
  readonly data: DataDistribution;
  readonly schedule: NoiseSchedule;
  readonly dim: number;
  /** The score at one time, as a field for the samplers. */
  readonly scoreField: ScoreField;
  /** log p(x | t); shape [N]. */
  logDensity(at: NoisyStates): Float64Array;
  /** s = ∇ log p(x | t) = (α m − x) / σ²; shape [N, D]; 1/data. */
  score(at: NoisyStates): Float64Array;
  /** Denoiser m = E[x₀ | x, t] = (x + σ² s) / α; shape [N, D]; data. */
  posteriorMean(at: NoisyStates): Float64Array;
  /** Γ = Cov[x₀ | x, t], a sum of positive semi-definite terms; shape [N, D, D]; data². */
  posteriorCovariance(at: NoisyStates): Float64Array;
  /** Covariance of the denoising target (α x₀ − x) / σ² given x: C = α² Γ / σ⁴; shape [N, D, D]; 1/data². */
  targetCovariance(at: NoisyStates): Float64Array;
  /** The same by the curvature of the log-density: C = I/σ² + ∇∇ log p; shape [N, D, D]; 1/data². */
  targetCovarianceHessian(at: NoisyStates): Float64Array;
  /** tr C / (tr C + |s|²) in [0, 1], 0 where both vanish; shape [N]. */
  varianceFraction(at: NoisyStates): Float64Array;
  /** log p(x | t) at one time; shape [N]. */
  logDensityAt(x: Points, t: number): Float64Array;
  /** The score at one time; shape [N, D]; 1/data. */
  scoreAt(x: Points, t: number): Float64Array;
  /** The posterior mean at one time; shape [N, D]; data. */
  posteriorMeanAt(x: Points, t: number): Float64Array;
  /** ∇·s = Δ log p(x | t) = tr C − D/σ²; shape [N]; 1/data². */
  scoreDivergenceAt(x: Points, t: number): Float64Array;
}

/**
 * The noised marginal of mixture data under a schedule; eigenbases of the covariances are computed here, once.
 *
 * @throws ArgumentError when a covariance is not positive semi-definite or weights do not sum to a positive number
 */
export function noisedMarginal(data: DataDistribution, schedule: NoiseSchedule): NoisedMarginal {
  const mixture = diagonalMixture(data);
  const { dim } = mixture;

  const averages = (quantity: PosteriorQuantity, at: NoisyStates): Float64Array => {
    const out_ND = new Float64Array(at.x.count * dim);
    forEachTime(mixture, schedule, at, (slice, start, end) =>
      averageInto(out_ND, quantity, slice, at.x.values, start, end),
    );
    return out_ND;
  };
  const averagesAt = (quantity: PosteriorQuantity, x: Points, t: number): Float64Array => {
    checkDimension(mixture, x);
    const out_ND = new Float64Array(x.count * dim);
    averageInto(out_ND, quantity, mixtureSlice(mixture, schedule, t), x.values, 0, x.count);
    return out_ND;
  };
  /** Γ · scale(t) per state, handed on as one [D, D] block each. */
  const covariances = (at: NoisyStates, scale: (t: number) => number): Float64Array => {
    const out_NDD = new Float64Array(at.x.count * dim * dim);
    forEachTime(mixture, schedule, at, (slice, start, end) => {
      const factor = scale(at.t[start]);
      forEachCovariance(slice, at.x.values, start, end, (covariance_DD, n) => {
        for (let k = 0; k < dim * dim; k++) out_NDD[n * dim * dim + k] = factor * covariance_DD[k];
      });
    });
    return out_NDD;
  };
  const targetScale = (t: number): number => (schedule.alpha(t) / schedule.variance(t)) ** 2;
  const targetCovarianceHessian = (at: NoisyStates): Float64Array => {
    const out_NDD = new Float64Array(at.x.count * dim * dim);
    forEachTime(mixture, schedule, at, (slice, start, end) => {
      forEachHessian(slice, at.x.values, start, end, (hessian_DD, n) => {
        for (let d = 0; d < dim; d++) hessian_DD[d * dim + d] += 1 / slice.variance;
        out_NDD.set(hessian_DD, n * dim * dim);
      });
    });
    return out_NDD;
  };
  const logDensity = (at: NoisyStates): Float64Array => {
    const out_N = new Float64Array(at.x.count);
    const scratch = responsibilities(mixture.count);
    forEachTime(mixture, schedule, at, (slice, start, end) => {
      const sums = cloudSums(slice, at.x.values, start, end);
      if (sums !== null) {
        out_N.set(
          sums.logTotals.map((logTotal) => logTotal + slice.logScale),
          start,
        );
        return;
      }
      for (let n = start; n < end; n += TILE) {
        const size = Math.min(TILE, end - n);
        weighInto(scratch, slice, at.x.values, n, size);
        out_N.set(scratch.logDensity_T.subarray(0, size), n);
      }
    });
    return out_N;
  };
  const scoreDivergenceAt = (x: Points, t: number): Float64Array => {
    checkDimension(mixture, x);
    const out_N = new Float64Array(x.count);
    forEachHessian(mixtureSlice(mixture, schedule, t), x.values, 0, x.count, (hessian_DD, n) => {
      out_N[n] = trace(hessian_DD, 0, dim);
    });
    return out_N;
  };
  const scoreAt = (x: Points, t: number): Float64Array => averagesAt("score", x, t);
  const score = (at: NoisyStates): Float64Array => averages("score", at);

  return {
    data,
    schedule,
    dim,
    scoreField: { dim, score: scoreAt, divergence: scoreDivergenceAt },
    logDensity,
    score,
    posteriorMean: (at) => averages("mean", at),
    posteriorCovariance: (at) => covariances(at, () => 1),
    targetCovariance: (at) => covariances(at, targetScale),
    targetCovarianceHessian,
    varianceFraction: (at) => {
      const s_ND = score(at);
      const out_N = new Float64Array(at.x.count);
      forEachTime(mixture, schedule, at, (slice, start, end) => {
        const factor = targetScale(at.t[start]);
        forEachCovariance(slice, at.x.values, start, end, (covariance_DD, n) => {
          out_N[n] = fractionOf(factor * trace(covariance_DD, 0, dim), s_ND, n * dim, dim);
        });
      });
      return out_N;
    },
    logDensityAt: (x, t) => logDensity({ x, t: new Float64Array(x.count).fill(t) }),
    scoreAt,
    posteriorMeanAt: (x, t) => averagesAt("mean", x, t),
    scoreDivergenceAt,
  };
}

function checkDimension(mixture: DiagonalMixture, x: Points): void {
  if (x.dim !== mixture.dim)
    throw new ShapeError(
      "noisedMarginal",
      { x: [x.count, x.dim], data: [mixture.dim] },
      "states need the data's dimension",
    );
}

function trace(values: Float64Array, offset: number, dim: number): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += values[offset + d * (dim + 1)];
  return sum;
}

/** c / (c + |s|²) for the score in `values[offset …]`; 0 where both vanish. */
function fractionOf(c: number, values: Float64Array, offset: number, dim: number): number {
  let square = 0;
  for (let d = 0; d < dim; d++) square += values[offset + d] ** 2;
  return c + square === 0 ? 0 : c / (c + square);
}
