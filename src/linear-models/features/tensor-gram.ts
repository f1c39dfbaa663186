import type { Matrix } from "../../numerics/index.ts";
import { activateInto, noProducts } from "./active-products.ts";
import type { AxisTable } from "./feature-axis.ts";

/** States summed at a time: each entry of the sum is then read and written once for four of them. */
const lanes = 4;

/**
 * Σ_n w_n φ_n φ_nᵀ for products φ = s ⊗ τ of spatial and time features, the time index fastest.
 * A term (s sᵀ) ⊗ (τ τᵀ) is symmetric in either pair of indices: only pairs i ≥ j and k ≥ l are summed.
 *
 * @param space - one table per data axis, of equal lengths
 * @returns symmetric; shape [F, F]
 * @accuracy rounding of a sum of N terms
 */
export function tensorGram(space: readonly AxisTable[], time: AxisTable, weights: Float64Array): Matrix {
  const active = noProducts(space.map(({ count }) => count));
  const spaceCount = active.value.length;
  const timeCount = time.count;
  const featureCount = spaceCount * timeCount;
  const sum = new Float64Array(featureCount * featureCount);
  const order = neighboursTogether([time, ...space], weights.length);
  // Of four states, lane by lane: products s [spaceCount, 4], τ and w τ [timeCount, 4].
  const products = new Float64Array(spaceCount * lanes);
  const clock = new Float64Array(timeCount * lanes);
  const weightedClock = new Float64Array(timeCount * lanes);
  for (let at = 0; at < order.length; at += lanes) {
    const rows = order.subarray(at, at + lanes);
    let from = timeCount;
    let to = 0;
    for (const n of rows) {
      from = Math.min(from, time.first[n]!);
      to = Math.max(to, time.last[n]!);
    }
    for (let lane = 0; lane < lanes; lane++) {
      // A lane without a state repeats one, with weight zero.
      const n = rows[lane] ?? rows[0]!;
      const weight = lane < rows.length ? weights[n]! : 0;
      activateInto(active, space, n, rows);
      for (let i = 0; i < active.count; i++) products[i * lanes + lane] = active.value[i]!;
      for (let k = from; k < to; k++) {
        clock[k * lanes + lane] = time.values[n * timeCount + k]!;
        weightedClock[k * lanes + lane] = weight * time.values[n * timeCount + k]!;
      }
    }
    addInto(sum, active.index.subarray(0, active.count), products, clock, weightedClock, from, to);
  }
  reflectInto(sum, spaceCount, timeCount);
  return { rows: featureCount, cols: featureCount, values: sum };
}

/** Rows ordered so that those with like active ranges are neighbours. */
function neighboursTogether(tables: readonly AxisTable[], count: number): Uint32Array {
  const key = new Float64Array(count);
  for (const { first, count: width } of tables) for (let n = 0; n < count; n++) key[n] = key[n]! * width + first[n]!;
  return Uint32Array.from({ length: count }, (_, n) => n).sort((a, b) => key[a]! - key[b]!);
}

/** Adds the terms i ≥ j and k ≥ l of four states, for the spatial products `index` and the times `from` … `to` − 1. */
function addInto(
  sum: Float64Array,
  index: Int32Array,
  products: Float64Array,
  clock: Float64Array,
  weightedClock: Float64Array,
  from: number,
  to: number,
): void {
  const timeCount = clock.length / lanes;
  const featureCount = (products.length / lanes) * timeCount;
  for (let i = 0; i < index.length; i++) {
    for (let j = 0; j <= i; j++) {
      const space0 = products[4 * i]! * products[4 * j]!;
      const space1 = products[4 * i + 1]! * products[4 * j + 1]!;
      const space2 = products[4 * i + 2]! * products[4 * j + 2]!;
      const space3 = products[4 * i + 3]! * products[4 * j + 3]!;
      for (let k = from; k < to; k++) {
        const factor0 = space0 * weightedClock[4 * k]!;
        const factor1 = space1 * weightedClock[4 * k + 1]!;
        const factor2 = space2 * weightedClock[4 * k + 2]!;
        const factor3 = space3 * weightedClock[4 * k + 3]!;
        const row = (index[i]! * timeCount + k) * featureCount + index[j]! * timeCount;
        for (let l = from; l <= k; l++) {
          sum[row + l]! +=
            factor0 * clock[4 * l]! +
            factor1 * clock[4 * l + 1]! +
            factor2 * clock[4 * l + 2]! +
            factor3 * clock[4 * l + 3]!;
        }
      }
    }
  }
}

/** Entries (i k, j l) with i ≥ j and k ≥ l, copied to l > k, then to j > i. */
function reflectInto(sum: Float64Array, spaceCount: number, timeCount: number): void {
  const featureCount = spaceCount * timeCount;
  for (let i = 0; i < spaceCount; i++) {
    for (let j = 0; j <= i; j++) {
      const corner = i * timeCount * featureCount + j * timeCount;
      for (let k = 0; k < timeCount; k++)
        for (let l = 0; l < k; l++) sum[corner + l * featureCount + k] = sum[corner + k * featureCount + l]!;
    }
  }
  for (let f = 0; f < featureCount; f++)
    for (let g = 0; g < f; g++) sum[g * featureCount + f] = sum[f * featureCount + g]!;
}
