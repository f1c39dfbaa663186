import { ArgumentError } from "../numerics/index.ts";
import type { MixtureSlice } from "./mixture-slice.ts";

/** States weighed together: four share each load of a mean, and the sums of a state never depend on its neighbours. */
export const TILE = 4;

/** Responsibilities ω_i = P(component i | x, t) of up to TILE states, and the log-density of each. */
export interface Responsibilities {
  /** ω; shape [TILE, M]; rows sum to one. */
  readonly weight_TM: Float64Array;
  /** Index of the largest ω; shape [TILE]. */
  readonly dominant_T: Int32Array;
  /** log p(x | t); shape [TILE]. */
  readonly logDensity_T: Float64Array;
}

/** Room for one tile. */
export function responsibilities(count: number): Responsibilities {
  return {
    weight_TM: new Float64Array(TILE * count),
    dominant_T: new Int32Array(TILE),
    logDensity_T: new Float64Array(TILE),
  };
}

/** Fills `out` for the `size` ≤ TILE states that begin at state `start` of `x`. */
export function weighInto(
  out: Responsibilities,
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  size: number,
): void {
  const { dim, count } = slice.mixture;
  const exponentsInto = slice.spread_MD === null ? pointExponentsInto : gaussianExponentsInto;
  if (slice.spread_MD === null && size === TILE) tileExponentsInto(out.weight_TM, slice, x, start * dim);
  else for (let k = 0; k < size; k++) exponentsInto(out.weight_TM, k * count, slice, x, (start + k) * dim);
  for (let k = 0; k < size; k++) normaliseInto(out, k, slice);
}

/** Exponents of point masses at one state: log π_i − |x − α μ_i|² / 2σ². */
function pointExponentsInto(out: Float64Array, at: number, slice: MixtureSlice, x: Float64Array, offset: number): void {
  const { alpha, logPeak_M } = slice;
  const { dim, count, mean_MD } = slice.mixture;
  const half = 0.5 / slice.variance;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let d = 0; d < dim; d++) {
      const r = x[offset + d] - alpha * mean_MD[i * dim + d];
      sum += r * r;
    }
    out[at + i] = logPeak_M[i] - sum * half;
  }
}

/** The same, with the same rounding, for four states at once. */
function tileExponentsInto(out: Float64Array, slice: MixtureSlice, x: Float64Array, offset: number): void {
  const { alpha, logPeak_M } = slice;
  const { dim, count, mean_MD } = slice.mixture;
  const half = 0.5 / slice.variance;
  const offset1 = offset + dim;
  const offset2 = offset + 2 * dim;
  const offset3 = offset + 3 * dim;
  for (let i = 0; i < count; i++) {
    const row = i * dim;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let d = 0; d < dim; d++) {
      const center = alpha * mean_MD[row + d];
      const r0 = x[offset + d] - center;
      const r1 = x[offset1 + d] - center;
      const r2 = x[offset2 + d] - center;
      const r3 = x[offset3 + d] - center;
      s0 += r0 * r0;
      s1 += r1 * r1;
      s2 += r2 * r2;
      s3 += r3 * r3;
    }
    out[i] = logPeak_M[i] - s0 * half;
    out[count + i] = logPeak_M[i] - s1 * half;
    out[2 * count + i] = logPeak_M[i] - s2 * half;
    out[3 * count + i] = logPeak_M[i] - s3 * half;
  }
}

/** Exponents of Gaussian components at one state: log peak − ½ (x − α μ_i)ᵀ B_i⁻¹ (x − α μ_i). */
function gaussianExponentsInto(
  out: Float64Array,
  at: number,
  slice: MixtureSlice,
  x: Float64Array,
  offset: number,
): void {
  const { alpha, logPeak_M } = slice;
  const { dim, count, mean_MD, bases } = slice.mixture;
  const spread_MD = slice.spread_MD!;
  for (let i = 0; i < count; i++) {
    const row = i * dim;
    const basis = bases[i];
    let sum = 0;
    for (let d = 0; d < dim; d++) {
      let y = 0;
      if (basis === null) y = x[offset + d] - alpha * mean_MD[row + d];
      else for (let e = 0; e < dim; e++) y += basis[e * dim + d] * (x[offset + e] - alpha * mean_MD[row + e]);
      sum += (y * y) / spread_MD[row + d];
    }
    out[at + i] = logPeak_M[i] - 0.5 * sum;
  }
}

/** Exponents of one row to responsibilities, by max-shifted sums. */
function normaliseInto(out: Responsibilities, k: number, slice: MixtureSlice): void {
  const count = slice.mixture.count;
  const weight_M = out.weight_TM;
  const from = k * count;
  let dominant = 0;
  for (let i = 1; i < count; i++) if (weight_M[from + i] > weight_M[from + dominant]) dominant = i;
  const top = weight_M[from + dominant];
  requireWeight(top, "a state");
  let total = 0;
  for (let i = 0; i < count; i++) total += weight_M[from + i] = Math.exp(weight_M[from + i] - top);
  const scale = 1 / total;
  for (let i = 0; i < count; i++) weight_M[from + i] *= scale;
  out.dominant_T[k] = dominant;
  out.logDensity_T[k] = top + Math.log(total) + slice.logScale;
}

/** The largest exponent of a state must be a number: it is none where the state is not finite or its square overflows. */
export function requireWeight(top: number, state: unknown): void {
  if (!(top > -Infinity))
    throw new ArgumentError("noisedMarginal", "x", state, "finite, and of a size that can be squared");
}
