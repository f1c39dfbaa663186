import { ShapeError } from "../../core/index.ts";
import { algebra, matrix } from "../../numerics/index.ts";
import { type AffineMap, type Moments, scaledMap } from "./affine-map.ts";
import { checkNoiseLevel, type NoiseLevel } from "./noise-level.ts";

/**
 * Denoising loss of a linear denoiser over data with these moments and all noise:
 * ½ E|x₀ − W x − b|² = ½ [tr (1 − αW)Σ(1 − αW)ᵀ + σ² tr WWᵀ + |(1 − αW)μ − b|²].
 *
 * @returns data²
 * @accuracy rounding
 * @throws ArgumentError as `checkNoiseLevel`; ShapeError when the dimensions differ
 * @source WANG2025, loss of one-layer linear denoisers
 */
export function denoisingLoss(denoiser: AffineMap, moments: Moments, level: NoiseLevel): number {
  checkNoiseLevel("denoisingLoss", level);
  const dim = moments.mean.length;
  if (denoiser.offset.length !== dim)
    throw new ShapeError("denoisingLoss", { denoiser: [denoiser.offset.length], moments: [dim] }, "must agree");
  const missed = scaledMap(1, -level.alpha, denoiser).matrix;
  const spread = algebra.gemm(missed, moments.covariance).values;
  const shift = algebra.gemm(missed, matrix(dim, 1, moments.mean)).values;
  let loss = 0;
  for (let i = 0; i < dim * dim; i++)
    loss += spread[i]! * missed.values[i]! + (level.sigma * denoiser.matrix.values[i]!) ** 2;
  for (let d = 0; d < dim; d++) loss += (shift[d]! - denoiser.offset[d]!) ** 2;
  return loss / 2;
}
