import type { MixtureSlice } from "./mixture-slice.ts";
import { cloudSums } from "./point-cloud.ts";
import { type Responsibilities, requireWeight, responsibilities, TILE, weighInto } from "./responsibilities.ts";

/** Which average over the posterior: E[x₀ | x, t], or the score E[∇ log p(x | component)]. */
export type PosteriorQuantity = "mean" | "score";

/** Writes the posterior mean (data) or the score (1/data) of states start … end − 1 into `out`, shape [N, D]. */
export function averageInto(
  out: Float64Array,
  quantity: PosteriorQuantity,
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
): void {
  if (slice.mixture.cloud !== null) cloudAverageInto(out, quantity, slice, x, start, end);
  else if (slice.mixture.dim === 1) lineAverageInto(out, quantity, slice, x, start, end);
  else if (slice.mixture.isPointSet) pointAverageInto(out, quantity, slice, x, start, end);
  else gaussianAverageInto(out, quantity, slice, x, start, end);
}

/** One dimension: posterior mean Σ ω_i (μ_i + α λ_i (x − α μ_i) / b_i), score −Σ ω_i (x − α μ_i) / b_i. */
function lineAverageInto(
  out: Float64Array,
  quantity: PosteriorQuantity,
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
): void {
  const { alpha, variance, spread_MD, logPeak_M } = slice;
  const { count, mean_MD, eigenvalue_MD } = slice.mixture;
  const center_M = mean_MD.map((mean) => alpha * mean);
  const half_M = Float64Array.from({ length: count }, (_, i) => -0.5 / (spread_MD === null ? variance : spread_MD[i]));
  const base_M = quantity === "mean" ? mean_MD : new Float64Array(count);
  const gain_M = half_M.map((half, i) => (quantity === "mean" ? -2 * alpha * eigenvalue_MD[i] * half : 2 * half));
  const exponent_M = new Float64Array(count);
  for (let n = start; n < end; n++) {
    const state = x[n];
    let top = -Infinity;
    for (let i = 0; i < count; i++) {
      const r = state - center_M[i];
      const exponent = logPeak_M[i] + half_M[i] * r * r;
      exponent_M[i] = exponent;
      if (exponent > top) top = exponent;
    }
    requireWeight(top, state);
    let total = 0;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const weight = Math.exp(exponent_M[i] - top);
      total += weight;
      sum += weight * (base_M[i] + gain_M[i] * (state - center_M[i]));
    }
    out[n] = sum / total;
  }
}

/** Large point sets, by the kernels of numerics. */
function cloudAverageInto(
  out: Float64Array,
  quantity: PosteriorQuantity,
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
): void {
  const { dim } = slice.mixture;
  out.set(cloudSums(slice, x, start, end)!.means.values, start * dim);
  if (quantity === "score") meansToScores(out, slice, x, start, end);
}

/** s = (α m − x) / σ² in place of m. */
function meansToScores(out: Float64Array, slice: MixtureSlice, x: Float64Array, start: number, end: number): void {
  const { dim } = slice.mixture;
  for (let k = start * dim; k < end * dim; k++) out[k] = (slice.alpha * out[k] - x[k]) / slice.variance;
}

/** Point masses: m = Σ ω_i μ_i and s = (α m − x) / σ², four states sharing each load of a point. */
function pointAverageInto(
  out: Float64Array,
  quantity: PosteriorQuantity,
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
): void {
  const { dim, count } = slice.mixture;
  const scratch = responsibilities(count);
  const active_M = new Int32Array(count);
  for (let first = start; first < end; first += TILE) {
    const size = Math.min(TILE, end - first);
    weighInto(scratch, slice, x, first, size);
    for (let k = size; k < TILE; k++) scratch.weight_TM.fill(0, k * count, (k + 1) * count);
    const activeCount = activeInto(active_M, scratch, count);
    for (let d = 0; d < dim; d += 2)
      tileMeanInto(out, slice, scratch, active_M, activeCount, first, size, d, Math.min(d + 1, dim - 1));
  }
  if (quantity === "score") meansToScores(out, slice, x, start, end);
}

