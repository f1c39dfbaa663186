import { ArgumentError, type Points } from "../../core/index.ts";
import type { DualActivation } from "./dual-activation.ts";
import { type LayerScales, layerKernels } from "./layer-kernels.ts";
import type { ReluKernels } from "./relu-kernels.ts";

/** A wide network: its hidden layers, the variance of its weights (times width) and the scale of its biases. */
export interface WideNetwork {
  readonly depth: number;
  /** Variance of a weight times the width before it: 2 preserves variance for ReLU, 1 is common for tanh. */
  readonly weightVariance: number;
  /** Scale of the biases; their variance is bias². */
  readonly bias: number;
}

/**
 * NNGP and NTK of a network with any activation, in NTK parametrisation: 𝒦₀ = z·z′/n + bias², Θ₀ = 𝒦₀, and per layer
 * 𝒦 ← g E[φ(u)φ(v)] + bias², Θ ← 𝒦 + Θ g E[φ′(u)φ′(v)], where u, v have covariance 𝒦 and g is `weightVariance`.
 *
 * @param inputs - z; shape [N, n]
 * @param against - z′; shape [M, n]; the inputs themselves by default
 * @returns kernels [N, M]
 * @accuracy that of the averages
 * @source JACOT2018
 */
export function activationKernels(
  inputs: Points,
  dual: DualActivation,
  network: WideNetwork,
  against: Points = inputs,
): ReluKernels {
  return activationLayers(dual, network)(inputs, against);
}

/** `activationKernels` of one network for many inputs. */
export function activationLayers(
  dual: DualActivation,
  { depth, weightVariance, bias }: WideNetwork,
): ReturnType<typeof layerKernels> {
  const where = "activationKernels";
  if (!(Number.isInteger(depth) && depth >= 0))
    throw new ArgumentError(where, "depth", depth, "a non-negative integer");
  if (!(weightVariance > 0 && Number.isFinite(weightVariance)))
    throw new ArgumentError(where, "weightVariance", weightVariance, "finite and positive");
  if (!(bias >= 0 && Number.isFinite(bias))) throw new ArgumentError(where, "bias", bias, "finite and at least 0");
  const shift = bias * bias;
  const scales = (signal: number): LayerScales => ({
    signal,
    biasVariance: shift,
    weightRate: signal,
    biasRate: shift,
  });
  const deeper = Array.from({ length: depth }, () => scales(weightVariance));
  return layerKernels(where, dual, (inputs) => [scales(1 / inputs), ...deeper]);
}
