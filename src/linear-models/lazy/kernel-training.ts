import { ArgumentError, type NoisyStates, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix, type SymmetricEigen } from "../../numerics/index.ts";
import type { StateKernel } from "../kernels/state-kernel.ts";
import type { SpectralFilter } from "./spectral-filter.ts";

/** Eigenbasis of the curvature Λ^{1/2} Θ Λ^{1/2}/P of one training set: computed once, it serves every filter and target. */
export interface CurvatureBasis {
  /** √w_n; shape [P]. */
  readonly rootWeights: Float64Array;
  /** Eigenvalues ascending [P], and orthonormal eigenvectors. */
  readonly eigen: SymmetricEigen;
}

/**
 * @param weights - loss weights w_n ≥ 0; shape [P]
 * @accuracy rounding; cost P² kernel values and about 9 P³ operations
 * @throws ArgumentError when there is no draw
 */
export function curvatureBasis(kernel: StateKernel, states: NoisyStates, weights: Float64Array): CurvatureBasis {
  const count = states.x.count;
  if (count === 0) throw new ArgumentError("curvatureBasis", "P", count, "at least 1");
  if (weights.length !== count)
    throw new ShapeError("curvatureBasis", { states: [count], weights: [weights.length] }, "one weight per draw");
  const rootWeights = weights.map(Math.sqrt);
  const curvature = kernel.between(states, states);
  for (let n = 0; n < count; n++)
    for (let m = 0; m < count; m++) curvature.values[n * count + m]! *= (rootWeights[n]! * rootWeights[m]!) / count;
  return { rootWeights, eigen: algebra.symmetricEigen(curvature) };
}

/**
 * Coefficients c of the trained function f = f₀ + Θ(z, Z) c: c = Λ^{1/2} g(H/P) Λ^{1/2} (Y − f₀(Z))/P, exact at finite P.
 *
 * @param residuals - Y − f₀(Z); shape [P, K]
 * @returns shape [P, K]
 * @source JACOT2018
 */
export function filteredCoefficients(basis: CurvatureBasis, filter: SpectralFilter, residuals: Matrix): Matrix {
  const { rootWeights, eigen } = basis;
  const { rows, cols } = residuals;
  const scaled = scaleRows(residuals, rootWeights);
  const modes = algebra.gemm(eigen.vectors, scaled, { transposeA: true });
  const largest = eigen.values[rows - 1]!;
  const gains = eigen.values.map((e) => filter.inverse(e, largest) / rows);
  const back = algebra.gemm(eigen.vectors, scaleRows(modes, gains));
  return matrix(rows, cols, scaleRows(back, rootWeights).values);
}

/** How much of the residuals lies along each eigenvector of a curvature. */
export interface ResidualSpectrum {
  /** e_k, ascending; shape [P]. */
  readonly eigenvalues: Float64Array;
  /** |b_k|²/P with b = Vᵀ Λ^{1/2} (Y − f₀(Z)); shape [P]. */
  readonly squares: Float64Array;
}

/**
 * Residuals in the eigenbasis of a curvature.
 *
 * @param residuals - Y − f₀(Z); shape [P, K]
 */
export function residualSpectrum({ rootWeights, eigen }: CurvatureBasis, residuals: Matrix): ResidualSpectrum {
  const { rows, cols } = residuals;
  const { values } = algebra.gemm(eigen.vectors, scaleRows(residuals, rootWeights), { transposeA: true });
  const squares = Float64Array.from({ length: rows }, (_, k) =>
    values.subarray(k * cols, (k + 1) * cols).reduce((sum, value) => sum + (value * value) / rows, 0),
  );
  return { eigenvalues: eigen.values, squares };
}

/**
 * Training loss (1/2P) Σ w_n |Y_n − f(z_n)|² of the trained function: ½ Σ_k (1 − e_k g(e_k))² |b_k|²/P.
 *
 * @accuracy rounding
 */
export function filteredLoss({ eigenvalues, squares }: ResidualSpectrum, filter: SpectralFilter): number {
  const largest = eigenvalues[eigenvalues.length - 1]!;
  let sum = 0;
  for (let k = 0; k < squares.length; k++) {
    const e = Math.max(0, eigenvalues[k]!);
    sum += squares[k]! * (1 - e * filter.inverse(e, largest)) ** 2;
  }
  return sum / 2;
}

function scaleRows(a: Matrix, factors: Float64Array): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.values.map((value, i) => value * factors[Math.floor(i / a.cols)]!),
  );
}
