import { ArgumentError, type Points, ShapeError } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";

/** Kernels of an infinitely wide ReLU network at initialisation: of its output (NNGP) and of its gradient (NTK). */
export interface ReluKernels {
  /** 𝒦(z, z′); shape [N, M]. */
  readonly nngp: Matrix;
  /** Θ(z, z′); shape [N, M]. */
  readonly ntk: Matrix;
}

/**
 * ReLU kernels with variance-preserving factor in NTK parametrisation: 𝒦₀ = z·z′/n + bias², Θ₀ = 𝒦₀, and per layer
 * 𝒦 ← √(𝒦𝒦′) (sin θ + (π − θ) cos θ)/π + bias², Θ ← 𝒦 + Θ (π − θ)/π, with θ the angle whose cosine is 𝒦/√(𝒦𝒦′).
 *
 * θ comes from the determinant of the pair's covariance, a sum of squares at the input and of positive terms after every layer:
 * det ← 𝒦𝒦′ (1 − κ)(1 + κ) + bias² ((√𝒦 − √𝒦′)² + 2√(𝒦𝒦′)(1 − κ)), with κ = (sin θ + (π − θ) cos θ)/π.
 *
 * @param inputs - z; shape [N, n]
 * @param depth - hidden layers, ≥ 0
 * @param bias - scale of the biases, ≥ 0; their variance is bias²
 * @param against - z′; shape [M, n]; the inputs themselves by default
 * @accuracy rounding, also for nearly parallel and nearly opposite inputs
 * @source CHO2009; JACOT2018
 */
export function reluKernels(inputs: Points, depth: number, bias: number, against: Points = inputs): ReluKernels {
  const where = "reluKernels";
  if (!(Number.isInteger(depth) && depth >= 0))
    throw new ArgumentError(where, "depth", depth, "a non-negative integer");
  if (!(bias >= 0 && Number.isFinite(bias))) throw new ArgumentError(where, "bias", bias, "finite and at least 0");
  if (inputs.dim !== against.dim) {
    const shapes = { inputs: [inputs.count, inputs.dim], against: [against.count, against.dim] };
    throw new ShapeError(where, shapes, "inputs must be equally long");
  }
  const [rows, cols] = [inputs.count, against.count];
  const nngp = matrix(rows, cols);
  const ntk = matrix(rows, cols);
  const shift = bias * bias;
  const left = inputVariances(inputs, shift);
  const right = inputs === against ? left : inputVariances(against, shift);
  for (let i = 0; i < rows; i++) {
    for (let j = inputs === against ? i : 0; j < cols; j++) {
      const at = i * cols + j;
      pairInto(nngp.values, ntk.values, at, inputs, i, against, j, left[i]!, right[j]!, depth, shift);
      if (inputs !== against) continue;
      nngp.values[j * cols + i] = nngp.values[at]!;
      ntk.values[j * cols + i] = ntk.values[at]!;
    }
  }
  return { nngp, ntk };
}

function inputVariances({ count, dim, values }: Points, shift: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let square = 0;
    for (let d = i * dim; d < (i + 1) * dim; d++) square += values[d]! * values[d]!;
    return square / dim + shift;
  });
}

/**
 * Both kernels of one pair, through all layers. At the input the determinant comes from Lagrange's identity,
 * |z|²|z′|² − (z·z′)² = Σ_{d<e} (z_d z′_e − z_e z′_d)², and 𝒦₀(z, z) − 𝒦₀(z′, z′), which every layer keeps, from (z − z′)·(z + z′).
 */
function pairInto(
  nngp: Float64Array,
  ntk: Float64Array,
  at: number,
  inputs: Points,
  i: number,
  against: Points,
  j: number,
  firstLeft: number,
  firstRight: number,
  depth: number,
  shift: number,
): void {
  const { dim, values: z } = inputs;
  const other = against.values;
  const [from, to] = [i * dim, j * dim];
  let dot = 0;
  let distance = 0;
  let difference = 0;
  let area = 0;
  for (let d = 0; d < dim; d++) {
    const a = z[from + d]!;
    const b = other[to + d]!;
    dot += a * b;
    distance += (a - b) * (a - b);
    difference += (a - b) * (a + b);
    for (let e = 0; e < d; e++) {
      const minor = a * other[to + e]! - z[from + e]! * b;
      area += minor * minor;
    }
  }
  let product = dot / dim + shift;
  let determinant = area / (dim * dim) + (shift * distance) / dim;
  difference /= dim;
  let tangent = product;
  for (let layer = 0; layer < depth; layer++) {
    const a = firstLeft + layer * shift;
    const b = firstRight + layer * shift;
    const square = a * b;
    const scale = Math.sqrt(square);
    let correlation = 1;
    let defect = 0;
    let open = 1;
    if (determinant > 0 || product < 0) {
      const root = Math.sqrt(determinant);
      const size = Math.abs(product);
      const acute = Math.atan2(root, size);
      // sin − angle·cos of the angle to the nearer of the two directions; everything else is a sum of like signs.
      const lens = acute < 0.3 ? smallLens(acute) : (root - acute * size) / scale;
      if (product < 0) {
        open = acute / Math.PI;
        correlation = lens / Math.PI;
        defect = 1 - correlation;
      } else {
        open = 1 - acute / Math.PI;
        defect = determinant / (square + scale * size) - lens / Math.PI;
        correlation = 1 - defect;
      }
    }
    product = scale * correlation + shift;
    if (layer + 1 < depth) {
      const rootSum = Math.sqrt(a) + Math.sqrt(b);
      const apart = rootSum === 0 ? 0 : difference / rootSum;
      determinant = square * defect * (1 + correlation) + shift * (apart * apart + 2 * scale * defect);
    }
    tangent = product + tangent * open;
  }
  nngp[at] = product;
  ntk[at] = tangent;
}

/** sin θ − θ cos θ for small θ, by its series. */
function smallLens(angle: number): number {
  const square = angle * angle;
  return angle * square * (1 / 3 - square * (1 / 30 - square * (1 / 840 - square * (1 / 45_360 - square / 3_991_680))));
}
