import type { MixtureSlice } from "./mixture-slice.ts";
import { forEachCloudCovariance } from "./point-cloud.ts";
import { filterInto } from "./posterior-average.ts";
import { responsibilities, TILE, weighInto } from "./responsibilities.ts";

/**
 * Calls `visit` with the posterior covariance Γ(x, t), [D, D], of each state start … end − 1:
 * Γ = Σ ω_i (Γ_i + (m_i − m)(m_i − m)ᵀ), Γ_i = U_i diag(λ_i σ² / b_i) U_iᵀ. Every term is positive semi-definite, and
 * differences are taken from the dominant component, so that nothing cancels when one weight is near one. For point
 * masses this is the pair form ½ Σ ω_i ω_j (μ_i − μ_j)(μ_i − μ_j)ᵀ in M instead of M² terms.
 */
export function forEachCovariance(
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
  visit: (covariance_DD: Float64Array, n: number) => void,
): void {
  if (forEachCloudCovariance(slice, x, start, end, visit)) return;
  const { alpha, variance, spread_MD } = slice;
  const { dim, count, mean_MD, eigenvalue_MD, bases } = slice.mixture;
  const gain_MD = spread_MD?.map((spread, k) => (alpha * eigenvalue_MD[k]) / spread) ?? null;
  const inner_MD = spread_MD?.map((spread, k) => (variance * eigenvalue_MD[k]) / spread) ?? null;
  const offset_D = new Float64Array(dim);
  const top_D = new Float64Array(dim);
  const differenceInto = (out_D: Float64Array, i: number, top: number, n: number): void => {
    if (gain_MD === null) for (let d = 0; d < dim; d++) out_D[d] = mean_MD[i * dim + d] - mean_MD[top * dim + d];
    else {
      for (let d = 0; d < dim; d++) offset_D[d] = x[n * dim + d] - alpha * mean_MD[i * dim + d];
      filterInto(out_D, bases[i], gain_MD, i * dim, offset_D);
      for (let d = 0; d < dim; d++) out_D[d] += mean_MD[i * dim + d] - mean_MD[top * dim + d] - top_D[d];
    }
  };
  const prepare = (top: number, n: number): void => {
    if (gain_MD === null) return;
    for (let d = 0; d < dim; d++) offset_D[d] = x[n * dim + d] - alpha * mean_MD[top * dim + d];
    filterInto(top_D, bases[top], gain_MD, top * dim, offset_D);
  };
  const within = inner_MD === null ? null : { gain_MD: inner_MD, sign: 1 };
  forEachSpread(slice, x, start, end, prepare, differenceInto, within, count, visit);
}

/**
 * Calls `visit` with ∇∇ log p(x | t), [D, D], of each state start … end − 1:
 * Σ ω_i ((e_i − s)(e_i − s)ᵀ − B_i⁻¹), with component scores e_i = −B_i⁻¹ (x − α μ_i) taken from the dominant one.
 */
export function forEachHessian(
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
  visit: (hessian_DD: Float64Array, n: number) => void,
): void {
  const { alpha, variance, spread_MD } = slice;
  const { dim, count, mean_MD, bases } = slice.mixture;
  const precision_MD = spread_MD?.map((spread) => 1 / spread) ?? new Float64Array(count * dim).fill(1 / variance);
  const rho_D = new Float64Array(dim);
  const shift_D = new Float64Array(dim);
  const top_D = new Float64Array(dim);
  const own_D = new Float64Array(dim);
  const prepare = (top: number, n: number): void => {
    for (let d = 0; d < dim; d++) rho_D[d] = x[n * dim + d] - alpha * mean_MD[top * dim + d];
    filterInto(top_D, bases[top], precision_MD, top * dim, rho_D);
  };
  const differenceInto = (out_D: Float64Array, i: number, top: number): void => {
    for (let d = 0; d < dim; d++) shift_D[d] = alpha * (mean_MD[top * dim + d] - mean_MD[i * dim + d]);
    filterInto(out_D, bases[i], precision_MD, i * dim, shift_D);
    filterInto(own_D, bases[i], precision_MD, i * dim, rho_D);
    for (let d = 0; d < dim; d++) out_D[d] = top_D[d] - own_D[d] - out_D[d];
  };
  forEachSpread(slice, x, start, end, prepare, differenceInto, { gain_MD: precision_MD, sign: -1 }, count, visit);
}

