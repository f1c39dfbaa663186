import { type FiniteRankEnsemble, type ForwardProcess, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix, pivotedCholesky } from "../../numerics/index.ts";
import { gaussianWeightEnsemble } from "../gaussian-weight-ensemble.ts";
import type { SandwichParts } from "../sandwich-ensemble.ts";
import { joinedFeatures, kernelFeatures } from "./kernel-features.ts";
import { type LazyScoreModel, linearReading } from "./lazy-model.ts";
import { type LazyMoments, lazyMoments } from "./lazy-moments.ts";
import type { LazyPopulation } from "./lazy-population.ts";

/**
 * The Gaussian field of lazy networks to leading order: mean f̄ = Σ χ_j ψ_j c_j, covariance of the draws to order 1/P (target
 * noise and misfit), and (1 − A) 𝒦 (1 − A)ᵀ of a random initial function, A = Σ χ_j ψ_j E[w ψ_j ·]. Finite rank, so
 * that `draw` samples it exactly.
 *
 * As τ → ∞ with modes that resolve every state, Σ ψ_j ψ_j′ → δ(z − z′)/(w p), the misfit vanishes and Cov → C δ(z − z′)/(P p):
 * memorisation, a noise without correlations in x or t.
 *
 * @param parts - which noises of the draws are kept; both for a noisy target, the input noise alone for J0
 * @accuracy leading order in 1/P, and `missing` of the population; the 1/P correction that a random initial function itself adds
 * is left out, being smaller than its own term by 1/P
 * @source GTV, Propositions 3.1 and 5.2
 */
export function lazyFieldEnsemble(
  model: LazyScoreModel,
  process: ForwardProcess,
  population: LazyPopulation,
  moments: LazyMoments = lazyMoments(population, model.filter),
  parts: SandwichParts = model.target === "noisy" ? "target-and-input-noise" : "input-noise",
): FiniteRankEnsemble {
  const { dim } = process.data;
  if (moments.mean.cols !== dim) {
    const shapes = { mean: [moments.mean.rows, moments.mean.cols], data: [dim] };
    throw new ShapeError("lazyFieldEnsemble", shapes, "the dimensions must agree");
  }
  const learned = kernelFeatures(model.kernel, population.landmarks.states);
  const mean = algebra.gemm(population.basis, moments.mean);
  const draws = lazyFieldFactor(population, moments, model.sampleCount, parts);
  const name = `lazy field (${parts}, ${model.filter.name})`;
  if (model.initial === null) return gaussianWeightEnsemble(name, linearReading(model, learned), process, mean, draws);
  const features = joinedFeatures([learned, model.initial.features]);
  const start = initialFactor(model, population, moments);
  const centers = learned.featureCount;
  const all = features.featureCount;
  const joined = matrix(all * dim, draws.cols + start.cols * dim);
  for (let a = 0; a < centers * dim; a++)
    joined.values.set(draws.values.subarray(a * draws.cols, (a + 1) * draws.cols), a * joined.cols);
  for (let f = 0; f < all; f++)
    for (let d = 0; d < dim; d++)
      for (let k = 0; k < start.cols; k++)
        joined.values[(f * dim + d) * joined.cols + draws.cols + k * dim + d] = start.values[f * start.cols + k]!;
  const wide = matrix(all, dim);
  wide.values.set(mean.values);
  return gaussianWeightEnsemble(
    `${name}, random initial function`,
    linearReading(model, features),
    process,
    wide,
    joined,
  );
}

/**
 * R with R Rᵀ = covariance of the draws, as coefficients on the kernel at the landmarks.
 *
 * @returns shape [landmarks · D, rank], unknowns ordered (landmark, d)
 * @accuracy that of the moments
 */
export function lazyFieldFactor(
  population: LazyPopulation,
  moments: LazyMoments,
  sampleCount: number,
  parts: SandwichParts,
): Matrix {
  const { inputNoise, targetNoise, mean } = moments;
  const values = inputNoise.values.map(
    (value, i) => (value + (parts === "target-and-input-noise" ? targetNoise.values[i]! : 0)) / sampleCount,
  );
  const { factor } = pivotedCholesky(matrix(inputNoise.rows, inputNoise.cols, values));
  const { basis } = population;
  const wide = matrix(basis.cols, mean.cols * factor.cols, factor.values);
  return matrix(basis.rows * mean.cols, factor.cols, algebra.gemm(basis, wide).values);
}

/** (1 − A) f₀ per unit of each of its normals, on [landmarks, features of f₀]; shape [all features, rank]. */
function initialFactor(model: LazyScoreModel, population: LazyPopulation, { learned }: LazyMoments): Matrix {
  const { features, root } = model.initial!;
  const { modes, states, probability, weight, basis } = population;
  const values = features.combine(states, root);
  const weighted = matrix(
    values.rows,
    values.cols,
    values.values.map((value, i) => {
      const n = Math.floor(i / values.cols);
      return value * probability[n]! * weight[n]!;
    }),
  );
  const overlap = algebra.gemm(modes, weighted, { transposeA: true });
  const removed = matrix(
    overlap.rows,
    overlap.cols,
    overlap.values.map((value, i) => -value * learned[Math.floor(i / overlap.cols)]!),
  );
  const onCenters = algebra.gemm(basis, removed);
  const stacked = matrix(onCenters.rows + root.rows, root.cols);
  stacked.values.set(onCenters.values);
  stacked.values.set(root.values, onCenters.values.length);
  return stacked;
}
