import type { AxisTable } from "./feature-axis.ts";

/**
 * Σ_ij a_i(x₁) b_j(x₂) c_ij for states of the plane, one axis after the other: the inner sampling loop in two dimensions.
 *
 * @param first - features of x₁; N rows
 * @param second - features of x₂; N rows
 * @param slice - coefficients with the time summed out; shape [count₁, count₂, C]
 * @returns shape [N, C]
 * @accuracy rounding of count₁ · count₂ terms
 */
export function planeSlice(first: AxisTable, second: AxisTable, slice: Float64Array, cols: number): Float64Array {
  return cols === 2 ? pairs(first, second, slice) : general(first, second, slice, cols);
}

/** Two outputs at once: the usual score in the plane. */
function pairs(first: AxisTable, second: AxisTable, slice: Float64Array): Float64Array {
  const count = first.first.length;
  const out = new Float64Array(2 * count);
  const stride = 2 * second.count;
  for (let n = 0; n < count; n++) {
    const from = second.first[n]!;
    const to = second.last[n]!;
    let sum0 = 0;
    let sum1 = 0;
    for (let i = first.first[n]!; i < first.last[n]!; i++) {
      let inner0 = 0;
      let inner1 = 0;
      for (let j = from, at = i * stride + 2 * from, b = n * second.count + from; j < to; j++, at += 2, b++) {
        const feature = second.values[b]!;
        inner0 += feature * slice[at]!;
        inner1 += feature * slice[at + 1]!;
      }
      const feature = first.values[n * first.count + i]!;
      sum0 += feature * inner0;
      sum1 += feature * inner1;
    }
    out[2 * n] = sum0;
    out[2 * n + 1] = sum1;
  }
  return out;
}

function general(first: AxisTable, second: AxisTable, slice: Float64Array, cols: number): Float64Array {
  const count = first.first.length;
  const out = new Float64Array(cols * count);
  for (let n = 0; n < count; n++) {
    for (let i = first.first[n]!; i < first.last[n]!; i++) {
      const feature = first.values[n * first.count + i]!;
      for (let j = second.first[n]!; j < second.last[n]!; j++) {
        const product = feature * second.values[n * second.count + j]!;
        const at = (i * second.count + j) * cols;
        for (let c = 0; c < cols; c++) out[n * cols + c]! += product * slice[at + c]!;
      }
    }
  }
  return out;
}
