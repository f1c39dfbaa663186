import type { LinearScoreModel, NoiseSchedule, ScoreField } from "../core/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";

/** The score of member m, read off its coefficients; states outside the model's box are seen at its edge. */
export function memberField(
  model: LinearScoreModel,
  schedule: NoiseSchedule,
  coefficients: Matrix,
  m: number,
): ScoreField {
  const { dim, featureCount } = model.features;
  const own = matrix(
    featureCount,
    dim,
    coefficients.values.subarray(m * coefficients.cols, (m + 1) * coefficients.cols),
  );
  const box = model.samplingBox;
  return {
    dim,
    score(x, t) {
      const seen =
        box === null
          ? x.values
          : x.values.map((value, i) => Math.min(Math.max(value, box[i % dim]![0]), box[i % dim]![1]));
      const output = model.features.sliceAt(t, own)({ count: x.count, dim, values: seen });
      const alpha = schedule.alpha(t);
      const variance = schedule.variance(t);
      if (model.parameterization === "denoiser")
        return output.map((value, i) => (alpha * value - x.values[i]!) / variance);
      return model.baseScore === "noise" ? output.map((value, i) => value - x.values[i]! / variance) : output;
    },
  };
}
