import { ArgumentError, type Points } from "../../core/index.ts";
import type { DualActivation } from "./dual-activation.ts";
import { layerKernels } from "./layer-kernels.ts";
import type { ReluKernels } from "./relu-kernels.ts";

/** A network in standard parametrisation: weights of variance g/n that act as they are, biases that start at 0. */
export interface StandardNetwork {
  /** Units of each hidden layer; the tangent kernel depends on them. */
  readonly hidden: readonly number[];
  /** g, of all layers but the last, whose weights have variance 1/n. */
  readonly weightVariance: number;
  /** Whether layers have biases. */
  readonly biases: boolean;
}

/**
 * NNGP and NTK of a network in standard parametrisation, averaged over wide layers: 𝒦₁ = g z·z′/n, Θ₁ = z·z′ + 1, and per layer of n
 * inputs 𝒦 ← g E[φ(u)φ(v)], Θ ← n E[φ(u)φ(v)] + 1 + g E[φ′(u)φ′(v)] Θ, with 1 in place of g in the last layer and without the
 * ones where there are no biases. Θ grows with the width: later layers train faster, the wider they are.
 *
 * @param inputs - z; shape [N, n]
 * @param against - z′; shape [M, n]; the inputs themselves by default
 * @returns kernels [N, M]
 * @accuracy that of the averages; a network of width n differs from them by 1/√n of them, and their mean over networks by 1/n
 * @throws ArgumentError for a width that is no positive integer, or a variance that is not positive
 * @source SOHLDICKSTEIN2020
 */
export function standardKernels(
  inputs: Points,
  dual: DualActivation,
  network: StandardNetwork,
  against: Points = inputs,
): ReluKernels {
  return standardLayers(dual, network)(inputs, against);
}

/** `standardKernels` of one network for many inputs. */
export function standardLayers(
  dual: DualActivation,
  { hidden, weightVariance, biases }: StandardNetwork,
): ReturnType<typeof layerKernels> {
  const where = "standardKernels";
  hidden.forEach((width, k) => {
    if (!(Number.isInteger(width) && width >= 1))
      throw new ArgumentError(where, `hidden[${k}]`, width, "a positive integer");
  });
  if (!(weightVariance > 0 && Number.isFinite(weightVariance)))
    throw new ArgumentError(where, "weightVariance", weightVariance, "finite and positive");
  const gain = (layer: number): number => (layer === hidden.length ? 1 : weightVariance);
  const common = { biasVariance: 0, biasRate: biases ? 1 : 0 };
  const deeper = hidden.map((width, k) => ({ ...common, signal: gain(k + 1), weightRate: width }));
  return layerKernels(where, dual, (inputs) => [{ ...common, signal: gain(0) / inputs, weightRate: 1 }, ...deeper]);
}
