import { algebra, expOf, matrix } from "../../numerics/index.ts";
import type { PointLaw } from "./point-law.ts";

/** Sums of a kernel between the models of two laws; with weights inside. */
export interface KernelSums {
  /** Σ over all points of `b`, per model of `a`; shape [a.models]. */
  readonly toAll: Float64Array;
  /** The same over `a`, per model of `b`; shape [b.models]. */
  readonly fromAll: Float64Array;
  /** Σ over pairs inside one model, per model; shape [a.models]; zeros where the laws differ. */
  readonly inside: Float64Array;
}

/** Kernel values that one block holds at a time. */
const blockNumbers = 2 ** 20;

/**
 * Weighted sums of k(x, y) = exp(−|x − y|²/2h²) between two laws, model by model, in blocks of one matrix product.
 *
 * @param bandwidth - h > 0; data
 * @accuracy 1e-16 (|x|² + |y|²)/h² a pair, x and y measured from the mean of both laws
 */
export function gaussianKernelSums(a: PointLaw, b: PointLaw, bandwidth: number): KernelSums {
  const { dim } = a.points;
  const scale = 1 / (bandwidth * Math.SQRT2);
  const centre = new Float64Array(dim);
  for (const { points } of [a, b])
    for (let n = 0, k = 0; n < points.count; n++)
      for (let d = 0; d < dim; d++, k++) centre[d]! += points.values[k]! / (2 * points.count);
  const x_ND = scaled(a.points.values, centre, scale);
  const same = a === b;
  const y_MD = same ? x_ND : scaled(b.points.values, centre, scale);
  const normsA = norms(x_ND, dim);
  const normsB = same ? normsA : norms(y_MD, dim);
  const toAll = new Float64Array(a.models);
  const fromAll = same ? toAll : new Float64Array(b.models);
  const inside = new Float64Array(a.models);
  const eachA = a.points.count / a.models;
  const eachB = b.points.count / b.models;
  const block = Math.max(1, Math.floor(blockNumbers / b.points.count));
  for (let from = 0; from < a.points.count; from += block) {
    const to = Math.min(a.points.count, from + block);
    // Of a law with itself the columns before the block are already there, by symmetry.
    const first = same ? from : 0;
    const columns = b.points.count - first;
    const x = matrix(to - from, dim, x_ND.subarray(from * dim, to * dim));
    const y = matrix(columns, dim, y_MD.subarray(first * dim));
    const exponents = algebra.gemm(x, y, { transposeB: true }).values;
    for (let n = from, k = 0; n < to; n++)
      for (let m = first; m < b.points.count; m++, k++)
        exponents[k] = Math.min(0, 2 * exponents[k]! - normsA[n]! - normsB[m]!);
    const values = expOf(exponents);
    for (let n = from, k = 0; n < to; n++) {
      const model = Math.floor(n / eachA);
      const weight = a.weights[n]!;
      for (let m = first; m < b.points.count; ) {
        const other = Math.floor(m / eachB);
        // A run of columns of one model, on one side of the end of the block.
        const end = Math.min((other + 1) * eachB, same && m < to ? to : b.points.count);
        const mirrored = same && m >= to;
        let sum = 0;
        for (; m < end; m++, k++) sum += b.weights[m]! * values[k]!;
        const term = weight * sum;
        toAll[model]! += term;
        if (!same || mirrored) fromAll[other]! += term;
        if (same && other === model) inside[model]! += mirrored ? 2 * term : term;
      }
    }
  }
  return { toAll, fromAll, inside };
}

function scaled(values: Float64Array, centre: Float64Array, scale: number): Float64Array {
  const dim = centre.length;
  const out = new Float64Array(values.length);
  for (let k = 0; k < values.length; k += dim)
    for (let d = 0; d < dim; d++) out[k + d] = scale * (values[k + d]! - centre[d]!);
  return out;
}

function norms(values: Float64Array, dim: number): Float64Array {
  const out = new Float64Array(values.length / dim);
  for (let n = 0, k = 0; n < out.length; n++) {
    let sum = 0;
    for (let d = 0; d < dim; d++, k++) sum += values[k]! ** 2;
    out[n] = sum;
  }
  return out;
}
