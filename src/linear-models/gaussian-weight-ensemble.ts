import type { ForwardProcess, LinearScoreModel, NoisyStates, ScoreEnsemble } from "../core/index.ts";
import { algebra, type Matrix, matrix, type Rng } from "../numerics/index.ts";
import { linearScore, linearScoreField, outputGain, seenStates } from "./linear-score-field.ts";

/**
 * A linear model whose coefficients are exactly Gaussian: W = mean + R g, g standard normal.
 * Its score is then a Gaussian field, for which the effective dynamics of the path integral is exact.
 *
 * @param mean - mean coefficients; shape [F, D]
 * @param factor - R with R Rᵀ = Cov(W); shape [F·D, rank], unknowns ordered (f, d)
 * @source GTV, Proposition 3.1
 */
export function gaussianWeightEnsemble(
  name: string,
  model: LinearScoreModel,
  process: ForwardProcess,
  mean: Matrix,
  factor: Matrix,
): ScoreEnsemble {
  const { schedule } = process;
  const rank = factor.cols;
  return {
    name,
    dim: mean.cols,
    meanField: linearScoreField(model, schedule, mean),
    meanScore: (at) => linearScore(model, schedule, mean, at),
    scoreCovariance: (at, against) => {
      const left = scoreLoadings(model, process, at, factor, mean.cols);
      const right = at === against ? left : scoreLoadings(model, process, against, factor, mean.cols);
      return algebra.gemm(left, right, { transposeB: true });
    },
    loadings: (at) => scoreLoadings(model, process, at, factor, mean.cols),
    draw: (rng: Rng) => {
      const normals = rng.normals(rank);
      const values = mean.values.slice();
      for (let a = 0; a < values.length; a++) {
        let sum = 0;
        const row = a * rank;
        for (let k = 0; k < rank; k++) sum += factor.values[row + k]! * normals[k]!;
        values[a]! += sum;
      }
      return linearScoreField(model, schedule, matrix(mean.rows, mean.cols, values));
    },
  };
}

/**
 * Score at each state per unit of each direction of R: ŝ = mean + L g. With the covariance L Lᵀ.
 *
 * @returns L; shape [N·D, rank]
 */
export function scoreLoadings(
  model: LinearScoreModel,
  process: ForwardProcess,
  at: NoisyStates,
  factor: Matrix,
  dim: number,
): Matrix {
  const rank = factor.cols;
  const featureCount = factor.rows / dim;
  const seen = { x: seenStates(model, at.x), t: at.t };
  // The factor as coefficients [F, D·rank]: rows (f, d) of R are already in that order.
  const coefficients = matrix(featureCount, dim * rank, factor.values);
  const shared = at.t.every((t) => t === at.t[0]);
  const values =
    shared && at.x.count > 0
      ? model.features.sliceAt(at.t[0]!, coefficients)(seen.x)
      : model.features.combine(seen, coefficients).values;
  for (let n = 0; n < at.x.count; n++) {
    const gain = outputGain(model, process.schedule, at.t[n]!);
    for (let i = n * dim * rank; i < (n + 1) * dim * rank; i++) values[i]! *= gain;
  }
  return matrix(at.x.count * dim, rank, values);
}
