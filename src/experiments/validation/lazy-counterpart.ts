import { ArgumentError } from "../../core/index.ts";
import {
  type Activation,
  type GaussianInitial,
  gradientFlow,
  hermiteDual,
  type LazyScoreModel,
  type StateKernel,
  scaledKernel,
  standardNetwork,
} from "../../linear-models/index.ts";
import type { NetworkActivation, TrainingPlan, TrainingTimes } from "../../validate/index.ts";

/** Networks of a plan in their lazy limit: their scores move along the tangent kernel that they start with. */
export interface LazyCounterpart {
  /** Θ of the score; 1/data². */
  readonly kernel: StateKernel;
  /** 𝒦: covariance of the score at the start; 1/data². */
  readonly initialKernel: StateKernel;
  /**
   * The lazy model after gradient flow for τ, in units of one over Θ.
   *
   * @param initial - how the initial function is drawn; null starts at 0
   */
  modelAt(time: number, initial: GaussianInitial | null): LazyScoreModel;
}

/** Nodes of the averages over Gaussian layers, by default: below rounding of the curvature. */
const defaultNodes = 160;

const activations: Readonly<Record<Exclude<NetworkActivation, "relu">, Activation>> = {
  tanh: { name: "tanh", value: Math.tanh, slope: (u) => 1 - Math.tanh(u) ** 2 },
  silu: {
    name: "silu",
    value: (u) => u / (1 + Math.exp(-u)),
    slope(u) {
      const open = 1 / (1 + Math.exp(-u));
      return open * (1 + u * (1 - open));
    },
  },
};

/**
 * The lazy counterpart of networks in standard scaling that predict the score or the noise: the tangent kernel of the same depth, widths,
 * activation, weight variance and biases on the same input, by gradient flow on the same loss. A network f with score g(t) f has
 * the score kernel g Θ g′, and loss weight w/g² in units of the score. What it leaves out: that the kernel moves, the batches, and
 * the optimizer, which for Adam is no gradient flow at all.
 *
 * @param nodes - of the averages over Gaussian layers; 60 move eigenvalues by 1e-8 of the largest
 * @throws ArgumentError for networks that are not fully connected or of one noise level, for other scalings or readouts, for ReLU, and where only the last layer is trained
 * @source JACOT2018; SOHLDICKSTEIN2020
 */
export function lazyCounterpart(
  { network, input, readout, weight }: TrainingPlan,
  sampleCount: number,
  trainingTimes: TrainingTimes,
  nodes: number = defaultNodes,
): LazyCounterpart {
  const where = "lazyCounterpart";
  if ("kind" in network) throw new ArgumentError(where, "network", network.kind, "fully connected");
  if (typeof trainingTimes === "number")
    throw new ArgumentError(where, "trainingTimes", trainingTimes, "a law of times");
  const { activation, hidden, scaling, bias, trained, weightVariance = 1 } = network;
  if (scaling !== "standard") throw new ArgumentError(where, "scaling", scaling, "standard");
  if (trained !== "all") throw new ArgumentError(where, "trained", trained, "all");
  if (activation === "relu") throw new ArgumentError(where, "activation", activation, "silu or tanh, which are smooth");
  if (readout.name !== "score" && readout.name !== "noise")
    throw new ArgumentError(where, "readout", readout.name, "score or noise, which have no part of the state");
  const dual = hermiteDual(activations[activation], nodes);
  const kernels = standardNetwork(input, dual, { hidden, weightVariance, biases: bias > 0 });
  const gain = (t: number): number => readout.output(t);
  const kernel = scaledKernel(kernels.ntk, gain);
  return {
    kernel,
    initialKernel: scaledKernel(kernels.nngp, gain),
    modelAt: (time, initial) => ({
      kernel,
      filter: gradientFlow(time),
      initial,
      parameterization: "score",
      baseScore: "zero",
      weight: (t) => weight(t) / gain(t) ** 2,
      sampleCount,
      target: "noisy",
      trainingTimes,
    }),
  };
}
