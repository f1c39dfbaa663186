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

/** States of one member from which its times are contracted before any state is seen. */
const contractFrom = 3;

/** One axis and one column: the inner loop of every one-dimensional ensemble. */
function lineOutputs(
  space: AxisTable,
  clock: AxisTable,
  coefficients: Matrix,
  count: number,
  perMember: number,
): Float64Array {
  const out = new Float64Array(count);
  const { rows, cols, values } = coefficients;
  const from = clock.first[0]!;
  const tau = clock.values.slice(from, clock.last[0]);
  const slice = new Float64Array(space.count);
  const contracted = perMember >= contractFrom;
  for (let m = 0, n = 0; m < rows; m++) {
    const member = m * cols + from;
    if (contracted) for (let s = 0; s < slice.length; s++) slice[s] = dotAt(tau, values, member + s * clock.count);
    for (const end = (m + 1) * perMember; n < end; n++) {
      const row = n * space.count;
      let sum = 0;
      for (let s = space.first[n]!; s < space.last[n]!; s++)
        sum += space.values[row + s]! * (contracted ? slice[s]! : dotAt(tau, values, member + s * clock.count));
      out[n] = sum;
    }
  }
  return out;
}

/** τ · values from `base` on; three terms a turn, since most tables have nine active bumps. */
function dotAt(tau: Float64Array, values: Float64Array, base: number): number {
  let sum = 0;
  let k = 0;
  for (; k + 2 < tau.length; k += 3)
    sum += tau[k]! * values[base + k]! + tau[k + 1]! * values[base + k + 1]! + tau[k + 2]! * values[base + k + 2]!;
  for (; k < tau.length; k++) sum += tau[k]! * values[base + k]!;
  return sum;
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
      for (let k = clock.first[0]!; k < clock.last[0]!; k++) {
        const factor = active.value[i]! * clock.values[k]!;
        for (let c = 0; c < columns; c++) out[n * columns + c]! += factor * values[base + k * columns + c]!;
      }
    }
  }
  return out;
}
