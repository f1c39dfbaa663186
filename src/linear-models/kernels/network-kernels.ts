import type { NoisyStates, Points } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { activationLayers, type WideNetwork } from "./activation-kernels.ts";
import type { DualActivation } from "./dual-activation.ts";
import type { NetworkInput } from "./network-input.ts";
import { type ReluKernels, reluKernels } from "./relu-kernels.ts";
import { type StandardNetwork, standardLayers } from "./standard-kernels.ts";
import { type StateKernel, statesBetween } from "./state-kernel.ts";

/** Both kernels of one wide network on noisy states. */
export interface NetworkKernels {
  /** 𝒦: covariance of the output at initialisation. */
  readonly nngp: StateKernel;
  /** Θ: the tangent kernel that trains it. */
  readonly ntk: StateKernel;
}

/**
 * Kernels of a wide ReLU network that sees states through `input`.
 *
 * @param depth - hidden layers
 * @param bias - scale of the biases
 * @accuracy rounding
 */
export function reluNetwork(input: NetworkInput, depth: number, bias: number): NetworkKernels {
  return kernelsOnStates(`ReLU, depth ${depth}, bias ${bias}`, input, (z, other) => reluKernels(z, depth, bias, other));
}

/** Kernels of a wide network with any activation; accuracy of the averages in `dual`. */
export function activationNetwork(input: NetworkInput, dual: DualActivation, network: WideNetwork): NetworkKernels {
  const kernels = activationLayers(dual, network);
  return kernelsOnStates(`${dual.name}, depth ${network.depth}, bias ${network.bias}`, input, kernels);
}

/** Kernels of a network in standard parametrisation, averaged over wide layers; accuracy of `standardKernels`. */
export function standardNetwork(input: NetworkInput, dual: DualActivation, network: StandardNetwork): NetworkKernels {
  const kernels = standardLayers(dual, network);
  return kernelsOnStates(`${dual.name}, hidden ${network.hidden.join(", ")}, standard scaling`, input, kernels);
}

/** Kernels of inputs as kernels of the states that are seen through `input`. */
export function kernelsOnStates(
  name: string,
  input: NetworkInput,
  kernels: (inputs: Points, against: Points) => ReluKernels,
): NetworkKernels {
  const pick = (which: keyof ReluKernels): StateKernel => {
    const toward = (against: NoisyStates): ((at: NoisyStates) => Matrix) => {
      const other = input.inputs(against);
      return (at) => kernels(at === against ? other : input.inputs(at), other)[which];
    };
    const between = (at: NoisyStates, against: NoisyStates): Matrix => toward(against)(at);
    return {
      name: `${which.toUpperCase()} of ${name}`,
      dim: input.dim,
      between,
      toward,
      diagonal: (at) =>
        Float64Array.from({ length: at.x.count }, (_, n) => {
          const one = statesBetween(at, n, n + 1);
          return between(one, one).values[0]!;
        }),
    };
  };
  return { nngp: pick("nngp"), ntk: pick("ntk") };
}
