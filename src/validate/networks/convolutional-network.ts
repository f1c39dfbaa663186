import type { Tensor, Tensor3D } from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/index.ts";
import { algebra, matrix } from "../../numerics/index.ts";
import type { Tensorflow } from "../backends/training-backend.ts";
import { activated, activationOf } from "./activation.ts";
import type { Architecture } from "./architecture.ts";
import { type LayerPlan, type NetworkActivation, scaledLayers } from "./network-shape.ts";
import { patches, stackedConvolution } from "./stacked-convolution.ts";

/**
 * A convolutional network from one grey image to another of the same size, or an ensemble of them: kernels of 3 × 3, stride 1, images
 * continued by zeros. The clock of the input is seen by every layer, as channels that are the same at every pixel.
 */
export interface ConvolutionalShape {
  readonly kind: "convolution";
  /** side² pixels, row by row, then the numbers of the clock. */
  readonly inputs: number;
  /** side² pixels. */
  readonly outputs: number;
  /** Channels of each hidden layer; none for a linear filter. */
  readonly channels: readonly number[];
  readonly activation: NetworkActivation;
  /** As for fully connected networks; the width before a unit is the number of weights that act on it. */
  readonly scaling: "ntk" | "standard";
  /** g, as for fully connected networks. */
  readonly weightVariance?: number;
  /** As for fully connected networks: one bias a channel; 0 leaves them out. */
  readonly bias: number;
  /** `output` freezes all but the last layer. */
  readonly trained: "all" | "output";
}

/** Pixels that a kernel covers. */
const kernelSize = 9;

/**
 * A convolutional network. A layer from C to C′ channels has weights [9 C + K, C′], rows by pixel of the kernel (row by row) and then by
 * channel, followed by those of the K numbers of the clock, and biases [1, C′]:
 * y_c′(u) = Σ_{k,c} w[kC + c, c′] x_c(u + δ_k) + Σ_j w[9C + j, c′] clock_j + b_c′, with x = 0 outside the image.
 *
 * @throws ArgumentError when the image is no square of at least 2 × 2 pixels, or a part is out of range
 * @source LECUN1989
 */
export function convolutionalNetwork(shape: ConvolutionalShape): Architecture {
  const where = "convolutional network";
  const { inputs, outputs, channels, activation } = shape;
  const side = Math.round(Math.sqrt(outputs));
  if (!(side >= 2 && side * side === outputs))
    throw new ArgumentError(where, "outputs", outputs, "a square number of pixels, at least 4");
  const clock = inputs - outputs;
  if (!(Number.isInteger(clock) && clock >= 0))
    throw new ArgumentError(where, "inputs", inputs, `an integer of at least the ${outputs} pixels`);
  channels.forEach((count, k) => {
    if (!(Number.isInteger(count) && count >= 1))
      throw new ArgumentError(where, `channels[${k}]`, count, "a positive integer");
  });
  const widths = [1, ...channels, 1];
  const plans = scaledLayers(
    where,
    widths.slice(1).map((count, layer) => [kernelSize * widths[layer]! + clock, count] as const),
    shape,
  );
  const constants = clock + (shape.bias > 0 ? 1 : 0);
  return {
    arrays: plans.flatMap(({ weights, bias }) => (bias === null ? [weights] : [weights, bias])),
    // Of every layer its patches and about ten copies of its values; of one layer at a time the parts of patches, both ways.
    numbersPerState:
      outputs *
      (plans.reduce(
        (sum, { weights }, layer) => sum + weights.rows + 10 * weights.cols + 2 * widths[layer]!,
        2 * constants,
      ) +
        Math.max(...plans.map(({ weights }) => 2 * weights.rows + 2 * kernelSize * weights.cols))),
    widest: outputs * Math.max(...plans.map(({ weights }) => Math.max(weights.rows + 1, kernelSize * weights.cols))),
    stacked: (tf, arrays, input) => stackedImages(tf, { side, clock, plans, activation }, arrays, input),
    outputs: (arrays) => imagesOf({ side, clock, plans, activation }, arrays),
  };
}

/** What both arithmetics need of a network. */
interface Layers {
  readonly side: number;
  readonly clock: number;
  readonly plans: readonly LayerPlan[];
  readonly activation: NetworkActivation;
}

/** Outputs [E, B, side²] of E networks; inside, images are [E, channels, side² B], so that one state's pixels lie B apart. */
function stackedImages(
  tf: Tensorflow,
  { side, clock, plans, activation }: Layers,
  arrays: readonly Tensor[],
  input: Tensor3D,
): Tensor3D {
  const [members, batch, size] = input.shape;
  const pixels = side * side;
  const turned = tf.transpose(input, [0, 2, 1]);
  let values = tf.reshape(tf.slice(turned, [0, 0, 0], [members, pixels, batch]), [
    members,
    1,
    pixels * batch,
  ]) as Tensor3D;
  const everywhere: Tensor3D[] = [];
  if (clock > 0)
    everywhere.push(tf.tile(tf.slice(turned, [0, pixels, 0], [members, size - pixels, batch]), [1, 1, pixels]));
  if (plans[0]!.bias !== null) everywhere.push(tf.ones([members, 1, pixels * batch]));
  const constants = everywhere.length === 0 ? null : tf.concat(everywhere, 1);
  let next = 0;
  plans.forEach(({ bias }, layer) => {
    const weights = arrays[next++]! as Tensor3D;
    const all = bias === null ? weights : tf.concat([weights, arrays[next++]! as Tensor3D], 1);
    values = stackedConvolution(tf, { side, constants, constantInput: layer === 0 }, values, all);
    if (layer < plans.length - 1) values = activated(tf, activation, values) as Tensor3D;
  });
  return tf.transpose(tf.reshape(values, [members, pixels, batch]), [0, 2, 1]);
}

/** Outputs [N, side²] of one network for inputs [N, inputs], by products with patches of every pixel in float64. */
function imagesOf(
  { side, clock, plans, activation }: Layers,
  arrays: readonly ArrayLike<number>[],
): (inputs: Float64Array) => Float64Array {
  let next = 0;
  const layers = plans.map(({ weights, bias }) => ({
    weights: matrix(weights.rows, weights.cols, Float64Array.from(arrays[next++]!)),
    bias: bias === null ? null : arrays[next++]!,
  }));
  const pixels = side * side;
  const size = pixels + clock;
  const function_ = activationOf(activation);
  return (inputs) => {
    const count = inputs.length / size;
    let values: Float64Array = new Float64Array(count * pixels);
    for (let n = 0; n < count; n++) values.set(inputs.subarray(n * size, n * size + pixels), n * pixels);
    layers.forEach(({ weights, bias }, layer) => {
      const { rows, cols } = weights;
      const rows_NR = patches(values, side, count, (rows - clock) / kernelSize, rows);
      for (let n = 0; n < count * pixels; n++) {
        const state = Math.floor(n / pixels) * size + pixels;
        rows_NR.set(inputs.subarray(state, state + clock), (n + 1) * rows - clock);
      }
      values = algebra.gemm(matrix(count * pixels, rows, rows_NR), weights).values;
      if (bias !== null) for (let i = 0; i < values.length; i++) values[i]! += bias[i % cols]!;
      if (layer < layers.length - 1) for (let i = 0; i < values.length; i++) values[i] = function_(values[i]!);
    });
    return values;
  };
}
