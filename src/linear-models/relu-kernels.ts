import { ArgumentError, type Points } from "../core/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";

/** Kernels of an infinitely wide ReLU network at initialisation: of its output (NNGP) and of its gradient (NTK). */
export interface ReluKernels {
  /** 𝒦(z, z′); shape [N, N]. */
  readonly nngp: Matrix;
  /** Θ(z, z′); shape [N, N]. */
  readonly ntk: Matrix;
}

/**
 * ReLU kernels with variance-preserving factor in NTK parametrisation: 𝒦₀ = z·z′/n + bias², Θ₀ = 𝒦₀, and per layer
 * 𝒦 ← √(𝒦𝒦′) (√(1−c²) + c(π − arccos c))/π + bias², Θ ← 𝒦 + Θ (π − arccos c)/π.
 *
 * @param inputs - z; shape [N, n]
 * @param depth - hidden layers, ≥ 0
 * @param bias - scale of the biases, ≥ 0; their variance is bias²
 * @accuracy rounding; arccos loses half the digits where c → 1
 * @source CHO2009; JACOT2018
 */
export function reluKernels(inputs: Points, depth: number, bias: number): ReluKernels {
  const where = "reluKernels";
  if (!(Number.isInteger(depth) && depth >= 0))
    throw new ArgumentError(where, "depth", depth, "a non-negative integer");
  if (!(bias >= 0 && Number.isFinite(bias))) throw new ArgumentError(where, "bias", bias, "finite and at least 0");
  const { count, dim, values } = inputs;
  let nngp = matrix(count, count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let dot = 0;
      for (let d = 0; d < dim; d++) dot += values[i * dim + d]! * values[j * dim + d]!;
      nngp.values[i * count + j] = dot / dim + bias * bias;
    }
  }
  let ntk = matrix(count, count, nngp.values.slice());
  for (let layer = 0; layer < depth; layer++) {
    const kernel = matrix(count, count);
    const tangent = matrix(count, count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const at = i * count + j;
        const scale = Math.sqrt(nngp.values[i * count + i]! * nngp.values[j * count + j]!);
        const cosine = i === j || scale === 0 ? 1 : Math.max(-1, Math.min(1, nngp.values[at]! / scale));
        const open = Math.PI - Math.acos(cosine);
        kernel.values[at] = (scale * (Math.sqrt(1 - cosine * cosine) + cosine * open)) / Math.PI + bias * bias;
        tangent.values[at] = kernel.values[at]! + (ntk.values[at]! * open) / Math.PI;
      }
    }
    nngp = kernel;
    ntk = tangent;
  }
  return { nngp, ntk };
}
