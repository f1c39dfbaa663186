import {
  type FiniteRankEnsemble,
  type ForwardProcess,
  type LinearScoreModel,
  type NoisyStates,
  ShapeError,
} from "../core/index.ts";
import { algebra, type Matrix, matrix, type Rng } from "../numerics/index.ts";
import { linearScore, linearScoreField, linearScoreFields, outputGain, seenStates } from "./linear-score-field.ts";

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
): FiniteRankEnsemble {
  const { schedule } = process;
  const rank = factor.cols;
  const loadings = (at: NoisyStates) => scoreLoadings(model, process, at, factor, mean.cols);
  const realisation = (normals: Float64Array) => {
    if (normals.length !== rank)
      throw new ShapeError(
        "gaussianWeightEnsemble",
        { normals: [normals.length], factor: [factor.rows, rank] },
        "one normal a column",
      );
    const values = mean.values.slice();
    for (let a = 0; a < values.length; a++) {
      let sum = 0;
      const row = a * rank;
      for (let k = 0; k < rank; k++) sum += factor.values[row + k]! * normals[k]!;
      values[a]! += sum;
    }
    return linearScoreField(model, schedule, matrix(mean.rows, mean.cols, values));
  };
  return {
    name,
    dim: mean.cols,
    meanField: linearScoreField(model, schedule, mean),
    meanScore: (at) => linearScore(model, schedule, mean, at),
    scoreCovariance: (at, against) => {
      const left = loadings(at);
      const right = at === against ? left : loadings(against);
      return algebra.gemm(left, right, { transposeB: true });
    },
    draw: (rng: Rng) => realisation(rng.normals(rank)),
    rank,
    loadings,
    realisation,
    drawMany: (rngs) => linearScoreFields(model, schedule, gaussianCoefficients(rngs, mean, factor)),
  };
}

/**
 * Draws of Gaussian coefficients W = mean + R g, one a stream, by one product of matrices.
 *
 * @param mean - shape [F, D]
 * @param factor - R; shape [F·D, rank]
 * @returns one draw a row, unknowns ordered (f, d); shape [E, F·D]
 */
export function gaussianCoefficients(rngs: readonly Rng[], mean: Matrix, factor: Matrix): Matrix {
  const rank = factor.cols;
  const normals = matrix(rngs.length, rank);
  rngs.forEach((rng, m) => {
    normals.values.set(rng.normals(rank), m * rank);
  });
  const drawn = algebra.gemm(normals, factor, { transposeB: true });
  const size = mean.values.length;
  for (let i = 0; i < drawn.values.length; i++) drawn.values[i]! += mean.values[i % size]!;
  return drawn;
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
  // At one time for all states, the time axis of the features is summed out once.
  const combined = at.t.every((t) => t === at.t[0])
    ? at.x.count > 0
      ? model.features.sliceAt(at.t[0]!, coefficients)(seen.x)
      : new Float64Array(0)
    : model.features.combine(seen, coefficients).values;
  for (let n = 0; n < at.x.count; n++) {
    const gain = outputGain(model, process.schedule, at.t[n]!);
    for (let i = n * dim * rank; i < (n + 1) * dim * rank; i++) combined[i]! *= gain;
  }
  return matrix(at.x.count * dim, rank, combined);
}
