import { ArgumentError, type ForwardProcess, type LinearScoreModel } from "../core/index.ts";
import { algebra, type Matrix, matrix } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import { identity } from "./matrix-sums.ts";
import { type PopulationOptions, type PopulationStates, populationStates } from "./population-states.ts";
import { regressionTarget, targetGain } from "./regression-target.ts";
import { checkLinearModel, lossWeights } from "./train-linear-model.ts";

/**
 * Population moments of the weighted regression: everything that the leading order in 1/P needs, and independent of P.
 * Unknowns are ordered as W [F, D] row-major: (f, d) ↦ f·D + d.
 */
export interface PopulationMoments {
  /** Σ = E[w φφᵀ]; shape [F, F]. */
  readonly sigma: Matrix;
  /** Population solution W* = (Σ + ρ)⁻¹ E[w φ target]; shape [F, D]. */
  readonly solution: Matrix;
  /** E[w² C φφᵀ]: noise of the target; shape [F·D, F·D]. C is the covariance of the target given the state. */
  readonly targetNoise: Matrix;
  /** E[w² ΔΔᵀ φφᵀ] − ρ² W*W*ᵀ: misfit Δ = E[target|z] − W*φ seen at random inputs, and the ridge; shape [F·D, F·D]. */
  readonly inputNoise: Matrix;
  /** tr Σ(Σ + ρ)⁻¹, the number of directions that the ridge leaves free. */
  readonly effectiveFeatures: number;
  /** (E w)²/E w² of the loss weights. */
  readonly effectiveSampleFraction: number;
  readonly method: PopulationStates["method"];
}

/** Largest F·D for which the full covariance of the coefficients is formed. */
export const coefficientLimit = 4096;

/**
 * @accuracy that of the population states: quadrature in one dimension, Monte Carlo above
 * @throws ArgumentError when F·D is above `coefficientLimit`
 * @throws NotPositiveDefiniteError when ρ = 0 and the features are linearly dependent
 * @source GTV, section 5 (leading order in 1/P) with the misfit and ridge terms of the M-estimator sandwich; WHITE1982
 */
export function populationMoments(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: PopulationOptions = {},
): PopulationMoments {
  checkLinearModel(model, process);
  const { features, ridge } = model;
  const { schedule, data } = process;
  const dim = data.dim;
  const size = features.featureCount * dim;
  if (size > coefficientLimit) throw new ArgumentError("populationMoments", "F·D", size, `at most ${coefficientLimit}`);
  const marginal = noisedMarginal(data, schedule);
  const { states, probability, method } = populationStates(process, model, marginal, options);
  const count = states.x.count;
  const weight = lossWeights(model, states.t);
  const share = probability.map((p, n) => p * weight[n]!);
  const sigma = features.gram(states, share);
  const target = regressionTarget(model, schedule, states, marginal.posteriorMean(states));
  const weighted = matrix(
    count,
    dim,
    target.values.map((value, i) => value * share[Math.floor(i / dim)]!),
  );
  const ridged = withRidge(sigma, ridge);
  const solution = algebra.solvePositiveDefinite(ridged, features.project(states, weighted));

  const fitted = features.combine(states, solution).values;
  const misfit = target.values.map((value, i) => value - fitted[i]!);
  const posterior = marginal.posteriorCovariance(states);
  const square = probability.map((p, n) => p * weight[n]! ** 2);
  const targetNoise = outputGrams(
    model,
    states,
    dim,
    (n, i, j) => square[n]! * targetGain(model, schedule, states.t[n]!) ** 2 * posterior[(n * dim + i) * dim + j]!,
  );
  const inputNoise = outputGrams(
    model,
    states,
    dim,
    (n, i, j) => square[n]! * misfit[n * dim + i]! * misfit[n * dim + j]!,
  );
  const flat = solution.values;
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) inputNoise.values[a * size + b]! -= ridge * ridge * (flat[a]! * flat[b]!);

  let mean = 0;
  let meanSquare = 0;
  for (let n = 0; n < count; n++) {
    mean += share[n]!;
    meanSquare += square[n]!;
  }
  return {
    sigma,
    solution,
    targetNoise,
    inputNoise,
    effectiveFeatures: freedom(sigma, ridged, ridge),
    effectiveSampleFraction: (mean * mean) / meanSquare,
    method,
  };
}

/** Σ_n g_ij(n) φ_n φ_nᵀ for every output pair, woven into the order (f, d). */
function outputGrams(
  model: LinearScoreModel,
  states: PopulationStates["states"],
  dim: number,
  weight: (n: number, i: number, j: number) => number,
): Matrix {
  const count = states.x.count;
  const featureCount = model.features.featureCount;
  const out = matrix(featureCount * dim, featureCount * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      const weights = new Float64Array(count);
      for (let n = 0; n < count; n++) weights[n] = weight(n, i, j);
      const { values } = model.features.gram(states, weights);
      for (let f = 0; f < featureCount; f++) {
        for (let g = 0; g < featureCount; g++) {
          const value = values[f * featureCount + g]!;
          out.values[(f * dim + i) * out.cols + g * dim + j] = value;
          out.values[(f * dim + j) * out.cols + g * dim + i] = value;
        }
      }
    }
  }
  return out;
}

export function withRidge(sigma: Matrix, ridge: number): Matrix {
  const out = matrix(sigma.rows, sigma.cols, sigma.values.slice());
  for (let f = 0; f < sigma.rows; f++) out.values[f * sigma.cols + f]! += ridge;
  return out;
}

/** tr Σ(Σ + ρ)⁻¹ = F − ρ tr (Σ + ρ)⁻¹. */
function freedom(sigma: Matrix, ridged: Matrix, ridge: number): number {
  const size = sigma.rows;
  if (ridge === 0) return size;
  const inverse = algebra.solvePositiveDefinite(ridged, identity(size));
  let trace = 0;
  for (let f = 0; f < size; f++) trace += inverse.values[f * size + f]!;
  return size - ridge * trace;
}
