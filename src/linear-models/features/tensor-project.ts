import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { type ActiveProducts, activateInto, noProducts } from "./active-products.ts";
import type { AxisTable } from "./feature-axis.ts";

/** States handled at once, so that the dense spatial table stays small. */
const blockSize = 2048;

/**
 * Σ_n φ_n y_nᵀ for products φ = s ⊗ τ of two and more spatial axes: with the spatial products S [N, S] and the time
 * features times the targets, τ_nk y_nc [N, K·C], it is the one matrix product Sᵀ (τ y), already in the order (s, k, c).
 *
 * @returns shape [F, C]
 * @accuracy rounding of a sum of N terms
 */
export function tensorProject(space: readonly AxisTable[], time: AxisTable, targets: Matrix): Matrix {
  const { rows: count, cols } = targets;
  const active = noProducts(space.map(({ count: width }) => width));
  const spaceCount = active.value.length;
  const sum = new Float64Array(spaceCount * time.count * cols);
  for (let from = 0; from < count; from += blockSize) {
    const to = Math.min(from + blockSize, count);
    const left = spatialProducts(space, active, from, to);
    const right = timedTargets(time, targets, from, to);
    const part = algebra.gemm(left, right, { transposeA: true }).values;
    for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
  }
  return matrix(spaceCount * time.count, cols, sum);
}

function spatialProducts(space: readonly AxisTable[], active: ActiveProducts, from: number, to: number): Matrix {
  const width = active.value.length;
  const out = matrix(to - from, width);
  for (let n = from; n < to; n++) {
    activateInto(active, space, n);
    const row = (n - from) * width;
    for (let i = 0; i < active.count; i++) out.values[row + active.index[i]!] = active.value[i]!;
  }
  return out;
}

function timedTargets(time: AxisTable, targets: Matrix, from: number, to: number): Matrix {
  const { cols, values } = targets;
  const width = time.count * cols;
  const out = matrix(to - from, width);
  for (let n = from; n < to; n++) {
    for (let k = time.first[n]!; k < time.last[n]!; k++) {
      const feature = time.values[n * time.count + k]!;
      const at = (n - from) * width + k * cols;
      for (let c = 0; c < cols; c++) out.values[at + c] = feature * values[n * cols + c]!;
    }
  }
  return out;
}
