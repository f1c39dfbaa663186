import {
  type DataDistribution,
  type FeatureMap,
  type ForwardProcess,
  gaussianMixture,
  geometricGrid,
  type LinearScoreModel,
  type NoiseSchedule,
  type NoisyStates,
  points,
  variancePreserving,
} from "../../src/core/index.ts";
import { denseFeatureMap, gaussianBumps, tensorProduct } from "../../src/linear-models/index.ts";
import { algebra, type Matrix } from "../../src/numerics/index.ts";

/** A process with a grid of ten geometric steps. */
export function processOf(data: DataDistribution, schedule: NoiseSchedule): ForwardProcess {
  return { data, schedule, grid: geometricGrid(schedule, 10) };
}

/** The variance-preserving schedule from ε = 0.1, where loss weights are moderate. */
export const gentleSchedule: NoiseSchedule = variancePreserving({ drift: "beta", cutoffTime: 0.1 });

/** α²/σ², the weight of a denoiser that makes its loss that of a score with weight σ². */
export function signalToNoise(schedule: NoiseSchedule): (t: number) => number {
  return (t) => schedule.alpha(t) ** 2 / schedule.variance(t);
}

/** Bumps 3 × 2 on [−1.5, 1.5] × [0.1, 1] in one dimension, 3 × 3 × 2 in two, and so on. */
export function fewBumps(dim: number = 1, height: "one" | "density" = "one"): FeatureMap {
  const axis = gaussianBumps({ count: 3, low: -1.5, high: 1.5, height });
  return tensorProduct(
    Array.from({ length: dim }, () => axis),
    gaussianBumps({ count: 2, low: 0.1, high: 1, height }),
  );
}

/** A denoiser with a ridge, a noisy target and no box, changed as told. */
export function denoiserModel(
  features: FeatureMap,
  schedule: NoiseSchedule,
  changes: Partial<LinearScoreModel> = {},
): LinearScoreModel {
  return {
    features,
    parameterization: "denoiser",
    baseScore: "zero",
    weight: signalToNoise(schedule),
    ridge: 0.1,
    sampleCount: 50,
    target: "noisy",
    samplingBox: null,
    trainingTimes: "uniform",
    ...changes,
  };
}

/** Two Gaussians and a point in one dimension. */
export const lineMixture: DataDistribution = gaussianMixture({
  components: [
    { weight: 0.5, mean: [-0.8], covariance: 0.05 },
    { weight: 0.3, mean: [0.4], covariance: 0.2 },
    { weight: 0.2, mean: [1.1], covariance: 0 },
  ],
});

/** Features Rφ: an invertible remixing. */
export function remixed(base: FeatureMap, mixing: Matrix): FeatureMap {
  const evaluate = (at: NoisyStates): Matrix => algebra.gemm(base.evaluate(at), mixing, { transposeB: true });
  const dense = denseFeatureMap(`remixed ${base.name}`, base.dim, base.featureCount, evaluate);
  return { ...dense, scale: base.scale, breaks: base.breaks };
}

/** States from rows [x1, …, xD, t]. */
export function statesOf(rows: readonly (readonly number[])[], dim: number): NoisyStates {
  return {
    x: points(
      rows.map((row) => row.slice(0, dim)),
      dim,
    ),
    t: Float64Array.from(rows, (row) => row[dim]!),
  };
}

/** Sample mean and covariance of rows, and the standard error of each covariance from the spread of its products. */
export function sampleMoments(sample: Matrix): {
  readonly mean: Float64Array;
  readonly meanError: Float64Array;
  readonly covariance: Matrix;
  readonly covarianceError: Matrix;
} {
  const { rows, cols, values } = sample;
  const mean = new Float64Array(cols);
  for (let i = 0; i < values.length; i++) mean[i % cols]! += values[i]! / rows;
  const covariance = new Float64Array(cols * cols);
  const covarianceError = new Float64Array(cols * cols);
  for (let a = 0; a < cols; a++) {
    for (let b = 0; b < cols; b++) {
      let sum = 0;
      let square = 0;
      for (let n = 0; n < rows; n++) {
        const product = (values[n * cols + a]! - mean[a]!) * (values[n * cols + b]! - mean[b]!);
        sum += product;
        square += product * product;
      }
      const average = sum / rows;
      covariance[a * cols + b] = sum / (rows - 1);
      covarianceError[a * cols + b] = Math.sqrt(Math.max(0, square / rows - average * average) / (rows - 1));
    }
  }
  return {
    mean,
    meanError: mean.map((_, a) => Math.sqrt(covariance[a * cols + a]! / rows)),
    covariance: { rows: cols, cols, values: covariance },
    covarianceError: { rows: cols, cols, values: covarianceError },
  };
}
