import { ArgumentError, type ForwardProcess, type LinearScoreModel, type ScoreEnsemble } from "../core/index.ts";
import { pivotedCholesky } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import { gaussianWeightEnsemble } from "./gaussian-weight-ensemble.ts";
import { type IndicatorCell, indicatorMoments } from "./indicator-moments.ts";
import { freshModels } from "./linear-ensemble.ts";
import { type PopulationOptions, populationStates } from "./population-states.ts";
import { regressionTarget, targetGain } from "./regression-target.ts";
import { checkLinearModel, lossWeights } from "./train-linear-model.ts";

/** States evaluated at once. */
const blockSize = 2048;
/** Relative spread of a loss weight inside a cell that counts as constant. */
const constant = 1e-9;

/**
 * The cells of a model whose features are disjoint indicators (each state has one feature 1, the others 0, or none):
 * probability, mean and covariance of its target in each. A noise-free model (J0) has the misfit alone as covariance.
 * Cells that no state reaches get probability 1e-300: their coefficients are zero.
 *
 * @returns one cell a feature
 * @accuracy that of the population states: 1e-8 in one dimension, Monte Carlo above
 * @throws ArgumentError when features are no disjoint indicators, or the loss weight varies inside a cell
 */
export function indicatorCells(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: PopulationOptions = {},
): IndicatorCell[] {
  checkLinearModel(model, process);
  const where = "indicatorCells";
  const { data, schedule } = process;
  const { dim } = data;
  const marginal = noisedMarginal(data, schedule);
  const { states, probability } = populationStates(process, model, marginal, options);
  const target = regressionTarget(model, schedule, states, marginal.posteriorMean(states)).values;
  const posterior = model.target === "noisy" ? marginal.posteriorCovariance(states) : null;
  const weights = lossWeights(model, states.t);
  const sums = Array.from({ length: model.features.featureCount }, () => ({
    probability: 0,
    mean: new Float64Array(dim),
    square: new Float64Array(dim * dim),
    low: Infinity,
    high: -Infinity,
  }));
  const cellOf = cellIndices(model, states);
  for (let n = 0; n < states.x.count; n++) {
    const cell = sums[cellOf[n]!];
    if (cell === undefined) continue;
    const share = probability[n]!;
    cell.probability += share;
    cell.low = Math.min(cell.low, weights[n]!);
    cell.high = Math.max(cell.high, weights[n]!);
    for (let i = 0; i < dim; i++) cell.mean[i]! += share * target[n * dim + i]!;
  }
  for (const cell of sums) for (let i = 0; i < dim; i++) cell.mean[i]! /= cell.probability || 1;
  for (let n = 0; n < states.x.count; n++) {
    const cell = sums[cellOf[n]!];
    if (cell === undefined) continue;
    const noise = posterior === null ? 0 : targetGain(model, schedule, states.t[n]!) ** 2;
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) {
        const misfit = (target[n * dim + i]! - cell.mean[i]!) * (target[n * dim + j]! - cell.mean[j]!);
        const spread = posterior === null ? 0 : noise * posterior[(n * dim + i) * dim + j]!;
        cell.square[i * dim + j]! += probability[n]! * (misfit + spread);
      }
    }
  }
  return sums.map(({ probability: p, mean, square, low, high }, b) => {
    if (high - low > constant * high) {
      throw new ArgumentError(where, `weight in cell ${b}`, [low, high], "constant inside each cell");
    }
    const covariance = square.map((value) => value / (p || 1));
    return { probability: p || 1e-300, mean, covariance, weight: p > 0 ? high : 1 };
  });
}

/** The feature that is 1 at each state, or −1 where all are 0. */
function cellIndices(
  model: LinearScoreModel,
  { x, t }: { x: { count: number; dim: number; values: Float64Array }; t: Float64Array },
): Int32Array {
  const { features } = model;
  const { dim, count } = x;
  const out = new Int32Array(count).fill(-1);
  for (let from = 0; from < count; from += blockSize) {
    const to = Math.min(from + blockSize, count);
    const block = { count: to - from, dim, values: x.values.subarray(from * dim, to * dim) };
    const phi = features.evaluate({ x: block, t: t.subarray(from, to) });
    for (let n = from; n < to; n++) {
      for (let f = 0; f < phi.cols; f++) {
        const value = phi.values[(n - from) * phi.cols + f]!;
        if (value === 0) continue;
        if (value !== 1 || out[n]! >= 0)
          throw new ArgumentError("indicatorCells", `feature ${f}`, value, "0 or 1, with at most one 1 at each state");
        out[n] = f;
      }
    }
  }
  return out;
}

/**
 * The ensemble of trained models on disjoint indicator features, with its exact mean and covariance for every P; `draw`
 * trains a fresh model.
 *
 * @accuracy moments as `indicatorMoments` and `indicatorCells`
 * @throws ArgumentError when features are no disjoint indicators, or the loss weight varies inside a cell
 * @source GTV, section 5 (orthogonal features), beyond leading order
 */
export function indicatorEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: PopulationOptions = {},
): ScoreEnsemble {
  const { mean, covariance } = indicatorMoments(
    indicatorCells(model, process, options),
    model.sampleCount,
    model.ridge,
  );
  const { factor } = pivotedCholesky(covariance);
  return {
    ...gaussianWeightEnsemble("indicator features", model, process, mean, factor),
    ...freshModels(model, process),
  };
}
