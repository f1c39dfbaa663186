import type { Tensor, Tensor3D } from "@tensorflow/tfjs";
import type { Tensorflow } from "../backends/training-backend.ts";
import type { LayerArray } from "./network-shape.ts";

/**
 * What training and reading ask of a network: its arrays, its outputs on a stack of networks, and its outputs in float64 by
 * arithmetic of its own. The two outputs agree up to float32 rounding.
 */
export interface Architecture {
  /** The arrays in order, as they are packed, stored and drawn. */
  readonly arrays: readonly LayerArray[];
  /** Numbers that one state leaves on the device in a step, its gradient included; of one member. */
  readonly numbersPerState: number;
  /** Numbers of the widest single tensor for one state; of one member. */
  readonly widest: number;
  /**
   * Outputs of E networks at once.
   *
   * @param arrays - the arrays, each stacked to [E, rows, cols]
   * @param inputs - shape [E, B, inputs]; constants, no gradient is asked for them
   * @returns shape [E, B, outputs]
   */
  stacked(tf: Tensorflow, arrays: readonly Tensor[], inputs: Tensor3D): Tensor3D;
  /** Outputs [N, outputs] of one network for inputs [N, inputs], in float64. */
  outputs(arrays: readonly ArrayLike<number>[]): (inputs: Float64Array) => Float64Array;
}