/** Σ ω_i (v_i − v̄)(v_i − v̄)ᵀ plus sign · Σ ω_i U_i diag(gain_i) U_iᵀ, for v_i relative to the dominant component. */
function forEachSpread(
  slice: MixtureSlice,
  x: Float64Array,
  start: number,
  end: number,
  prepare: (top: number, n: number) => void,
  differenceInto: (out_D: Float64Array, i: number, top: number, n: number) => void,
  within: { readonly gain_MD: Float64Array; readonly sign: number } | null,
  count: number,
  visit: (spread_DD: Float64Array, n: number) => void,
): void {
  const { dim, bases } = slice.mixture;
  const scratch = responsibilities(count);
  const { weight_TM, dominant_T } = scratch;
  const difference_MD = new Float64Array(count * dim);
  const center_D = new Float64Array(dim);
  const spread_DD = new Float64Array(dim * dim);
  for (let n = start; n < end; n++) {
    const k = (n - start) % TILE;
    if (k === 0) weighInto(scratch, slice, x, n, Math.min(TILE, end - n));
    const from = k * count;
    prepare(dominant_T[k], n);
    center_D.fill(0);
    for (let i = 0; i < count; i++) {
      const weight = weight_TM[from + i];
      if (weight === 0) continue;
      const row_D = difference_MD.subarray(i * dim, (i + 1) * dim);
      if (i === dominant_T[k]) row_D.fill(0);
      else differenceInto(row_D, i, dominant_T[k], n);
      for (let d = 0; d < dim; d++) center_D[d] += weight * row_D[d];
    }
    spread_DD.fill(0);
    for (let i = 0; i < count; i++) {
      const weight = weight_TM[from + i];
      if (weight === 0) continue;
      const row_D = difference_MD.subarray(i * dim, (i + 1) * dim);
      for (let d = 0; d < dim; d++) row_D[d] -= center_D[d];
      addOuterProduct(spread_DD, weight, row_D);
      if (within !== null) addDiagonal(spread_DD, within.sign * weight, bases[i], within.gain_MD, i * dim, dim);
    }
    mirror(spread_DD, dim);
    visit(spread_DD, n);
  }
}

/** Adds weight · v vᵀ to the upper triangle. */
function addOuterProduct(out_DD: Float64Array, weight: number, v_D: Float64Array): void {
  const dim = v_D.length;
  for (let d = 0; d < dim; d++) {
    const scaled = weight * v_D[d];
    for (let e = d; e < dim; e++) out_DD[d * dim + e] += scaled * v_D[e];
  }
}

/** Adds weight · U diag(gain) Uᵀ to the upper triangle. */
function addDiagonal(
  out_DD: Float64Array,
  weight: number,
  basis: Float64Array | null,
  gain_MD: Float64Array,
  from: number,
  dim: number,
): void {
  for (let k = 0; k < dim; k++) {
    const scaled = weight * gain_MD[from + k];
    if (basis === null) out_DD[k * dim + k] += scaled;
    else
      for (let d = 0; d < dim; d++)
        for (let e = d; e < dim; e++) out_DD[d * dim + e] += scaled * basis[d * dim + k] * basis[e * dim + k];
  }
}

function mirror(out_DD: Float64Array, dim: number): void {
  for (let d = 0; d < dim; d++) for (let e = 0; e < d; e++) out_DD[d * dim + e] = out_DD[e * dim + d];
}
