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
    for (let k = 0; k < points.values.length; k++) centre[k % dim]! += points.values[k]! / (2 * points.count);
  const scaled = (values: Float64Array): Float64Array => values.map((value, k) => scale * (value - centre[k % dim]!));
  const y = matrix(b.points.count, dim, scaled(b.points.values));
  const normsB = norms(y.values, dim);
  const same = a === b;
  const toAll = new Float64Array(a.models);
  const fromAll = new Float64Array(b.models);
  const inside = new Float64Array(a.models);
  const eachA = a.points.count / a.models;
  const eachB = b.points.count / b.models;
  const block = Math.max(1, Math.floor(blockNumbers / y.rows));
  for (let from = 0; from < a.points.count; from += block) {
    const to = Math.min(a.points.count, from + block);
    const x = matrix(to - from, dim, scaled(a.points.values.subarray(from * dim, to * dim)));
    const normsA = norms(x.values, dim);
    const exponents = algebra.gemm(x, y, { transposeB: true }).values;
    for (let n = 0, k = 0; n < x.rows; n++) {
      const own = normsA[n]!;
      for (let m = 0; m < y.rows; m++, k++) exponents[k] = Math.min(0, 2 * exponents[k]! - own - normsB[m]!);
    }
    const values = expOf(exponents);
    for (let n = 0, k = 0; n < x.rows; n++) {
      const model = Math.floor((from + n) / eachA);
      const weight = a.weights[from + n]!;
      for (let other = 0, m = 0; other < b.models; other++) {
        let sum = 0;
        for (const end = m + eachB; m < end; m++, k++) sum += b.weights[m]! * values[k]!;
        const term = weight * sum;
        toAll[model]! += term;
        fromAll[other]! += term;
        if (same && other === model) inside[model]! += term;
      }
    }
  }
  return { toAll, fromAll, inside };
}

function norms(values: Float64Array, dim: number): Float64Array {
  const out = new Float64Array(values.length / dim);
  for (let k = 0; k < values.length; k++) out[Math.floor(k / dim)]! += values[k]! ** 2;
  return out;
}
