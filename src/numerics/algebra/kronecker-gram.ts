import type { Matrix } from "../matrix.ts";
import { algebraAvailable, algebraInstance, releaseAlgebra } from "../wasm/algebra-kernels.ts";

/** Terms added at a time: each entry of the sum is then read and written once for four of them. */
export const kroneckerLanes = 4;

/** Four terms w (p pᵀ) ⊗ (τ τᵀ), lane by lane: what is filled in before they are added. */
export interface KroneckerTerms {
  /** Products that may differ from zero; the first `count` entries of `index` and `products` count. */
  count: number;
  /** τ may differ from zero from here … */
  from: number;
  /** … to here (exclusive). */
  to: number;
  /** Which products; increasing; shape [P]. */
  readonly index: Int32Array;
  /** p; shape [P, 4]. */
  readonly products: Float64Array;
  /** τ; shape [4, T]. */
  readonly clock: Float64Array;
  /** w τ; shape [4, T]. */
  readonly weighted: Float64Array;
}

/**
 * Σ_n w_n (p_n p_nᵀ) ⊗ (τ_n τ_nᵀ), the τ index fastest, where most of p and τ vanish. Each term is symmetric in either
 * pair of indices, so that only a quarter of the active entries is summed.
 *
 * @param spaceCount - P, length of p
 * @param timeCount - T, length of τ
 * @param groups - groups of four terms
 * @param fill - writes the terms of a group; may not use dense algebra
 * @returns symmetric to the last bit; shape [P·T, P·T]
 * @accuracy rounding of a sum of 4 · groups terms; the same bits with and without WebAssembly
 */
export function kroneckerGram(
  spaceCount: number,
  timeCount: number,
  groups: number,
  fill: (terms: KroneckerTerms, group: number) => void,
): Matrix {
  const plain = !algebraAvailable();
  return (plain ? plainGram : kernelGram)(spaceCount, timeCount, groups, fill);
}

/** `kroneckerGram` by the kernel of assembly/algebra. */
function kernelGram(
  spaceCount: number,
  timeCount: number,
  groups: number,
  fill: (terms: KroneckerTerms, group: number) => void,
): Matrix {
  const size = spaceCount * timeCount;
  const { kernels, heap } = algebraInstance();
  const lanes = kroneckerLanes * timeCount;
  heap.begin(size * size + spaceCount * (kroneckerLanes + 1) + 2 * lanes);
  const index = heap.take(spaceCount);
  const products = heap.take(kroneckerLanes * spaceCount);
  const clock = heap.take(lanes);
  const weighted = heap.take(lanes);
  const sum = heap.zeros(size * size);
  const terms: KroneckerTerms = {
    count: 0,
    from: 0,
    to: 0,
    index: new Int32Array(kernels.memory.buffer, index, spaceCount),
    products: heap.view(products, kroneckerLanes * spaceCount),
    clock: heap.view(clock, lanes),
    weighted: heap.view(weighted, lanes),
  };
  for (let group = 0; group < groups; group++) {
    fill(terms, group);
    const { count, from, to } = terms;
    kernels.kroneckerAdd(count, index, products, clock, weighted, from, to, timeCount, sum, size);
  }
  kernels.kroneckerMirror(spaceCount, timeCount, sum);
  const values = heap.copyOut(sum, size * size);
  releaseAlgebra();
  return { rows: size, cols: size, values };
}

/** `kroneckerGram` without WebAssembly. */
export function plainGram(
  spaceCount: number,
  timeCount: number,
  groups: number,
  fill: (terms: KroneckerTerms, group: number) => void,
): Matrix {
  const size = spaceCount * timeCount;
  const terms: KroneckerTerms = {
    count: 0,
    from: 0,
    to: 0,
    index: new Int32Array(spaceCount),
    products: new Float64Array(kroneckerLanes * spaceCount),
    clock: new Float64Array(kroneckerLanes * timeCount),
    weighted: new Float64Array(kroneckerLanes * timeCount),
  };
  const sum = new Float64Array(size * size);
  for (let group = 0; group < groups; group++) {
    fill(terms, group);
    addInto(sum, terms, timeCount, size);
  }
  mirrorKroneckerInto(sum, spaceCount, timeCount);
  return { rows: size, cols: size, values: sum };
}

/** Adds the terms i ≥ j and k ≥ l of four lanes. */
function addInto(sum: Float64Array, terms: KroneckerTerms, timeCount: number, size: number): void {
  const { index, products, clock, weighted, count, from, to } = terms;
  const c0 = clock.subarray(0, timeCount);
  const c1 = clock.subarray(timeCount, 2 * timeCount);
  const c2 = clock.subarray(2 * timeCount, 3 * timeCount);
  const c3 = clock.subarray(3 * timeCount, 4 * timeCount);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const space0 = products[4 * i]! * products[4 * j]!;
      const space1 = products[4 * i + 1]! * products[4 * j + 1]!;
      const space2 = products[4 * i + 2]! * products[4 * j + 2]!;
      const space3 = products[4 * i + 3]! * products[4 * j + 3]!;
      for (let k = from; k < to; k++) {
        const factor0 = space0 * weighted[k]!;
        const factor1 = space1 * weighted[timeCount + k]!;
        const factor2 = space2 * weighted[2 * timeCount + k]!;
        const factor3 = space3 * weighted[3 * timeCount + k]!;
        const row = (index[i]! * timeCount + k) * size + index[j]! * timeCount;
        for (let l = from; l <= k; l++)
          sum[row + l]! += factor0 * c0[l]! + factor1 * c1[l]! + factor2 * c2[l]! + factor3 * c3[l]!;
      }
    }
  }
}

/** Entries (i k, j l) with i ≥ j and k ≥ l of a sum of Kronecker products, copied to l > k, then to j > i. */
export function mirrorKroneckerInto(sum: Float64Array, spaceCount: number, timeCount: number): void {
  const size = spaceCount * timeCount;
  for (let i = 0; i < spaceCount; i++) {
    for (let j = 0; j <= i; j++) {
      const corner = i * timeCount * size + j * timeCount;
      for (let k = 0; k < timeCount; k++)
        for (let l = 0; l < k; l++) sum[corner + l * size + k] = sum[corner + k * size + l]!;
    }
  }
  for (let f = 0; f < size; f++) for (let g = 0; g < f; g++) sum[g * size + f] = sum[f * size + g]!;
}
