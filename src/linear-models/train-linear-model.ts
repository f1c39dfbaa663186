import { ArgumentError, type ForwardProcess, type LinearScoreModel, ShapeError } from "../core/index.ts";
import { type Matrix, matrix, type Rng } from "../numerics/index.ts";
import type { NoisedMarginal } from "../theory/index.ts";
import { cleanTarget, regressionTarget } from "./regression-target.ts";
import { ridgeRegression } from "./ridge-regression.ts";
import { drawTraining, type TrainingDraws } from "./training-draws.ts";

/** Checks a model against its process once, before any training. */
export function checkLinearModel(model: LinearScoreModel, process: ForwardProcess): void {
  const where = "linear model";
  if (!(Number.isInteger(model.sampleCount) && model.sampleCount >= 1))
    throw new ArgumentError(where, "sampleCount", model.sampleCount, "a positive integer");
  if (!(model.ridge >= 0 && Number.isFinite(model.ridge)))
    throw new ArgumentError(where, "ridge", model.ridge, "finite and at least 0");
  if (model.features.dim !== process.data.dim) {
    throw new ShapeError(
      where,
      { features: [model.features.dim], data: [process.data.dim] },
      "the dimensions must agree",
    );
  }
  if (model.samplingBox !== null && model.samplingBox.length !== process.data.dim) {
    throw new ShapeError(
      where,
      { samplingBox: [model.samplingBox.length], data: [process.data.dim] },
      "one interval per data axis",
    );
  }
}

/** Loss weights w(t_n) of the draws. @throws ArgumentError where a weight is negative or not finite */
export function lossWeights(model: Pick<LinearScoreModel, "weight">, t: Float64Array): Float64Array {
  return t.map((time) => {
    const weight = model.weight(time);
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new ArgumentError("linear model", `weight(${time})`, weight, "finite and at least 0");
    return weight;
  });
}

/** Coefficients W [F, D] of a model trained to the optimum on given draws. */
export function trainOnDraws(
  model: LinearScoreModel,
  process: ForwardProcess,
  marginal: NoisedMarginal,
  draws: TrainingDraws,
): Matrix {
  const { clean, states } = draws;
  const target = regressionTarget(model, process.schedule, states, cleanTarget(model, marginal, states, clean));
  return ridgeRegression(model.features, states, lossWeights(model, states.t), target, model.ridge);
}

/** Coefficients W [F, D] of one independently trained model. */
export function trainLinearModel(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  marginal: NoisedMarginal,
): Matrix {
  return trainOnDraws(model, process, marginal, drawTraining(rng, process, model.sampleCount, model.trainingTimes));
}

/** Coefficients of one draw of inputs on both targets, noisy (J1) and noise-free (J0), from one factorisation. */
export interface PairedCoefficients {
  readonly noisy: Matrix;
  readonly noiseFree: Matrix;
}

/**
 * Trains one model on both targets; equal to two calls of `trainLinearModel` with the same stream, at the cost of one.
 */
export function trainBothTargets(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  marginal: NoisedMarginal,
): PairedCoefficients {
  const { clean, states } = drawTraining(rng, process, model.sampleCount, model.trainingTimes);
  const { dim } = process.data;
  const noisy = regressionTarget(model, process.schedule, states, clean.values).values;
  const noiseFree = regressionTarget(model, process.schedule, states, marginal.posteriorMean(states)).values;
  const both = matrix(clean.count, 2 * dim);
  for (let n = 0; n < clean.count; n++) {
    both.values.set(noisy.subarray(n * dim, (n + 1) * dim), 2 * n * dim);
    both.values.set(noiseFree.subarray(n * dim, (n + 1) * dim), (2 * n + 1) * dim);
  }
  const solved = ridgeRegression(model.features, states, lossWeights(model, states.t), both, model.ridge);
  const half = (offset: number): Matrix => {
    const own = matrix(solved.rows, dim);
    for (let f = 0; f < solved.rows; f++) {
      const from = (2 * f + offset) * dim;
      for (let d = 0; d < dim; d++) own.values[f * dim + d] = solved.values[from + d]!;
    }
    return own;
  };
  return { noisy: half(0), noiseFree: half(1) };
}
