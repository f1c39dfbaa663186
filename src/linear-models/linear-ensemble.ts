import {
  ArgumentError,
  type ForwardProcess,
  type LinearScoreModel,
  type NoisyStates,
  type ScoreEnsemble,
} from "../core/index.ts";
import { algebra, type Matrix, matrix, pivotedCholesky, type Rng } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import { gaussianWeightEnsemble } from "./gaussian-weight-ensemble.ts";
import { linearScore, linearScoreField } from "./linear-score-field.ts";
import { checkLinearModel, trainLinearModel } from "./train-linear-model.ts";

/** Coefficients of E independently trained models; shape [E, F·D], one model a row, unknowns ordered (f, d). */
export type TrainedCoefficients = Matrix;

/**
 * Coefficients of models `from` … `to` − 1 of the ensemble that `rng` names; model m depends on its number alone,
 * through the stream `model/m`, `field` that path averages draw it from.
 */
export function trainCoefficients(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  from: number,
  to: number,
): TrainedCoefficients {
  checkLinearModel(model, process);
  const marginal = noisedMarginal(process.data, process.schedule);
  const size = model.features.featureCount * process.data.dim;
  const out = matrix(to - from, size);
  for (let m = from; m < to; m++)
    out.values.set(
      trainLinearModel(rng.split(`model/${m}`).split("field"), model, process, marginal).values,
      (m - from) * size,
    );
  return out;
}

/** Mean over models; shape [F, D]. */
export function meanCoefficients(coefficients: TrainedCoefficients, dim: number): Matrix {
  const { rows, cols, values } = coefficients;
  const mean = new Float64Array(cols);
  for (let m = 0; m < rows; m++) for (let a = 0; a < cols; a++) mean[a]! += values[m * cols + a]! / rows;
  return matrix(cols / dim, dim, mean);
}

/** Rows (W_m − W̄)/√(E − 1): a transposed root of the empirical covariance; shape [E, F·D]. */
export function centredCoefficients(coefficients: TrainedCoefficients): Matrix {
  const { rows, cols, values } = coefficients;
  if (rows < 2) throw new ArgumentError("centredCoefficients", "models", rows, "at least 2");
  const mean = meanCoefficients(coefficients, 1).values;
  return matrix(
    rows,
    cols,
    values.map((value, i) => (value - mean[i % cols]!) / Math.sqrt(rows - 1)),
  );
}

/**
 * The exact ensemble of trained models, known through E of them: mean and covariance are empirical, `draw` trains
 * a fresh model.
 *
 * @param coefficients - E ≥ 2 trained models, as from `trainCoefficients`
 * @accuracy exact training; moments carry the sampling error of E models
 */
export function linearEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  coefficients: TrainedCoefficients,
): ScoreEnsemble {
  const marginal = noisedMarginal(process.data, process.schedule);
  const mean = meanCoefficients(coefficients, process.data.dim);
  const factor = transposed(centredCoefficients(coefficients));
  const moments = gaussianWeightEnsemble("linear", model, process, mean, factor);
  return {
    ...moments,
    name: "linear ensemble",
    draw: (rng) => linearScoreField(model, process.schedule, trainLinearModel(rng, model, process, marginal)),
  };
}

/**
 * The moment-matched Gaussian field: Gaussian coefficients with the mean and covariance of the trained ensemble,
 * so that only cumulants of order three and above are dropped.
 *
 * @source GTV, Proposition 3.1
 */
export function momentMatchedFactor(coefficients: TrainedCoefficients): Matrix {
  return pivotedCholesky(algebra.syrk(centredCoefficients(coefficients))).factor;
}

export function momentMatchedEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  coefficients: TrainedCoefficients,
): ScoreEnsemble {
  return gaussianWeightEnsemble(
    "moment-matched",
    model,
    process,
    meanCoefficients(coefficients, process.data.dim),
    momentMatchedFactor(coefficients),
  );
}

/** Scores of every model at the given states; shape [E, N·D]. */
export function memberScores(
  model: LinearScoreModel,
  process: ForwardProcess,
  coefficients: TrainedCoefficients,
  at: NoisyStates,
): Matrix {
  const dim = process.data.dim;
  const out = matrix(coefficients.rows, at.x.count * dim);
  for (let m = 0; m < coefficients.rows; m++) {
    const own = matrix(
      coefficients.cols / dim,
      dim,
      coefficients.values.subarray(m * coefficients.cols, (m + 1) * coefficients.cols),
    );
    out.values.set(linearScore(model, process.schedule, own, at).values, m * at.x.count * dim);
  }
  return out;
}

function transposed(a: Matrix): Matrix {
  const out = matrix(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) out.values[j * a.rows + i] = a.values[i * a.cols + j]!;
  return out;
}
