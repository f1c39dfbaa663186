import { ArgumentError } from "../errors.ts";
import { logSumExp } from "../log-sum-exp.ts";
import type { Matrix } from "../matrix.ts";
import { elementaryInstance, releaseElementary } from "../wasm/elementary-kernels.ts";

/**
 * log Σ exp over every row, shifted by its largest entry; −∞ for a row of −∞ or without entries, ∞ for one with ∞.
 *
 * @returns shape [rows]
 * @accuracy rounding: relative error of the sum below (columns + 2) ε, whatever the size of the terms
 * @throws ArgumentError when an entry is NaN
 */
export function logSumExpRows({ rows, cols, values }: Matrix): Float64Array {
  const instance = elementaryInstance();
  const row = (n: number): Float64Array => values.subarray(n * cols, (n + 1) * cols);
  if (instance === null || cols === 0) {
    const at = values.findIndex(Number.isNaN);
    if (at >= 0) refuse(Math.floor(at / cols), at % cols);
    return Float64Array.from({ length: rows }, (_, n) => logSumExp(row(n)));
  }
  const { kernels, heap } = instance;
  const padded = cols + (cols % 2);
  heap.begin(padded);
  const at = heap.take(padded);
  const room = heap.view(at, padded);
  const out = new Float64Array(rows);
  for (let n = 0; n < rows; n++) {
    room.set(row(n));
    room.fill(Number.NEGATIVE_INFINITY, cols);
    const top = kernels.largest(at, padded);
    if (Number.isNaN(top)) refuse(n, row(n).findIndex(Number.isNaN));
    out[n] = Number.isFinite(top) ? top + Math.log(kernels.shiftedSum(at, padded, top)) : top;
  }
  releaseElementary();
  return out;
}

function refuse(row: number, column: number): never {
  throw new ArgumentError("logSumExpRows", `entry (${row}, ${column})`, Number.NaN, "a number");
}
