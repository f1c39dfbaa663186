import type { ForwardProcess, LinearScoreModel, ScoreEnsemble } from "../../core/index.ts";
import { pivotedCholesky } from "../../numerics/index.ts";
import { gaussianWeightEnsemble } from "../gaussian-weight-ensemble.ts";
import type { CavityMoments } from "./cavity-moments.ts";

/**
 * The Gaussian field with the mean and covariance of the cavity method: the moments of trained models far beyond leading
 * order in 1/P, under the same closure as the leading order. Where the learned score has heavy tails, right moments
 * do not make a right law; `docs/choosing.md` says where.
 *
 * @param moments - from `cavityMoments` of the same model and process
 * @accuracy that of the moments; cumulants of order three and above are dropped
 * @source GTV, Proposition 3.1 (closure); moments as in `cavityMoments`
 */
export function cavityEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  moments: CavityMoments,
): ScoreEnsemble {
  const { factor } = pivotedCholesky(moments.covariance);
  return gaussianWeightEnsemble("cavity", model, process, moments.solution, factor);
}
