import { geometricGrid, type NoiseSchedule, type TimeGrid, varianceExploding } from "../../core/index.ts";
import type { Moments } from "../../linear-models/index.ts";
import {
  affineInput,
  type Optimizer,
  scoreReadout,
  type TrainingPlan,
  type TrainingSource,
} from "../../validate/index.ts";

/** The optimizers whose models are held against theory. */
export type ImageOptimizer = "sgd" | "adam";

/** Setting of the figure of linear denoisers of images. */
export const imageSetting = {
  /** Images with a longer side are shrunk by the mean over 2 × 2 pixels until none has. */
  longestSide: 16,
  /** σ at both ends of sampling; centred images have unit mean square. */
  noise: [0.1, 20],
  /** Noise levels, a factor apart, each with a model of its own. */
  levels: 10,
  steps: 3000,
  batch: 128,
  /**
   * Of 5e-3, 1e-2, 2e-2 and 4e-2 the rate with the smallest training loss on digits of another seed, at the noise level
   * where it is farthest from its optimum: 0.1 % above it.
   */
  adamRate: 5e-3,
  /** Starts from which every sampler draws. */
  samples: 200,
  /** Eigenvalues that are judged, as a share of the largest. */
  smallestShare: 1e-3,
  bounds: { eigenvalues: 0.02, agreement: 0.01, loss: 0.01 },
} as const;

/** σ = t: nothing but noise is added. */
export const imageSchedule: NoiseSchedule = varianceExploding({
  sigma: "t",
  cutoffTime: imageSetting.noise[0],
  terminalTime: imageSetting.noise[1],
});

/** Noise levels from the largest down, the times of the sampler. */
export const imageGrid: TimeGrid = geometricGrid(imageSchedule, imageSetting.levels - 1);

/** s = 1/√(1 + σ²): what a state is multiplied by before a model sees it. */
export function inputScaleAt(sigma: number): number {
  return 1 / Math.sqrt(1 + sigma * sigma);
}

/**
 * Rate of stochastic gradient descent at one noise level, half of what a Gaussian batch of size B lets stay stable:
 * 1/(m + tr M/B) with m the largest second moment of the features and M = E φφᵀ.
 */
export function descentRate({ covariance }: Pick<Moments, "covariance">, largest: number, sigma: number): number {
  const scale = inputScaleAt(sigma) ** 2;
  const dim = covariance.rows;
  let trace = 1;
  for (let d = 0; d < dim; d++) trace += scale * (covariance.values[d * dim + d]! + sigma * sigma);
  return 1 / (Math.max(1, scale * (largest + sigma * sigma)) + trace / imageSetting.batch);
}

/**
 * One linear model a noise level, on the features 1 and x, which predicts the clean image; rates go down to 0 by a half cosine.
 *
 * @param rateAt - rate of stochastic gradient descent at a time; as loss weights, since members share their optimizer
 */
export function imagePlan(
  optimizer: ImageOptimizer,
  dim: number,
  source: TrainingSource,
  rateAt: (t: number) => number,
): TrainingPlan {
  const rule: Optimizer =
    optimizer === "sgd" ? { kind: "sgd", learningRate: 1 } : { kind: "adam", learningRate: imageSetting.adamRate };
  return {
    network: {
      inputs: dim + 1,
      outputs: dim,
      hidden: [],
      activation: "relu",
      scaling: "zero",
      bias: 0,
      trained: "all",
    },
    input: affineInput(imageSchedule, dim),
    readout: scoreReadout("denoiser", imageSchedule),
    schedule: imageSchedule,
    source,
    weight: optimizer === "sgd" ? rateAt : () => 1,
    batch: imageSetting.batch,
    steps: imageSetting.steps,
    optimizer: rule,
    decay: "cosine",
    ridge: 0,
    clipNorm: null,
    averaging: null,
    initialFunction: "kept",
  };
}
