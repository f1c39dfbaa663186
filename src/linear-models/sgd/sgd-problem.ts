import type { ForwardProcess, LinearScoreModel, NoisyStates } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { type PopulationMoments, populationMoments } from "../population.ts";
import { type PopulationOptions, populationStates } from "../population-states.ts";
import { cleanTarget, regressionTarget } from "../regression-target.ts";
import { ridgeRegression } from "../ridge-regression.ts";
import { checkLinearModel, lossWeights } from "../train-linear-model.ts";
import type { TrainingDraws } from "../training-draws.ts";

/**
 * The weighted regression that stochastic gradient descent walks on: a law of draws (states with probabilities), its optimum,
 * and the covariance of one draw's gradient there.
 */
export interface SgdProblem {
  readonly model: LinearScoreModel;
  readonly states: NoisyStates;
  /** p_n, summing to one; shape [N]. */
  readonly probability: Float64Array;
  /** Σ = E[w φφᵀ]; shape [F, F]. */
  readonly sigma: Matrix;
  /** Optimum W*; shape [F, D]. */
  readonly solution: Matrix;
  /** M = Cov of w φ (φᵀW* − y) + ρW*; shape [F·D, F·D], unknowns ordered (f, d). */
  readonly gradientNoise: Matrix;
}

/**
 * Descent on fresh draws: every step sees b new draws of the population, so that the optimum is that of infinite data.
 *
 * @param moments - population moments of the same model, where they are known already
 */
export function populationSgdProblem(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: PopulationOptions = {},
  moments: PopulationMoments = populationMoments(model, process, options),
): SgdProblem {
  const { states, probability } = populationStates(
    process,
    model,
    noisedMarginal(process.data, process.schedule),
    options,
  );
  const { sigma, solution, targetNoise, inputNoise } = moments;
  const noise = inputNoise.values.map((value, i) => value + (model.target === "noisy" ? targetNoise.values[i]! : 0));
  const gradientNoise = matrix(inputNoise.rows, inputNoise.cols, noise);
  return { model, states, probability, sigma, solution, gradientNoise };
}

/**
 * Descent on a fixed list of draws, batches with replacement: noise around the ridge solution of that list. Over fresh
 * lists, the covariance of that solution adds to it.
 */
export function dataSgdProblem(model: LinearScoreModel, process: ForwardProcess, draws: TrainingDraws): SgdProblem {
  checkLinearModel(model, process);
  const { clean, states } = draws;
  const { features, ridge } = model;
  const count = clean.count;
  const marginal = noisedMarginal(process.data, process.schedule);
  const weights = lossWeights(model, states.t);
  const target = regressionTarget(model, process.schedule, states, cleanTarget(model, marginal, states, clean));
  const solution = ridgeRegression(features, states, weights, target, ridge);
  const fitted = features.combine(states, solution).values;
  const phi = features.evaluate(states);
  const dim = target.cols;
  const size = phi.cols * dim;
  const gradients = matrix(count, size);
  for (let n = 0; n < count; n++)
    for (let f = 0; f < phi.cols; f++)
      for (let d = 0; d < dim; d++)
        gradients.values[n * size + f * dim + d] =
          weights[n]! * phi.values[n * phi.cols + f]! * (fitted[n * dim + d]! - target.values[n * dim + d]!) +
          ridge * solution.values[f * dim + d]!;
  const probability = new Float64Array(count).fill(1 / count);
  return {
    model,
    states,
    probability,
    sigma: features.gram(
      states,
      weights.map((weight) => weight / count),
    ),
    solution,
    gradientNoise: algebra.syrk(gradients, probability),
  };
}