/** Lists the points that weigh anything in some state of the tile; adding the others would add exact zeros. */
function activeInto(active_M: Int32Array, { weight_TM }: Responsibilities, count: number): number {
  let found = 0;
  for (let i = 0; i < count; i++) {
    const weight = weight_TM[i] + weight_TM[count + i] + weight_TM[2 * count + i] + weight_TM[3 * count + i];
    if (weight > 0) active_M[found++] = i;
  }
  return found;
}

/** Coordinates d and e of the posterior means of one tile; two at a time share the loads of the responsibilities. */
function tileMeanInto(
  out: Float64Array,
  slice: MixtureSlice,
  { weight_TM }: Responsibilities,
  active_M: Int32Array,
  activeCount: number,
  first: number,
  size: number,
  d: number,
  e: number,
): void {
  const { dim, count, mean_MD } = slice.mixture;
  let [d0, d1, d2, d3] = [0, 0, 0, 0];
  let [e0, e1, e2, e3] = [0, 0, 0, 0];
  for (let j = 0; j < activeCount; j++) {
    const i = active_M[j];
    const meanD = mean_MD[i * dim + d];
    const meanE = mean_MD[i * dim + e];
    const w0 = weight_TM[i];
    const w1 = weight_TM[count + i];
    const w2 = weight_TM[2 * count + i];
    const w3 = weight_TM[3 * count + i];
    d0 += w0 * meanD;
    d1 += w1 * meanD;
    d2 += w2 * meanD;
    d3 += w3 * meanD;
    e0 += w0 * meanE;
    e1 += w1 * meanE;
    e2 += w2 * meanE;
    e3 += w3 * meanE;
  }
  const [ofD, ofE] = [
    [d0, d1, d2, d3],
    [e0, e1, e2, e3],
  ];
  for (let k = 0; k < size; k++) {
    out[(first + k) * dim + d] = ofD[k];
    out[(first + k) * dim + e] = ofE[k];
  }
}

/** Gaussian components: Σ ω_i (base μ_i + U_i diag(gain_i) U_iᵀ (x − α μ_i)). */
function gaussianAverageInto(
  out: Float64Array,
  quantity: PosteriorQuantity,
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
): void {
  const { alpha } = slice;
  const { dim, count, mean_MD, eigenvalue_MD, bases } = slice.mixture;
  const spread_MD = slice.spread_MD!;
  const base = quantity === "mean" ? 1 : 0;
  const gain_MD = spread_MD.map((spread, k) => (quantity === "mean" ? alpha * eigenvalue_MD[k] : -1) / spread);
  const scratch = responsibilities(count);
  const offset_D = new Float64Array(dim);
  const filtered_D = new Float64Array(dim);
  for (let n = start; n < end; n++) {
    weighInto(scratch, slice, x, n, 1);
    out.fill(0, n * dim, (n + 1) * dim);
    for (let i = 0; i < count; i++) {
      const weight = scratch.weight_TM[i];
      if (weight === 0) continue;
      for (let d = 0; d < dim; d++) offset_D[d] = x[n * dim + d] - alpha * mean_MD[i * dim + d];
      filterInto(filtered_D, bases[i], gain_MD, i * dim, offset_D);
      for (let d = 0; d < dim; d++) out[n * dim + d] += weight * (base * mean_MD[i * dim + d] + filtered_D[d]);
    }
  }
}

/** U diag(gain) Uᵀ v, with the D gains that begin at `from`; a null basis is the identity. */
export function filterInto(
  out_D: Float64Array,
  basis: Float64Array | null,
  gain_MD: Float64Array,
  from: number,
  v_D: Float64Array,
): void {
  const dim = out_D.length;
  if (basis === null) {
    for (let d = 0; d < dim; d++) out_D[d] = gain_MD[from + d] * v_D[d];
    return;
  }
  out_D.fill(0);
  for (let e = 0; e < dim; e++) {
    let y = 0;
    for (let d = 0; d < dim; d++) y += basis[d * dim + e] * v_D[d];
    y *= gain_MD[from + e];
    for (let d = 0; d < dim; d++) out_D[d] += basis[d * dim + e] * y;
  }
}
