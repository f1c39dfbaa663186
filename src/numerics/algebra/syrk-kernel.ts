import type { Matrix } from "../matrix.ts";
import { gemmInto } from "./gemm-kernel.ts";

const BLOCK = 64;

/** Adds Aᵀ diag(w) A to the blocks of C on and below the diagonal. */
export function syrkInto(c: Float64Array, a: Matrix, weights: Float64Array | undefined): void {
  const n = a.cols;
  const weighted = weights === undefined ? a.values : scaledRows(a, weights);
  for (let i = 0; i < n; i += BLOCK) {
    const height = Math.min(BLOCK, n - i);
    gemmInto(
      height,
      i + height,
      a.rows,
      1,
      { values: weighted, offset: i, rowStride: 1, colStride: n },
      { values: a.values, offset: 0, rowStride: n, colStride: 1 },
      { values: c, offset: i * n, rowStride: n, colStride: 1 },
    );
  }
}

function scaledRows(a: Matrix, weights: Float64Array): Float64Array {
  const out = new Float64Array(a.values.length);
  for (let i = 0, at = 0; i < a.rows; i++) {
    const weight = weights[i]!;
    for (let j = 0; j < a.cols; j++, at++) out[at] = weight * a.values[at]!;
  }
  return out;
}
