import { ArgumentError, type FiniteRankEnsemble, type ForwardProcess, type LinearScoreModel } from "../core/index.ts";
import { algebra, largestMagnitude, type Matrix, matrix, pivotedCholesky } from "../numerics/index.ts";
import { gaussianWeightEnsemble } from "./gaussian-weight-ensemble.ts";
import { coefficientLimit, type PopulationMoments, withRidge } from "./population.ts";

/** Which sources of variance a sandwich keeps: both, or only what a noise-free target leaves. */
export type SandwichParts = "target-and-input-noise" | "input-noise";

/** Relative size below which a difference of two moments is rounding of their sums. */
const cancellation = 1e-12;

/**
 * R with R Rᵀ = Ω/P, the leading-order covariance of the trained coefficients:
 * Ω = (Σ + ρ)⁻¹ (E[w²(C + ΔΔᵀ)φφᵀ] − ρ²W*W*ᵀ) (Σ + ρ)⁻¹.
 *
 * @returns shape [F·D, rank]
 * @accuracy leading order in 1/P; rounding
 * @throws ArgumentError when F·D is above `coefficientLimit`
 * @source GTV, section 5 (leading order in 1/P); WHITE1982
 */
export function sandwichFactor(model: LinearScoreModel, moments: PopulationMoments, parts: SandwichParts): Matrix {
  const { targetNoise, inputNoise, sigma } = moments;
  const size = inputNoise.rows;
  if (size > coefficientLimit) throw new ArgumentError("sandwichFactor", "F·D", size, `at most ${coefficientLimit}`);
  const meat = matrix(size, size, inputNoise.values.slice());
  if (parts === "target-and-input-noise")
    for (let i = 0; i < meat.values.length; i++) meat.values[i]! += targetNoise.values[i]!;
  // Where training is not random at all, misfit and ridge cancel to rounding of either sign.
  const cancelled = (model.ridge * largestMagnitude(moments.solution.values)) ** 2;
  if (largestMagnitude(diagonal(meat)) <= cancellation * cancelled) return matrix(size, 0);
  const { factor, rank } = pivotedCholesky(meat);
  const dim = size / sigma.rows;
  // (Σ + ρ)⁻¹ acts on the feature index; rows (f, d) of the factor are a matrix [F, D·rank].
  const solved = algebra.solvePositiveDefinite(
    withRidge(sigma, model.ridge),
    matrix(sigma.rows, dim * rank, factor.values),
  );
  const root = 1 / Math.sqrt(model.sampleCount);
  return matrix(
    size,
    rank,
    solved.values.map((value) => value * root),
  );
}

/**
 * The Gaussian-field ensemble N(W*, Ω/P). A model with the noise-free target (J0) has no target noise.
 *
 * @source GTV, Propositions 3.1 and 5.1
 */
export function sandwichEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  moments: PopulationMoments,
  parts: SandwichParts = model.target === "noisy" ? "target-and-input-noise" : "input-noise",
): FiniteRankEnsemble {
  return gaussianWeightEnsemble(
    `sandwich (${parts})`,
    model,
    process,
    moments.solution,
    sandwichFactor(model, moments, parts),
  );
}

function diagonal(a: Matrix): Float64Array {
  return Float64Array.from({ length: a.rows }, (_, i) => a.values[i * a.cols + i]!);
}
