import { compileFormula, type Points, SpecError } from "../core/index.ts";
import {
  type Activation,
  activationKernels,
  dualError,
  hermiteDual,
  type ReluKernels,
  reluKernels,
} from "../linear-models/index.ts";
import { buildPart } from "./build-errors.ts";
import type { NetworkSpec } from "./spec-network.ts";

/** Kernels of a wide network as functions of its inputs, with what limits them. */
export interface BuiltNetwork {
  kernels(inputs: Points, against: Points): ReluKernels;
  /** Relative error of one layer's averages at the variances of the given inputs. */
  accuracy(inputs: Points): string;
}

/**
 * The kernels that a network spec describes: closed forms for ReLU, Gauss–Hermite averages of any formula in u otherwise.
 *
 * @throws SpecError when the formula is not allowed or has no derivative, or a weight variance is given for ReLU
 */
export async function buildNetwork(spec: NetworkSpec, path: string): Promise<BuiltNetwork> {
  const { activation, depth, bias } = spec;
  if (activation === "relu") {
    if (spec.weightVariance !== undefined && spec.weightVariance !== 2)
      throw new SpecError(`${path}.weightVariance`, spec.weightVariance, "2 or left out for relu");
    return { kernels: (inputs, against) => reluKernels(inputs, depth, bias, against), accuracy: () => "rounding" };
  }
  const formula = await buildActivation(activation, path, spec);
  const dual = hermiteDual(formula);
  const weightVariance = spec.weightVariance ?? 1;
  return {
    kernels: (inputs, against) => activationKernels(inputs, dual, { depth, bias, weightVariance }, against),
    accuracy(inputs) {
      // The first layer sees the variances of the inputs; deeper ones stay of that size for networks worth looking at.
      const variances = activationKernels(inputs, dual, { depth: 0, bias, weightVariance }).nngp;
      const diagonal = Float64Array.from({ length: inputs.count }, (_, i) => variances.values[i * (inputs.count + 1)]!);
      const error = dualError(formula, diagonal);
      return `Gauss–Hermite averages of ${activation}, ${error.toExponential(1)} relative at the first layer`;
    },
  };
}

async function buildActivation(text: string, path: string, spec: NetworkSpec): Promise<Activation> {
  return buildPart(path, spec, async () => {
    const value = await compileFormula(text, ["u"]);
    const slope = value.derivative("u");
    return { name: text, value: (u) => value([u]), slope: (u) => slope([u]) };
  });
}
