import { kroneckerGram, kroneckerLanes, type Matrix } from "../../numerics/index.ts";
import { activateInto, noProducts } from "./active-products.ts";
import type { AxisTable } from "./feature-axis.ts";

/**
 * Σ_n w_n φ_n φ_nᵀ for products φ = s ⊗ τ of spatial and time features, the time index fastest.
 *
 * @param space - one table per data axis, of equal lengths
 * @returns symmetric; shape [F, F]
 * @accuracy rounding of a sum of N terms
 */
export function tensorGram(space: readonly AxisTable[], time: AxisTable, weights: Float64Array): Matrix {
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
