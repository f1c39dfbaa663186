import { hadamardGram, type Matrix } from "../../numerics/index.ts";
import type { AxisTable } from "./feature-axis.ts";

/**
 * Inner products of product features, which factor over the axes: φ(z)·φ(z′) = Π_axis (φ_axis·φ′_axis).
 *
 * @param left - one table per axis, of N rows
 * @param right - one table per axis, of M rows; the same list as `left` for a symmetric kernel, at a fraction of the cost
 * @returns shape [N, M]; exactly symmetric when the lists are the same
 * @accuracy rounding of one short sum per axis
 */
export function tensorKernel(left: readonly AxisTable[], right: readonly AxisTable[]): Matrix {
  const rows = left[0]!.first.length;
  if (left === right) return hadamardGram(left.map(({ count, values }) => ({ rows, cols: count, values })));
  const cols = right[0]!.first.length;
  const values = new Float64Array(rows * cols).fill(1);
  left.forEach((a, axis) => {
    for (let n = 0; n < rows; n++) multiplyRow(values.subarray(n * cols, (n + 1) * cols), a, n, right[axis]!);
  });
  return { rows, cols, values };
}

/** Multiplies a row of the kernel by the inner products of one axis. */
function multiplyRow(row: Float64Array, a: AxisTable, n: number, b: AxisTable): void {
  const width = a.count;
  const own = n * width;
  for (let m = 0; m < row.length; m++) {
    const from = Math.max(a.first[n]!, b.first[m]!);
    const to = Math.min(a.last[n]!, b.last[m]!);
    let dot = 0;
    for (let j = from, other = m * width; j < to; j++) dot += a.values[own + j]! * b.values[other + j]!;
    row[m]! *= dot;
  }
}
