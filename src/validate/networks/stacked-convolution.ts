import type { Tensor, Tensor3D } from "@tensorflow/tfjs";
import type { Tensorflow } from "../backends/training-backend.ts";

/** How a layer reads its images. */
export interface ConvolutionSetting {
  readonly side: number;
  /** Channels that are the same at every pixel, [E, K, side² B]; null where there are none. */
  readonly constants: Tensor3D | null;
  /** The images are data: no gradient goes to them. */
  readonly constantInput: boolean;
}

/**
 * Convolutions with kernels of 3 × 3 of E networks at once, by stacked products with patches: TensorFlow.js has no convolution over
 * a stack of kernels. Images [E, C, side² B] have the batch innermost, so that patches are copies of long runs.
 *
 * The gradient is of the same form: for the images it is the convolution of the output's gradient with the kernels turned by 180°,
 * for the weights one product with the patches.
 *
 * @param weights - [E, 9 C + K, C′]; rows by pixel of the kernel, then by channel, then the constant channels
 * @returns images [E, C′, side² B]
 */
export function stackedConvolution(
  tf: Tensorflow,
  { side, constants, constantInput }: ConvolutionSetting,
  images: Tensor3D,
  weights: Tensor3D,
): Tensor3D {
  const [members, channels] = images.shape;
  const cols = weights.shape[2];
  const seen = (values: Tensor3D): Tensor3D => {
    const parts = shiftedImages(tf, values, side);
    return tf.concat(constants === null ? parts : [...parts, constants], 1);
  };
  const turnedKernels = (own: Tensor3D): Tensor3D => {
    const kernels = tf.reshape(tf.slice(own, [0, 0, 0], [members, 9 * channels, cols]), [members, 9, channels, cols]);
    // [E, C, 9 C′]: what the output's gradient around a pixel is multiplied with.
    const order = tf.transpose(tf.reverse(kernels, 1), [0, 2, 1, 3]);
    return tf.reshape(order, [members, channels, 9 * cols]);
  };
  const product = (own: Tensor3D, patches: Tensor3D): Tensor3D => tf.matMul(tf.transpose(own, [0, 2, 1]), patches);
  const weightGradient = (patches: Tensor3D, dy: Tensor3D): Tensor3D => tf.matMul(patches, tf.transpose(dy, [0, 2, 1]));
  if (constantInput) {
    const patches = seen(images);
    return tf.customGrad((own, save) => {
      (save as (tensors: Tensor[]) => void)([patches]);
      return {
        value: product(own as Tensor3D, patches),
        gradFunc: (dy, saved) => weightGradient((saved as Tensor[])[0] as Tensor3D, dy as Tensor3D),
      };
    })(weights) as Tensor3D;
  }
  return tf.customGrad((x, own, save) => {
    const patches = seen(x as Tensor3D);
    (save as unknown as (tensors: Tensor[]) => void)([patches, own as Tensor]);
    return {
      value: product(own as Tensor3D, patches),
      gradFunc(dy, saved) {
        const [kept, kernels] = saved as [Tensor3D, Tensor3D];
        const around = tf.concat(shiftedImages(tf, dy as Tensor3D, side), 1);
        const ofImages = tf.matMul(turnedKernels(kernels), around);
        return [ofImages, weightGradient(kept, dy as Tensor3D)];
      },
    };
  })(images, weights) as Tensor3D;
}

/** The images moved by each pixel of the kernel, row by row: nine of shape [E, C, side² B]. */
function shiftedImages(tf: Tensorflow, images: Tensor3D, side: number): Tensor3D[] {
  const [members, channels, size] = images.shape;
  const batch = size / (side * side);
  const run = side * batch;
  const padded = tf.pad(tf.reshape(images, [members * channels, side, run]) as Tensor3D, [
    [0, 0],
    [1, 1],
    [batch, batch],
  ]);
  return Array.from({ length: 9 }, (_, k) => {
    const [down, right] = [Math.floor(k / 3), k % 3];
    const part = tf.slice(padded, [0, down, right * batch], [members * channels, side, run]);
    return tf.reshape(part, [members, channels, size]) as Tensor3D;
  });
}

/**
 * Patches of every pixel in float64, for images of one network with the channels innermost.
 *
 * @param images - shape [N, side², C]
 * @param rows - numbers in a row of the result, at least 9 C
 * @returns shape [N side², rows]; behind the 9 C first the rows are 0
 */
export function patches(
  images: Float64Array,
  side: number,
  count: number,
  channels: number,
  rows: number,
): Float64Array {
  const out = new Float64Array(count * side * side * rows);
  for (let n = 0; n < count; n++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const at = ((n * side + y) * side + x) * rows;
        for (let k = 0; k < 9; k++) {
          const [fromY, fromX] = [y + Math.floor(k / 3) - 1, x + (k % 3) - 1];
          if (fromY < 0 || fromY >= side || fromX < 0 || fromX >= side) continue;
          const from = ((n * side + fromY) * side + fromX) * channels;
          for (let c = 0; c < channels; c++) out[at + k * channels + c] = images[from + c]!;
        }
      }
  return out;
}
