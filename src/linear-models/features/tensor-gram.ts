import { kroneckerGram, kroneckerLanes, type Matrix, mirrorKroneckerInto } from "../../numerics/index.ts";
import { activateInto, noProducts } from "./active-products.ts";
import type { AxisTable } from "./feature-axis.ts";
import type { TimeTable } from "./time-table.ts";

/**
 * Σ_n w_n φ_n φ_nᵀ for products φ = s ⊗ τ of spatial and time features, the time index fastest.
 * Where neighbouring states share their time, as the nodes of a quadrature do, Σ w s sᵀ is formed before ⊗ τ τᵀ.
 *
 * @param space - one table per data axis, of equal lengths
 * @returns symmetric; shape [F, F]
 * @accuracy rounding of a sum of N terms
 */
export function tensorGram(space: readonly AxisTable[], clock: TimeTable, weights: Float64Array): Matrix {
  return clock.starts === null
    ? gramOfStates(space, clock.table, weights)
    : gramOfRuns(space, clock.table, clock.starts, weights);
}

function gramOfStates(space: readonly AxisTable[], time: AxisTable, weights: Float64Array): Matrix {
  const active = noProducts(space.map(({ count }) => count));
  const timeCount = time.count;
  const order = neighboursTogether([time, ...space], weights.length);
  const rows: number[] = [];
  return kroneckerGram(active.value.length, timeCount, Math.ceil(order.length / kroneckerLanes), (terms, group) => {
    const { index, products, clock, weighted } = terms;
    const start = group * kroneckerLanes;
    let from = timeCount;
    let to = 0;
    for (let lane = 0; lane < kroneckerLanes; lane++) {
      // A lane without a state repeats one, with weight zero.
      const n = order[Math.min(start + lane, order.length - 1)]!;
      rows[lane] = n;
      from = Math.min(from, time.first[n]!);
      to = Math.max(to, time.last[n]!);
    }
    for (let lane = 0; lane < kroneckerLanes; lane++) {
      const n = rows[lane]!;
      const weight = start + lane < order.length ? weights[n]! : 0;
      activateInto(active, space, n, rows);
      for (let i = 0; i < active.count; i++) products[i * kroneckerLanes + lane] = active.value[i]!;
      for (let k = from; k < to; k++) {
        const tau = time.values[n * timeCount + k]!;
        clock[lane * timeCount + k] = tau;
        weighted[lane * timeCount + k] = weight * tau;
      }
    }
    for (let i = 0; i < active.count; i++) index[i] = active.index[i]!;
    terms.count = active.count;
    terms.from = from;
    terms.to = to;
  });
}

/** Rows ordered so that those with like active ranges are neighbours: a counting sort, one table after the other. */
function neighboursTogether(tables: readonly AxisTable[], count: number): Uint32Array {
  let order = Uint32Array.from({ length: count }, (_, n) => n);
  for (const { first, count: width } of [...tables].reverse()) {
    const start = new Uint32Array(width + 1);
    for (let n = 0; n < count; n++) start[first[n]! + 1]!++;
    for (let j = 0; j < width; j++) start[j + 1]! += start[j]!;
    const sorted = new Uint32Array(count);
    for (const n of order) sorted[start[first[n]!]!++] = n;
    order = sorted;
  }
  return order;
}

/** Run r holds the states from starts[r] to the next start and has row r of the time table. */
function gramOfRuns(space: readonly AxisTable[], time: AxisTable, starts: Uint32Array, weights: Float64Array): Matrix {
  const active = noProducts(space.map(({ count }) => count));
  const spaceCount = active.value.length;
  const timeCount = time.count;
  const size = spaceCount * timeCount;
  const sum = new Float64Array(size * size);
  const own = new Float64Array(spaceCount * spaceCount);
  for (let r = 0; r < starts.length; r++) {
    own.fill(0);
    const end = starts[r + 1] ?? weights.length;
    for (let n = starts[r]!; n < end; n++) {
      activateInto(active, space, n);
      for (let i = 0; i < active.count; i++) {
        const row = active.index[i]! * spaceCount;
        const factor = weights[n]! * active.value[i]!;
        for (let j = 0; j <= i; j++) own[row + active.index[j]!]! += factor * active.value[j]!;
      }
    }
    const clock = time.values.subarray(r * timeCount, (r + 1) * timeCount);
    addProductInto(sum, own, spaceCount, clock, time.first[r]!, time.last[r]!);
  }
  mirrorKroneckerInto(sum, spaceCount, timeCount);
  return { rows: size, cols: size, values: sum };
}

/** Adds the entries i ≥ j and k ≥ l of own ⊗ τ τᵀ. */
function addProductInto(
  sum: Float64Array,
  own: Float64Array,
  spaceCount: number,
  clock: Float64Array,
  from: number,
  to: number,
): void {
  const timeCount = clock.length;
  const size = spaceCount * timeCount;
  for (let i = 0; i < spaceCount; i++) {
    for (let j = 0; j <= i; j++) {
      const value = own[i * spaceCount + j]!;
      if (value === 0) continue;
      for (let k = from; k < to; k++) {
        const factor = value * clock[k]!;
        const row = (i * timeCount + k) * size + j * timeCount;
        for (let l = from; l <= k; l++) sum[row + l]! += factor * clock[l]!;
      }
    }
  }
}
