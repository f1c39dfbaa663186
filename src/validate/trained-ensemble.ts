import {
  ArgumentError,
  type LinearScoreModel,
  type NoiseSchedule,
  type NoisyStates,
  type ScoreEnsemble,
} from "../core/index.ts";
import { algebra, type Matrix, matrix } from "../numerics/index.ts";
import { memberField } from "./member-field.ts";

/**
 * Trained members as an ensemble: empirical mean and covariance of their scores, and `draw` picks a member.
 *
 * @param coefficients - E ≥ 2 members; shape [E, F·D]
 * @accuracy sampling error of E members
 */
export function trainedEnsemble(
  name: string,
  model: LinearScoreModel,
  schedule: NoiseSchedule,
  coefficients: Matrix,
): ScoreEnsemble {
  const members = coefficients.rows;
  if (members < 2) throw new ArgumentError("trainedEnsemble", "members", members, "at least 2");
  const mean = matrix(1, coefficients.cols);
  for (let m = 0; m < members; m++)
    for (let a = 0; a < coefficients.cols; a++)
      mean.values[a]! += coefficients.values[m * coefficients.cols + a]! / members;
  const meanField = memberField(model, schedule, mean, 0);
  const dim = model.features.dim;
  const centred = (at: NoisyStates): Matrix => {
    const scores = memberScoreMatrix(model, schedule, coefficients, at);
    const width = scores.cols;
    const average = new Float64Array(width);
    for (let m = 0; m < members; m++)
      for (let i = 0; i < width; i++) average[i]! += scores.values[m * width + i]! / members;
    for (let m = 0; m < members; m++) for (let i = 0; i < width; i++) scores.values[m * width + i]! -= average[i]!;
    return scores;
  };
  return {
    name,
    dim,
    meanField,
    meanScore: (at) => ({ count: at.x.count, dim, values: memberScoreMatrix(model, schedule, mean, at).values }),
    scoreCovariance(at, against) {
      const left = centred(at);
      const product = algebra.gemm(left, at === against ? left : centred(against), { transposeA: true });
      return matrix(
        product.rows,
        product.cols,
        product.values.map((value) => value / (members - 1)),
      );
    },
    draw: (rng) => memberField(model, schedule, coefficients, rng.integer(members)),
  };
}

/** Scores of every member at states of any times; shape [E, N·D]. */
export function memberScoreMatrix(
  model: LinearScoreModel,
  schedule: NoiseSchedule,
  coefficients: Matrix,
  at: NoisyStates,
): Matrix {
  const { x, t } = at;
  const { dim } = x;
  const out = matrix(coefficients.rows, x.count * dim);
  for (let m = 0; m < coefficients.rows; m++) {
    const field = memberField(model, schedule, coefficients, m);
    for (let n = 0; n < x.count; n++) {
      const state = { count: 1, dim, values: x.values.subarray(n * dim, (n + 1) * dim) };
      out.values.set(field.score(state, t[n]!), m * out.cols + n * dim);
    }
  }
  return out;
}
