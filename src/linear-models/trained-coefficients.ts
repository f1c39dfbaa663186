import { ArgumentError, type ForwardProcess, type LinearScoreModel, type NoisyStates } from "../core/index.ts";
import { type Matrix, matrix, type Rng } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import { linearScore } from "./linear-score-field.ts";
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
