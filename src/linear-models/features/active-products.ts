import type { AxisTable } from "./feature-axis.ts";

/** Products of one feature of every axis at one state: indices, increasing, and values; the first `count` entries count. */
export interface ActiveProducts {
  count: number;
  readonly index: Int32Array;
  readonly value: Float64Array;
}

/** Room for the products of all features of the axes. */
export function noProducts(axisCounts: readonly number[]): ActiveProducts {
  const size = axisCounts.reduce((product, count) => product * count, 1);
  return { count: 0, index: new Int32Array(size), value: new Float64Array(size) };
}

/**
 * Fills `active` with the products at row n that may differ from zero there or at one of the rows `among`, so that
 * rows activated among the same rows have equal indices.
 */
export function activateInto(
  active: ActiveProducts,
  tables: readonly AxisTable[],
  n: number,
  among?: ArrayLike<number>,
): void {
  const { index, value } = active;
  index[0] = 0;
  value[0] = 1;
  let count = 1;
  for (const { first, last, values, count: width } of tables) {
    let from = first[n]!;
    let to = last[n]!;
    if (among !== undefined) {
      for (let m = 0; m < among.length; m++) {
        from = Math.min(from, first[among[m]!]!);
        to = Math.max(to, last[among[m]!]!);
      }
    }
    const length = to - from;
    // Backwards, so that the growing list never overtakes the entries still to be read.
    for (let i = count - 1; i >= 0; i--) {
      const base = index[i]! * width + from;
      const factor = value[i]!;
      for (let j = length - 1; j >= 0; j--) {
        index[i * length + j] = base + j;
        value[i * length + j] = factor * values[n * width + from + j]!;
      }
    }
    count *= length;
  }
  active.count = count;
}
