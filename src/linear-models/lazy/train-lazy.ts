import {
  ArgumentError,
  type ForwardProcess,
  type NoiseSchedule,
  type ScoreField,
  ShapeError,
} from "../../core/index.ts";
import { type Matrix, matrix, type Rng } from "../../numerics/index.ts";
import type { NoisedMarginal } from "../../theory/index.ts";
import { linearScoreField } from "../linear-score-field.ts";
import { cleanTarget, regressionTarget } from "../regression-target.ts";
import { lossWeights } from "../train-linear-model.ts";
import { drawTraining, type TrainingDraws } from "../training-draws.ts";
import { drawInitial } from "./gaussian-initial.ts";
import { joinedFeatures, kernelFeatures } from "./kernel-features.ts";
import { curvatureBasis, filteredCoefficients } from "./kernel-training.ts";
import { type LazyScoreModel, linearReading } from "./lazy-model.ts";

/** One trained lazy model: its training draws, the coefficients on Θ(·, Z), and those of its initial function. */
export interface LazyFit {
  readonly draws: TrainingDraws;
  /** c; shape [P, D]. */
  readonly coefficients: Matrix;
  /** Coefficients of f₀ on the features of the model's initial; null when f₀ = 0. */
  readonly initial: Matrix | null;
}

/** A model may be trained with any of these in place of its own. */
export type LazyVariant = Pick<LazyScoreModel, "filter" | "target">;

/**
 * Trains on given draws, once per variant and all from one eigenbasis, exactly at finite P:
 * f = f₀ + Θ(z, Z) Λ^{1/2} g(H/P) Λ^{1/2} (Y − f₀(Z))/P with H = Λ^{1/2} Θ(Z, Z) Λ^{1/2}.
 *
 * @param initial - coefficients of f₀ on the features of `model.initial`; null for f₀ = 0
 * @returns one fit per variant
 * @accuracy rounding
 * @source GTV, Proposition 5.2; JACOT2018
 */
export function trainLazyOnDraws(
  model: LazyScoreModel,
  process: ForwardProcess,
  marginal: NoisedMarginal,
  draws: TrainingDraws,
  initial: Matrix | null,
  variants: readonly LazyVariant[] = [model],
): LazyFit[] {
  checkLazyModel(model, process);
  const { clean, states } = draws;
  const basis = curvatureBasis(model.kernel, states, lossWeights(model, states.t));
  const start = initial === null || model.initial === null ? null : model.initial.features.combine(states, initial);
  const residuals = new Map<LazyVariant["target"], Matrix>();
  const residualOf = (target: LazyVariant["target"]): Matrix => {
    const known = residuals.get(target);
    if (known !== undefined) return known;
    const goal = regressionTarget(model, process.schedule, states, cleanTarget({ target }, marginal, states, clean));
    const values = start === null ? goal.values : goal.values.map((value, i) => value - start.values[i]!);
    const found = matrix(goal.rows, goal.cols, values);
    residuals.set(target, found);
    return found;
  };
  return variants.map(({ filter, target }) => ({
    draws,
    coefficients: filteredCoefficients(basis, filter, residualOf(target)),
    initial,
  }));
}

/** One independently initialised and trained model per variant, all from the same draws and the same initial function. */
export function trainLazyModel(
  rng: Rng,
  model: LazyScoreModel,
  process: ForwardProcess,
  marginal: NoisedMarginal,
  variants: readonly LazyVariant[] = [model],
): LazyFit[] {
  const draws = drawTraining(rng, process, model.sampleCount, model.trainingTimes);
  const initial = model.initial === null ? null : drawInitial(rng.split("initial"), model.initial, process.data.dim);
  return trainLazyOnDraws(model, process, marginal, draws, initial, variants);
}

/** The score of a trained lazy model; one kernel value per draw and state. */
export function lazyScoreField(model: LazyScoreModel, schedule: NoiseSchedule, fit: LazyFit): ScoreField {
  const learned = kernelFeatures(model.kernel, fit.draws.states);
  if (fit.initial === null || model.initial === null)
    return linearScoreField(linearReading(model, learned), schedule, fit.coefficients);
  const dim = fit.coefficients.cols;
  const both = matrix(fit.coefficients.rows + fit.initial.rows, dim);
  both.values.set(fit.coefficients.values);
  both.values.set(fit.initial.values, fit.coefficients.values.length);
  return linearScoreField(linearReading(model, joinedFeatures([learned, model.initial.features])), schedule, both);
}

/** @throws ArgumentError or ShapeError for a sample count or a kernel that does not fit */
export function checkLazyModel(model: LazyScoreModel, process: ForwardProcess): void {
  const where = "lazy model";
  if (!(Number.isInteger(model.sampleCount) && model.sampleCount >= 1))
    throw new ArgumentError(where, "sampleCount", model.sampleCount, "a positive integer");
  const dims = { kernel: [model.kernel.dim], data: [process.data.dim] };
  if (model.kernel.dim !== process.data.dim) throw new ShapeError(where, dims, "the dimensions must agree");
}
