import type { ScoreField } from "../../core/index.ts";
import { algebra, matrix } from "../../numerics/index.ts";
import { layerPlans, type NetworkActivation, type NetworkShape } from "./network-shape.ts";
import type { TrainingPlan } from "./training-plan.ts";

/** One trained network: its arrays as in `layerArrays`, and its initial ones where they are subtracted. */
export interface TrainedNetwork {
  readonly arrays: readonly Float32Array[];
  readonly initial: readonly Float32Array[] | null;
}

/**
 * The score of one trained network, evaluated in float64 from its float32 weights; shares no code with the device that
 * trained it.
 */
export function networkField(
  plan: Pick<TrainingPlan, "network" | "input" | "readout">,
  { arrays, initial }: TrainedNetwork,
): ScoreField {
  const { network, input, readout } = plan;
  const trained = outputOf(network, arrays);
  const start = initial === null ? null : outputOf(network, initial);
  return {
    dim: input.dim,
    score(x, t) {
      const inputs = input.inputs({ x, t: new Float64Array(x.count).fill(t) }).values;
      const output = trained(inputs);
      const before = start?.(inputs);
      const gain = readout.output(t);
      const base = readout.state(t);
      return output.map((value, i) => gain * (before === undefined ? value : value - before[i]!) + base * x.values[i]!);
    },
  };
}

/** Outputs [N, outputs] of one network for inputs [N, inputs]. */
function outputOf(shape: NetworkShape, arrays: readonly Float32Array[]): (inputs: Float64Array) => Float64Array {
  const plans = layerPlans(shape);
  let next = 0;
  const layers = plans.map(({ weights, bias }) => ({
    weights: matrix(weights.rows, weights.cols, Float64Array.from(arrays[next++]!)),
    bias: bias === null ? null : arrays[next++]!,
  }));
  const activation = activationOf(shape.activation);
  return (inputs) => {
    let values = matrix(inputs.length / shape.inputs, shape.inputs, inputs);
    layers.forEach(({ weights, bias }, layer) => {
      values = algebra.gemm(values, weights);
      const flat = values.values;
      if (bias !== null) for (let i = 0; i < flat.length; i++) flat[i]! += bias[i % weights.cols]!;
      if (layer < layers.length - 1) for (let i = 0; i < flat.length; i++) flat[i] = activation(flat[i]!);
    });
    return values.values;
  };
}

function activationOf(name: NetworkActivation): (u: number) => number {
  switch (name) {
    case "relu":
      return (u) => Math.max(0, u);
    case "tanh":
      return Math.tanh;
    case "silu":
      return (u) => u / (1 + Math.exp(-u));
  }
}
