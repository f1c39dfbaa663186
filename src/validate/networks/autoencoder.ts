import type { Tensor3D } from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/index.ts";
import { algebra, matrix } from "../../numerics/index.ts";
import type { Architecture } from "./architecture.ts";
import { shifted } from "./dense-network.ts";
import type { LayerArray } from "./network-shape.ts";

/**
 * A two-layer ReLU autoencoder f(x) = W₂ [W₁ᵀ x + b]₊ with W₁, W₂ of shape [D, p], or an ensemble of them. It is trained at one
 * noise level and has no time input.
 */
export interface AutoencoderShape {
  readonly kind: "autoencoder";
  /** D, for input and output. */
  readonly inputs: number;
  readonly outputs: number;
  /** p: hidden units. */
  readonly hidden: number;
  /** W₂ = W₁, one array. */
  readonly tied: boolean;
  /** Biases b of the hidden units, which start at 0; without them f is homogeneous. */
  readonly bias: boolean;
}

/**
 * A two-layer ReLU autoencoder. Its arrays are W₁ [D, p], b [1, p] where there is one, and W₂ᵀ [p, D] where the weights are not tied;
 * all weights start with variance (2/(pD))^½, so that the layers are balanced and f keeps the size of its input.
 *
 * The penalty (ρ/2)|parameters|² of training is (ρ/2)(‖W₁‖² + ‖W₂‖² + |b|²), tied or not: tied weights act as 1/√2 times their
 * parameter, since they stand for both layers. The training loss ½ (1/n) Σ |f(x_i + σε) − x_i|² with that penalty is then half the
 * loss of the source with λ = ρ, and tied weights move as both layers together would.
 *
 * @throws ArgumentError when a size is out of range, or input and output differ
 * @source ZHANG2026, section 3
 */
export function autoencoder(shape: AutoencoderShape): Architecture {
  const { inputs, outputs, hidden, tied, bias } = shape;
  for (const [name, size] of [["inputs", inputs] as const, ["hidden", hidden] as const])
    if (!(Number.isInteger(size) && size >= 1))
      throw new ArgumentError("autoencoder", name, size, "a positive integer");
  if (outputs !== inputs) throw new ArgumentError("autoencoder", "outputs", outputs, `the inputs, ${inputs}`);
  const start = (2 / (hidden * inputs)) ** 0.25;
  const layer = (rows: number, cols: number): LayerArray => ({
    rows,
    cols,
    start,
    scale: tied ? Math.SQRT1_2 : 1,
    trained: true,
  });
  const arrays = [layer(inputs, hidden)];
  if (bias) arrays.push({ rows: 1, cols: hidden, start: 0, scale: 1, trained: true });
  if (!tied) arrays.push(layer(hidden, inputs));
  return {
    arrays,
    numbersPerState: 4 * inputs + 6 * hidden,
    widest: Math.max(inputs, hidden),
    stacked(tf, own, x) {
      const [encoder] = own;
      const before = tf.matMul(x, encoder!);
      const code = tf.relu(bias ? shifted(tf, before, own[1]!) : before);
      return tf.matMul(code, tied ? tf.transpose(encoder!, [0, 2, 1]) : own.at(-1)!) as Tensor3D;
    },
    outputs(own) {
      const encoder = matrix(inputs, hidden, Float64Array.from(own[0]!));
      const decoder = tied ? encoder : matrix(hidden, inputs, Float64Array.from(own.at(-1)!));
      return (x) => {
        const code = algebra.gemm(matrix(x.length / inputs, inputs, x), encoder);
        code.values.forEach((value, i) => {
          code.values[i] = Math.max(0, bias ? value + own[1]![i % hidden]! : value);
        });
        return algebra.gemm(code, decoder, tied ? { transposeB: true } : {}).values;
      };
    },
  };
}
