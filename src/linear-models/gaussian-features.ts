import { ArgumentError, ShapeError } from "../core/index.ts";
import { algebra, findRoot, type Matrix, matrix } from "../numerics/index.ts";
import type { CoefficientMoments } from "./indicator-moments.ts";

export interface GaussianFeaturesOptions {
  /** Σ, covariance of the Gaussian features; shape [F, F]; positive semi-definite. */
  readonly sigma: Matrix;
  /** W₀, coefficients of the true regression; shape [F, D]. */
  readonly truth: Matrix;
  /** Covariance of the target's noise, the same at every state; shape [D, D]; zero for noise-free targets (J0). */
  readonly noise: Matrix;
  /** P. */
  readonly sampleCount: number;
  /** ρ ≥ 0. */
  readonly ridge: number;
}

/** Mean and covariance of the coefficients with what they follow from. */
export interface GaussianFeatures extends CoefficientMoments {
  /** ρ_e, the ridge that an infinite training set would need to shrink as much. */
  readonly effectiveRidge: number;
  /** γ = tr[Σ²(Σ + ρ_e)⁻²]/P, below 1: variances grow by 1/(1 − γ). */
  readonly overlap: number;
}

/**
 * Deterministic equivalent of ridge regression on Gaussian features with noise of constant covariance: ρ_e solves
 * ρ_e = ρ + ρ_e tr[Σ(Σ + ρ_e)⁻¹]/P, γ = tr[Σ²(Σ + ρ_e)⁻²]/P, K = (Σ + ρ_e)⁻¹Σ(Σ + ρ_e)⁻¹,
 * E W = (Σ + ρ_e)⁻¹Σ W₀, Cov(W_fi, W_gj) = {noise_ij + ρ_e² (W₀ᵀ K W₀)_ij} K_fg/(P(1 − γ)).
 * Exact to a per cent or so from P of a few tens on, in all of P > F, P = F and P < F.
 *
 * It does not transfer to localised features with heavy-tailed loss weights, such as bumps with weight α²/σ²: their products
 * are far from those of Gaussian vectors. In the three-point model at P = 64, F = 256 the variance of trained models is a tenth
 * of what 1/(1 − γ) times the leading order gives. Use the exact ensemble there.
 *
 * @accuracy asymptotic in P and F with F/P fixed, relative error of order 1/P; ρ_e to 1e-14 relative
 * @throws ShapeError when sizes differ; ArgumentError for a negative ridge, P < 1, or ρ = 0 with P = F, where variances diverge
 * @source GTV, section 5, beyond leading order; DOBRIBAN2018
 */
export function gaussianFeatures(options: GaussianFeaturesOptions): GaussianFeatures {
  const { sigma, truth, noise, sampleCount, ridge } = options;
  checkGaussianFeatures(options);
  const spectrum = algebra.symmetricEigen(sigma);
  const eigenvalues = spectrum.values.map((value) => Math.max(0, value));
  const effectiveRidge = effectiveRidgeOf(eigenvalues, sampleCount, ridge);
  const overlap = eigenvalues.reduce(
    (sum, value) => sum + (value === 0 ? 0 : (value / (value + effectiveRidge)) ** 2 / sampleCount),
    0,
  );
  if (!(overlap < 1 - 1e-12))
    throw new ArgumentError("gaussianFeatures", "ridge", ridge, "positive when P equals the number of features");
  const size = sigma.rows;
  const dim = truth.cols;
  // In the eigenvectors of Σ everything but the truth is diagonal.
  const rotated = algebra.gemm(spectrum.vectors, truth, { transposeA: true });
  const diagonal = (of: (value: number) => number): Float64Array =>
    eigenvalues.map((value) => (value === 0 ? 0 : of(value)));
  const shrink = diagonal((value) => value / (value + effectiveRidge));
  const kernel = diagonal((value) => value / (value + effectiveRidge) ** 2);
  const mean = algebra.gemm(spectrum.vectors, scaledRows(rotated, shrink));
  const lost = algebra.gemm(scaledRows(rotated, kernel), rotated, { transposeA: true });
  const full = algebra.gemm(scaledColumns(spectrum.vectors, kernel), spectrum.vectors, { transposeB: true });
  const covariance = matrix(size * dim, size * dim);
  for (let f = 0; f < size; f++) {
    for (let g = 0; g < size; g++) {
      const shared = (full.values[f * size + g]! + full.values[g * size + f]!) / 2 / (sampleCount * (1 - overlap));
      for (let i = 0; i < dim; i++)
        for (let j = 0; j < dim; j++)
          covariance.values[(f * dim + i) * size * dim + g * dim + j] =
            shared * (noise.values[i * dim + j]! + effectiveRidge ** 2 * lost.values[i * dim + j]!);
    }
  }
  return { effectiveRidge, overlap, mean, covariance };
}

/**
 * The positive root of ρ/ρ_e + (1/P) Σ λ/(λ + ρ_e) = 1, whose left side falls; 0 where even ρ_e → 0 leaves it below 1.
 */
function effectiveRidgeOf(eigenvalues: Float64Array, sampleCount: number, ridge: number): number {
  const free = (rho: number): number =>
    eigenvalues.reduce((sum, value) => sum + (value === 0 ? 0 : value / (value + rho)), 0) / sampleCount;
  const trace = eigenvalues.reduce((sum, value) => sum + value, 0);
  if (ridge === 0 && free(0) <= 1) return 0;
  const excess = (log: number): number => ridge * Math.exp(-log) + free(Math.exp(log)) - 1;
  const high = Math.log(ridge + trace / sampleCount);
  let low = ridge > 0 ? Math.log(ridge) : high - 1;
  while (excess(low) < 0) low -= 5;
  return Math.exp(findRoot(excess, low, high + 1e-9, { tolerance: 1e-15 }));
}

function scaledRows(a: Matrix, factors: Float64Array): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.values.map((value, i) => value * factors[Math.floor(i / a.cols)]!),
  );
}

function scaledColumns(a: Matrix, factors: Float64Array): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.values.map((value, i) => value * factors[i % a.cols]!),
  );
}

function checkGaussianFeatures({ sigma, truth, noise, sampleCount, ridge }: GaussianFeaturesOptions): void {
  const where = "gaussianFeatures";
  if (
    sigma.rows !== sigma.cols ||
    truth.rows !== sigma.rows ||
    noise.rows !== truth.cols ||
    noise.cols !== truth.cols
  ) {
    const shapes = { sigma, truth, noise };
    const named = Object.fromEntries(Object.entries(shapes).map(([name, { rows, cols }]) => [name, [rows, cols]]));
    throw new ShapeError(where, named, "must be [F, F], [F, D] and [D, D]");
  }
  if (!(Number.isInteger(sampleCount) && sampleCount >= 1))
    throw new ArgumentError(where, "sampleCount", sampleCount, "a positive integer");
  if (!(ridge >= 0 && Number.isFinite(ridge))) throw new ArgumentError(where, "ridge", ridge, "finite and at least 0");
}
