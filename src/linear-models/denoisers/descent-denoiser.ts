import { ArgumentError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import type { AffineMap, Moments } from "./affine-map.ts";
import { checkNoiseLevel, type NoiseLevel } from "./noise-level.ts";

/** The second moments that a linear denoiser is trained on: its features are φ = (s x, 1). */
export interface DescentMoments {
  /** M = E φφᵀ = [[s²(α²(Σ + μμᵀ) + σ²), sαμ], [sαμᵀ, 1]]; shape [D + 1, D + 1]. */
  readonly features: Matrix;
  /** C = E x₀φᵀ = [sα(Σ + μμᵀ), μ]; shape [D, D + 1]. */
  readonly targets: Matrix;
}

/**
 * Second moments of the features (s x, 1) and of clean points with them, over data with these moments and all noise.
 *
 * @param inputScale - s; what the state is multiplied by before it enters; > 0
 * @throws ArgumentError for a scale that is not finite and positive
 */
export function descentMoments(
  { mean, covariance }: Moments,
  level: NoiseLevel,
  inputScale: number = 1,
): DescentMoments {
  const where = "descentMoments";
  checkNoiseLevel(where, level);
  if (!(inputScale > 0 && Number.isFinite(inputScale)))
    throw new ArgumentError(where, "inputScale", inputScale, "finite and positive");
  const { alpha, sigma } = level;
  const dim = mean.length;
  const size = dim + 1;
  const features = matrix(size, size);
  const targets = matrix(dim, size);
  const scale = inputScale * alpha;
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      const second = covariance.values[i * dim + j]! + mean[i]! * mean[j]!;
      features.values[i * size + j] = scale * scale * second + (i === j ? (inputScale * sigma) ** 2 : 0);
      targets.values[i * size + j] = scale * second;
    }
    features.values[i * size + dim] = features.values[dim * size + i] = scale * mean[i]!;
    targets.values[i * size + dim] = mean[i]!;
  }
  features.values[dim * size + dim] = 1;
  return { features, targets };
}

/**
 * The linear denoiser after gradient descent from zero on ½ E|x₀ − Θφ|², at every noise drawn: in the eigenbasis of M,
 * Θ_k = C Σ_j u_j r_j u_jᵀ with r_j = (1 − Π_i (1 − η_i m_j))/m_j, so that a direction is learned to the share 1 − Π. This is
 * also the mean over all runs of stochastic gradient descent on fresh draws with the same rates, since each gradient is
 * affine in Θ and its draws are new.
 *
 * @param rates - η_i of each step, loss weights included; shape [steps]
 * @param after - numbers of steps after which the denoiser is wanted, increasing, at most the number of rates
 * @param inputScale - s, as in `descentMoments`
 * @returns one denoiser for each entry of `after`, in units of x: W = s Θ's first D columns, b its last
 * @accuracy rounding; r_j by the recursion r ← r(1 − ηm) + η, without division
 * @throws ArgumentError for numbers of steps that are out of order or range, or rates that are not finite and at least 0
 * @source WANG2025, learning dynamics of one-layer linear denoisers; discrete steps and offsets ours
 */
export function descentDenoisers(
  moments: Moments,
  level: NoiseLevel,
  rates: ArrayLike<number>,
  after: readonly number[],
  inputScale: number = 1,
): AffineMap[] {
  const where = "descentDenoisers";
  after.forEach((steps, k) => {
    if (!(Number.isInteger(steps) && steps >= (after[k - 1] ?? 0) && steps <= rates.length))
      throw new ArgumentError(where, `after[${k}]`, steps, `an integer, increasing, from 0 to ${rates.length}`);
  });
  const { features, targets } = descentMoments(moments, level, inputScale);
  const { values: curvatures, vectors } = algebra.symmetricEigen(features);
  const projected = algebra.gemm(targets, vectors);
  const inverses = new Float64Array(curvatures.length);
  let done = 0;
  return after.map((steps) => {
    for (; done < steps; done++) {
      const rate = rates[done]!;
      if (!(rate >= 0 && Number.isFinite(rate)))
        throw new ArgumentError(where, `rates[${done}]`, rate, "finite and at least 0");
      for (let j = 0; j < inverses.length; j++) inverses[j] = inverses[j]! * (1 - rate * curvatures[j]!) + rate;
    }
    const filtered = matrix(
      projected.rows,
      projected.cols,
      projected.values.map((value, i) => value * inverses[i % projected.cols]!),
    );
    return readout(algebra.gemm(filtered, vectors, { transposeB: true }), inputScale);
  });
}

/** Θ [D, D + 1] as the map x ↦ W x + b. */
function readout({ rows: dim, cols: size, values }: Matrix, inputScale: number): AffineMap {
  const weights = matrix(dim, dim);
  const offset = new Float64Array(dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) weights.values[i * dim + j] = inputScale * values[i * size + j]!;
    offset[i] = values[i * size + dim]!;
  }
  return { matrix: weights, offset };
}
