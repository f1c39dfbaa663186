import type { FiniteRankEnsemble, ForwardProcess, LinearScoreModel, ScoreEnsemble } from "../core/index.ts";
import { matrix, transposed } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import { gaussianWeightEnsemble } from "./gaussian-weight-ensemble.ts";
import { linearScoreField, linearScoreFields } from "./linear-score-field.ts";
import { trainLinearModel } from "./train-linear-model.ts";
import { centredCoefficients, meanCoefficients, type TrainedCoefficients } from "./trained-coefficients.ts";

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
): FiniteRankEnsemble {
  const mean = meanCoefficients(coefficients, process.data.dim);
  const factor = transposed(centredCoefficients(coefficients));
  const moments = gaussianWeightEnsemble("linear", model, process, mean, factor);
  return { ...moments, ...freshModels(model, process), name: "linear ensemble" };
}

/** Draws that train: one fresh model a stream. */
export function freshModels(
  model: LinearScoreModel,
  process: ForwardProcess,
): Pick<Required<ScoreEnsemble>, "draw" | "drawMany"> {
  const marginal = noisedMarginal(process.data, process.schedule);
  return {
    draw: (rng) => linearScoreField(model, process.schedule, trainLinearModel(rng, model, process, marginal)),
    drawMany: (rngs) => {
      const size = model.features.featureCount * process.data.dim;
      const trained = matrix(rngs.length, size);
      rngs.forEach((rng, m) => {
        trained.values.set(trainLinearModel(rng, model, process, marginal).values, m * size);
      });
      return linearScoreFields(model, process.schedule, trained);
    },
  };
}
