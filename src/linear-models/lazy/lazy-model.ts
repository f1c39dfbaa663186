import type { FeatureMap, LinearScoreModel } from "../../core/index.ts";
import type { StateKernel } from "../kernels/state-kernel.ts";
import type { GaussianInitial } from "./gaussian-initial.ts";
import type { SpectralFilter } from "./spectral-filter.ts";

/**
 * A score model in its lazy limit: training moves the output f along a constant tangent kernel Θ ⊗ 1_D, by gradient flow on
 * (1/2P) Σ w_n |target_n − f(z_n)|² from f₀, for as long as the filter says. The network is the denoiser, or the
 * score less its fixed part, as in `LinearScoreModel`.
 *
 * @source GTV, Proposition 5.2
 */
export interface LazyScoreModel
  extends Pick<
    LinearScoreModel,
    "parameterization" | "baseScore" | "weight" | "sampleCount" | "target" | "trainingTimes"
  > {
  /** Θ. */
  readonly kernel: StateKernel;
  readonly filter: SpectralFilter;
  /** f₀ ~ GP(0, 𝒦); null for f₀ = 0. */
  readonly initial: GaussianInitial | null;
}

/** The linear model whose features span the functions that a lazy model has learned, for reading scores. */
export function linearReading(
  model: Pick<LazyScoreModel, "parameterization" | "baseScore" | "weight" | "sampleCount" | "target" | "trainingTimes">,
  features: FeatureMap,
): LinearScoreModel {
  const { parameterization, baseScore, weight, sampleCount, target, trainingTimes } = model;
  return {
    features,
    parameterization,
    baseScore,
    weight,
    ridge: 0,
    sampleCount,
    target,
    samplingBox: null,
    trainingTimes,
  };
}
