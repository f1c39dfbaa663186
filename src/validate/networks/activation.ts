import type { Tensor } from "@tensorflow/tfjs";
import type { Tensorflow } from "../backends/training-backend.ts";
import type { NetworkActivation } from "./network-shape.ts";

/** An activation on the device; float32. */
export function activated(tf: Tensorflow, activation: NetworkActivation, values: Tensor): Tensor {
  switch (activation) {
    case "relu":
      return tf.relu(values);
    case "tanh":
      return tf.tanh(values);
    case "silu":
      return tf.mul(values, tf.sigmoid(values));
  }
}

/** The same activation of one number in float64. */
export function activationOf(name: NetworkActivation): (u: number) => number {
  switch (name) {
    case "relu":
      return (u) => Math.max(0, u);
    case "tanh":
      return Math.tanh;
    case "silu":
      return (u) => u / (1 + Math.exp(-u));
  }
}
