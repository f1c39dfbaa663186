import type { Matrix } from "../../numerics/index.ts";
import { activateInto, noProducts } from "./active-products.ts";
import type { AxisTable } from "./feature-axis.ts";

/**
 * φ(x_n, t)ᵀ A_m at one time for N states in E equal blocks, block m with coefficients of its own: only the products that
 * are active at a state are contracted with the active times.
 *
 * @param space - one table per data axis, of N rows
 * @param clock - table of the one time
 * @param coefficients - A_m, one a row, flattened (space, time, column); shape [E, F·K]
 * @returns shape [N, K]
 */
export function memberOutputs(
  space: readonly AxisTable[],
  clock: AxisTable,
  coefficients: Matrix,
  columns: number,
  count: number,
): Float64Array {
  const perMember = count / coefficients.rows;
  return space.length === 1 && columns === 1
    ? lineOutputs(space[0]!, clock, coefficients, count, perMember)
    : productOutputs(space, clock, coefficients, columns, count, perMember);
}

/** One axis and one column: the inner loop of every one-dimensional ensemble. */
function lineOutputs(
  space: AxisTable,
  clock: AxisTable,
  coefficients: Matrix,
  count: number,
  perMember: number,
): Float64Array {
  const out = new Float64Array(count);
  const { values } = coefficients;
  const timeCount = clock.count;
  const from = clock.first[0]!;
  const to = clock.last[0]!;
  const tau = clock.values.slice(from, to);
  for (let n = 0; n < count; n++) {
    const member = Math.floor(n / perMember) * coefficients.cols + from;
    let sum = 0;
    for (let s = space.first[n]!; s < space.last[n]!; s++) {
      const base = member + s * timeCount;
      let inner = 0;
      for (let k = 0; k < tau.length; k++) inner += tau[k]! * values[base + k]!;
      sum += space.values[n * space.count + s]! * inner;
    }
    out[n] = sum;
  }
  return out;
}

function productOutputs(
  space: readonly AxisTable[],
  clock: AxisTable,
  coefficients: Matrix,
  columns: number,
  count: number,
  perMember: number,
): Float64Array {
  const active = noProducts(space.map((table) => table.count));
  const out = new Float64Array(count * columns);
  const { values } = coefficients;
  for (let n = 0; n < count; n++) {
    const member = Math.floor(n / perMember) * coefficients.cols;
    activateInto(active, space, n);
    for (let i = 0; i < active.count; i++) {
      const base = member + active.index[i]! * clock.count * columns;
      for (let c = 0; c < columns; c++) {
        let inner = 0;
        for (let k = clock.first[0]!; k < clock.last[0]!; k++)
          inner += clock.values[k]! * values[base + k * columns + c]!;
        out[n * columns + c]! += active.value[i]! * inner;
      }
    }
  }
  return out;
}
