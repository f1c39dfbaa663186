import type { Tensor, Tensor3D } from "@tensorflow/tfjs";
import { algebra, matrix } from "../../numerics/index.ts";
import type { Tensorflow } from "../backends/training-backend.ts";
import { activated, activationOf } from "./activation.ts";
import type { Architecture } from "./architecture.ts";
import { layerPlans, type NetworkShape } from "./network-shape.ts";

/** A fully connected network. */
export function denseNetwork(shape: NetworkShape): Architecture {
  const plans = layerPlans(shape);
  return {
    arrays: plans.flatMap(({ weights, bias }) => (bias === null ? [weights] : [weights, bias])),
    numbersPerState: plans.reduce((sum, { weights }) => sum + 2 * weights.rows + 6 * weights.cols, 0),
    widest: Math.max(...plans.map(({ weights }) => weights.cols)),
    stacked(tf, arrays, inputs) {
      let values: Tensor = inputs;
      let next = 0;
      plans.forEach(({ bias }, layer) => {
        values = tf.matMul(values, arrays[next++]!);
        if (bias !== null) values = shifted(tf, values, arrays[next++]!);
        if (layer < plans.length - 1) values = activated(tf, shape.activation, values);
      });
      return values as Tensor3D;
    },
    outputs(arrays) {
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
    },
  };
}

/**
 * Values [E, B, units] plus biases [E, 1, units]. In WebAssembly the biases are spread by a product with ones, whose gradient is a
 * product too: sums over a batch are slower there than whole layers.
 */
export function shifted(tf: Tensorflow, values: Tensor, bias: Tensor): Tensor {
  if (tf.getBackend() !== "wasm") return tf.add(values, bias);
  const [members, batch] = values.shape as [number, number];
  return tf.add(values, tf.matMul(tf.ones([members, batch, 1]), bias));
}
