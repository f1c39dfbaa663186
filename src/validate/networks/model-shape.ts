import type { Tensor, Tensor3D } from "@tensorflow/tfjs";
import type { Rng } from "../../numerics/index.ts";
import type { Tensorflow } from "../backends/training-backend.ts";
import type { Architecture } from "./architecture.ts";
import { type AutoencoderShape, autoencoder } from "./autoencoder.ts";
import { type ConvolutionalShape, convolutionalNetwork } from "./convolutional-network.ts";
import { denseNetwork } from "./dense-network.ts";
import type { LayerArray, NetworkShape } from "./network-shape.ts";

/** A network that can be trained in stacks: fully connected, convolutional, or an autoencoder. */
export type ModelShape = NetworkShape | ConvolutionalShape | AutoencoderShape;

/**
 * The architecture of a shape.
 *
 * @throws ArgumentError when a part of the shape is out of range
 */
export function architectureOf(shape: ModelShape): Architecture {
  if (!("kind" in shape)) return denseNetwork(shape);
  return shape.kind === "convolution" ? convolutionalNetwork(shape) : autoencoder(shape);
}

/** The arrays of a network in order: of fully connected ones weights and bias of the first layer, of the second, and so on. */
export function layerArrays(shape: ModelShape): readonly LayerArray[] {
  return architectureOf(shape).arrays;
}

/** Numbers in one network, trained or not. */
export function parameterCount(shape: ModelShape): number {
  return layerArrays(shape).reduce((sum, { rows, cols }) => sum + rows * cols, 0);
}

/** Initial arrays of one network, each from a stream of its own, in float32. */
export function initialArrays(rng: Rng, shape: ModelShape): Float32Array[] {
  return layerArrays(shape).map(({ rows, cols, start }, k) => {
    const out = new Float32Array(rows * cols);
    if (start === 0) return out;
    const normals = rng.split("array", k).normals(out.length);
    for (let i = 0; i < out.length; i++) out[i] = start * normals[i]!;
    return out;
  });
}

/**
 * Outputs of E networks at once, by products of stacked weights.
 *
 * @param arrays - arrays as in `layerArrays`, each stacked to [E, rows, cols]
 * @param inputs - shape [E, B, inputs]
 * @returns shape [E, B, outputs]
 */
export function stackedOutput(
  tf: Tensorflow,
  shape: ModelShape,
  arrays: readonly Tensor[],
  inputs: Tensor3D,
): Tensor3D {
  return architectureOf(shape).stacked(tf, arrays, inputs);
}
