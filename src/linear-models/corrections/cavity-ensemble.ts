import type { ForwardProcess, LinearScoreModel, ScoreEnsemble, ScoreFunctional } from "../../core/index.ts";
import { algebra, type Matrix, matrix, pivotedCholesky } from "../../numerics/index.ts";
import { gaussianWeightEnsemble } from "../gaussian-weight-ensemble.ts";
import { outputGain, seenStates } from "../linear-score-field.ts";
import type { PopulationOptions } from "../population-states.ts";
import type { CavityMoments } from "./cavity-moments.ts";
import { influenceCumulants } from "./influence-cumulants.ts";

/**
 * The Gaussian field with the mean and covariance of the cavity method: the moments of trained models far beyond leading
 * order in 1/P, under the same closure as the leading order. Where the learned score has heavy tails, right moments
 * do not make a right law; `functionalCumulants` predicts how far from Gaussian it is, and `edgeworthAverage` of
 * path-integral uses that.
 *
 * @param moments - from `cavityMoments` of the same model and process
 * @param options - the population on which cumulants are averaged
 * @accuracy that of the moments; draws have no cumulants of order three and above
 * @source GTV, Proposition 3.1 (closure); moments as in `cavityMoments`
 */
export function cavityEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  moments: CavityMoments,
  options: PopulationOptions = {},
): ScoreEnsemble {
  const { factor } = pivotedCholesky(moments.covariance);
  const field = gaussianWeightEnsemble("cavity", model, process, moments.solution, factor);
  if (process.data.dim > 1) return field;
  return {
    ...field,
    functionalCumulants(functionals) {
      const columns = coefficientFunctionals(model, process, functionals);
      const { skewness, excessKurtosis } = influenceCumulants(model, process, moments, columns, options);
      const image = algebra.gemm(moments.covariance, columns);
      const variance = new Float64Array(columns.cols);
      for (let i = 0; i < columns.values.length; i++)
        variance[i % columns.cols]! += columns.values[i]! * image.values[i]!;
      return { variance, skewness, excessKurtosis };
    },
  };
}

/** Functionals of a one-dimensional score as functionals of the coefficients: Σ_n c_n gain(t_n) φ_n; shape [F, K]. */
function coefficientFunctionals(
  model: LinearScoreModel,
  process: ForwardProcess,
  functionals: readonly ScoreFunctional[],
): Matrix {
  const columns = matrix(model.features.featureCount, functionals.length);
  functionals.forEach(({ at, coefficients }, k) => {
    const scaled = coefficients.map((value, n) => value * outputGain(model, process.schedule, at.t[n]!));
    const seen = { x: seenStates(model, at.x), t: at.t };
    const { values } = model.features.project(seen, matrix(at.x.count, 1, scaled));
    for (let f = 0; f < columns.rows; f++) columns.values[f * columns.cols + k] = values[f]!;
  });
  return columns;
}
