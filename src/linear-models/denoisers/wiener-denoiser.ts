import { algebra, matrix } from "../../numerics/index.ts";
import type { AffineMap, Moments } from "./affine-map.ts";
import { checkNoiseLevel, type NoiseLevel } from "./noise-level.ts";

/**
 * The best linear denoiser of data with these moments: W = αΣ(α²Σ + σ²)⁻¹ and b = (1 − αW)μ, the posterior mean where the
 * data are Gaussian. With the moments of a training set it is what training on that set with fresh noise converges to.
 *
 * @returns W [D, D] and b [D]
 * @accuracy rounding, relative to the largest eigenvalue of Σ
 * @throws ArgumentError as `checkNoiseLevel`
 * @source WANG2025, one-layer linear denoisers
 */
export function wienerDenoiser({ mean, covariance }: Moments, level: NoiseLevel): AffineMap {
  checkNoiseLevel("wienerDenoiser", level);
  const { alpha, sigma } = level;
  const dim = mean.length;
  const { values: eigenvalues, vectors } = algebra.symmetricEigen(covariance);
  const scaled = vectors.values.map((value, i) => {
    // Rounding may leave an eigenvalue of a singular covariance slightly below 0.
    const eigenvalue = Math.max(0, eigenvalues[i % dim]!);
    return (value * alpha * eigenvalue) / (alpha * alpha * eigenvalue + sigma * sigma);
  });
  const weights = algebra.gemm(matrix(dim, dim, scaled), vectors, { transposeB: true });
  const carried = algebra.gemm(weights, matrix(dim, 1, mean)).values;
  return { matrix: weights, offset: mean.map((value, d) => value - alpha * carried[d]!) };
}
