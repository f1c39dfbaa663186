import type { ForwardProcess, NoiseSchedule } from "../../src/core/index.ts";
import {
  gradientFlow,
  type LazyScoreModel,
  networkInput,
  reluNetwork,
  type StateKernel,
} from "../../src/linear-models/index.ts";
import { signalToNoise } from "./linear-models.ts";

/** A lazy denoiser with zero initial function and a noisy target, changed as told. */
export function lazyModel(
  kernel: StateKernel,
  schedule: NoiseSchedule,
  changes: Partial<LazyScoreModel> = {},
): LazyScoreModel {
  return {
    kernel,
    filter: gradientFlow(2),
    initial: null,
    parameterization: "denoiser",
    baseScore: "zero",
    weight: signalToNoise(schedule),
    sampleCount: 40,
    target: "noisy",
    trainingTimes: "uniform",
    ...changes,
  };
}

/** The tangent kernel of a ReLU network with biases of scale 0.3 that sees (x, clock). */
export function reluTangent({ schedule, data }: ForwardProcess, depth: number): StateKernel {
  return reluNetwork(networkInput(schedule, data.dim), depth, 0.3).ntk;
}
