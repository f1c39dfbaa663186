import type { FiniteRankEnsemble, ForwardProcess, LinearScoreModel } from "../core/index.ts";
import { algebra, type Matrix, pivotedCholesky } from "../numerics/index.ts";
import { gaussianWeightEnsemble } from "./gaussian-weight-ensemble.ts";
import { centredCoefficients, meanCoefficients, type TrainedCoefficients } from "./trained-coefficients.ts";

/**
 * R with R Rᵀ = the empirical covariance of trained coefficients.
 *
 * @param covariance - where it is known already; shape [F·D, F·D]
 * @returns shape [F·D, rank], rank < E
 */
export function momentMatchedFactor(
  coefficients: TrainedCoefficients,
  covariance: Matrix = algebra.syrk(centredCoefficients(coefficients)),
): Matrix {
  return pivotedCholesky(covariance).factor;
}

/**
 * The moment-matched Gaussian field: Gaussian coefficients with the mean and covariance of the trained ensemble,
 * so that only cumulants of order three and above are dropped.
 *
 * @accuracy moments carry the sampling error of E models, which heavy tails make large where P is below F
 * @source GTV, Proposition 3.1
 */
export function momentMatchedEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  coefficients: TrainedCoefficients,
): FiniteRankEnsemble {
  return gaussianWeightEnsemble(
    "moment-matched",
    model,
    process,
    meanCoefficients(coefficients, process.data.dim),
    momentMatchedFactor(coefficients),
  );
}
