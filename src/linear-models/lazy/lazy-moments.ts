import { ArgumentError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { coefficientLimit } from "../population.ts";
import type { LazyPopulation } from "./lazy-population.ts";
import { learnedShare, type SpectralFilter } from "./spectral-filter.ts";

/**
 * Mean, and covariance to leading order in 1/P, of the coefficients of a lazy model on Mercer modes, ordered (j, d).
 * Covariances are without the factor 1/P.
 */
export interface LazyMoments {
  /** χ_j c_j; shape [J, D]. */
  readonly mean: Matrix;
  /** χ_j, the share of each mode that is learned; shape [J]. */
  readonly learned: Float64Array;
  /** χ_i χ_j E[w² ψ_i ψ_j C]: noise of the target; shape [J·D, J·D]. */
  readonly targetNoise: Matrix;
  /** Cov[w ψ_i H_i, w ψ_j H_j]: what random inputs leave of the misfit; shape [J·D, J·D]. */
  readonly inputNoise: Matrix;
}

/** States handled at once. */
const blockSize = 512;

/**
 * Leading order in 1/P of a filtered fit, for f₀ = 0. With the misfit functions H_j = χ_j s − Σ_k G(γ_j, γ_k) c_k ψ_k the
 * coefficient of ψ_j fluctuates as the mean over draws of w ψ_j (χ_j (target − s) + H_j). For gradient flow H_j is
 * ∫₀^τ γ_j e^{−γ_j(τ−σ)} (s − f̄_σ) dσ, for a ridge χ_j (s − f̄).
 *
 * @accuracy leading order in 1/P; quadrature and `missing` of the population
 * @throws ArgumentError when J·D is above `coefficientLimit`
 * @source GTV, Proposition 5.2, with the input-noise term; DALECKII1965
 */
export function lazyMoments(population: LazyPopulation, filter: SpectralFilter): LazyMoments {
  const { eigenvalues, modes, overlaps, probability, weight, target, targetCovariance } = population;
  const count = modes.rows;
  const rank = eigenvalues.length;
  const dim = overlaps.cols;
  const size = rank * dim;
  if (size > coefficientLimit) throw new ArgumentError("lazyMoments", "J·D", size, `at most ${coefficientLimit}`);
  const top = eigenvalues[0]!;
  const learned = eigenvalues.map((e) => learnedShare(filter, e, top));
  const mean = matrix(
    rank,
    dim,
    overlaps.values.map((c, i) => c * learned[Math.floor(i / dim)]!),
  );
  // Row k, column (j, d): G(γ_j, γ_k) c_kd, so that modes times it is the fitted part of every H_j.
  const fitted = matrix(rank, size);
  for (let k = 0; k < rank; k++)
    for (let j = 0; j < rank; j++) {
      const interaction = filter.interaction(eigenvalues[j]!, eigenvalues[k]!, top);
      for (let d = 0; d < dim; d++) fitted.values[k * size + j * dim + d] = interaction * overlaps.values[k * dim + d]!;
    }
  const targetNoise = matrix(size, size);
  const inputNoise = matrix(size, size);
  const center = new Float64Array(size);
  for (let from = 0; from < count; from += blockSize) {
    const to = Math.min(from + blockSize, count);
    const rows = to - from;
    const psi = matrix(rows, rank, modes.values.subarray(from * rank, to * rank));
    const misfit = algebra.gemm(psi, fitted);
    for (let n = 0; n < rows; n++)
      for (let j = 0; j < rank; j++)
        for (let d = 0; d < dim; d++) {
          const at = n * size + j * dim + d;
          const own = learned[j]! * target.values[(from + n) * dim + d]! - misfit.values[at]!;
          misfit.values[at] = weight[from + n]! * psi.values[n * rank + j]! * own;
        }
    const share = probability.subarray(from, to);
    addInto(inputNoise.values, algebra.syrk(misfit, share).values);
    for (let n = 0; n < rows; n++)
      for (let a = 0; a < size; a++) center[a]! += share[n]! * misfit.values[n * size + a]!;
    addTargetNoise(targetNoise, psi, learned, dim, (n, i, j) => {
      const at = ((from + n) * dim + i) * dim + j;
      return share[n]! * weight[from + n]! ** 2 * targetCovariance[at]!;
    });
  }
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) inputNoise.values[a * size + b]! -= center[a]! * center[b]!;
  return { mean, learned, targetNoise, inputNoise };
}

/** Adds χ_i χ_j Σ_n g_dd′(n) ψ_i ψ_j for every output pair. */
function addTargetNoise(
  out: Matrix,
  psi: Matrix,
  learned: Float64Array,
  dim: number,
  weight: (n: number, i: number, j: number) => number,
): void {
  const rank = psi.cols;
  for (let d = 0; d < dim; d++) {
    for (let e = 0; e <= d; e++) {
      const part = algebra.syrk(
        psi,
        Float64Array.from({ length: psi.rows }, (_, n) => weight(n, d, e)),
      ).values;
      for (let i = 0; i < rank; i++)
        for (let j = 0; j < rank; j++) {
          const value = learned[i]! * learned[j]! * part[i * rank + j]!;
          out.values[(i * dim + d) * out.cols + j * dim + e]! += value;
          if (d !== e) out.values[(i * dim + e) * out.cols + j * dim + d]! += value;
        }
    }
  }
}

function addInto(out: Float64Array, part: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += part[i]!;
}
