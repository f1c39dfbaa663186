import { ArgumentError, type Points, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import type { DualActivation } from "./dual-activation.ts";
import type { ReluKernels } from "./relu-kernels.ts";

/** A wide network: its hidden layers, the variance of its weights (times width) and the scale of its biases. */
export interface WideNetwork {
  readonly depth: number;
  /** Variance of a weight times the width before it: 2 preserves variance for ReLU, 1 is common for tanh. */
  readonly weightVariance: number;
  /** Scale of the biases; their variance is bias². */
  readonly bias: number;
}

/**
 * NNGP and NTK of a network with any activation, in NTK parametrisation: 𝒦₀ = z·z′/n + bias², Θ₀ = 𝒦₀, and per layer
 * 𝒦 ← g E[φ(u)φ(v)] + bias², Θ ← 𝒦 + Θ g E[φ′(u)φ′(v)], where u, v have covariance 𝒦 and g is `weightVariance`.
 *
 * @param inputs - z; shape [N, n]
 * @param against - z′; shape [M, n]; the inputs themselves by default
 * @returns kernels [N, M]
 * @accuracy that of the averages
 * @source JACOT2018
 */
export function activationKernels(
  inputs: Points,
  dual: DualActivation,
  network: WideNetwork,
  against: Points = inputs,
): ReluKernels {
  const where = "activationKernels";
  const { depth, weightVariance, bias } = network;
  if (!(Number.isInteger(depth) && depth >= 0))
    throw new ArgumentError(where, "depth", depth, "a non-negative integer");
  if (!(weightVariance > 0 && Number.isFinite(weightVariance)))
    throw new ArgumentError(where, "weightVariance", weightVariance, "finite and positive");
  if (!(bias >= 0 && Number.isFinite(bias))) throw new ArgumentError(where, "bias", bias, "finite and at least 0");
  if (inputs.dim !== against.dim) {
    const shapes = { inputs: [inputs.count, inputs.dim], against: [against.count, against.dim] };
    throw new ShapeError(where, shapes, "inputs must be equally long");
  }
  const shift = bias * bias;
  let nngp = affine(algebra.gemm(rows(inputs), rows(against), { transposeB: true }), 1 / inputs.dim, shift);
  let ntk = nngp;
  let left = squares(inputs, shift);
  let right = inputs === against ? left : squares(against, shift);
  const deeper = (variance: Float64Array): Float64Array =>
    dual.diagonal(variance).value.map((value) => weightVariance * value + shift);
  for (let layer = 0; layer < depth; layer++) {
    const { value, slope } = dual.pairs(left, right, nngp);
    nngp = affine(value, weightVariance, shift);
    const [tangent, now] = [ntk, nngp];
    const next = slope.values.map((open, i) => now.values[i]! + weightVariance * open * tangent.values[i]!);
    ntk = matrix(slope.rows, slope.cols, next);
    const before = left;
    left = deeper(left);
    right = right === before ? left : deeper(right);
  }
  return { nngp, ntk };
}

function rows({ count, dim, values }: Points): Matrix {
  return matrix(count, dim, values);
}

function squares({ count, dim, values }: Points, shift: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let square = 0;
    for (let d = i * dim; d < (i + 1) * dim; d++) square += values[d]! * values[d]!;
    return square / dim + shift;
  });
}

function affine(a: Matrix, slope: number, shift: number): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.values.map((value) => slope * value + shift),
  );
}
