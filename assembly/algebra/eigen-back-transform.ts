import { addRows, at, entry } from "./eigen-rows";
import { gemm } from "./gemm";

/** Reflectors that are applied together. */
export const GROUP: i32 = 32;

/**
 * Y ← H₀ H₁ … H_{count−1} Y for Y [n, columns], H_j = 1 − τ_j v_j v_jᵀ; v_j lies in row j of A from column j + shift on,
 * with 1 as its first entry. Groups become 1 − Vᵀ T V and are applied by products.
 *
 * @param work - work space, 3 GROUP · max(n, columns, GROUP) numbers
 * @source SCHREIBER-VANLOAN1989; LAPACK dlarft, dlarfb
 */
export function applyReflectors(
  n: i32,
  columns: i32,
  count: i32,
  shift: i32,
  a: usize,
  stride: i32,
  tau: usize,
  y: usize,
  work: usize,
): void {
  const widest = max(GROUP, max(n, columns));
  const v = work;
  const tv = at(work, GROUP * widest);
  const product = at(work, 2 * GROUP * widest);
  for (let start = ((count - 1) / GROUP) * GROUP; start >= 0; start -= GROUP) {
    const width = min(GROUP, count - start);
    const from = start + shift;
    const length = n - from;
    for (let k = 0; k < width; k++) {
      memory.fill(at(v, k * length), 0, (k as usize) << 3);
      memory.copy(at(v, k * length + k), entry(a, start + k, stride, from + k), ((length - k) as usize) << 3);
    }
    transposedTimes(width, length, v, at(tau, start), tv, product);
    memory.fill(product, 0, ((width * columns) as usize) << 3);
    const block = at(y, from * columns);
    gemm(width, columns, length, 1, v, length, 1, block, columns, 1, product, columns);
    gemm(length, columns, width, -1, tv, 1, length, product, columns, 1, block, columns);
  }
}

/** Tᵀ V for the upper triangular T of 1 − Vᵀ T V = H₀ H₁ …; row k is τ_k (v_k − Σ_{i<k} (v_i · v_k) row i). */
function transposedTimes(width: i32, length: i32, v: usize, tau: usize, out: usize, gram: usize): void {
  memory.fill(gram, 0, ((width * width) as usize) << 3);
  gemm(width, width, length, 1, v, length, 1, v, 1, length, gram, width);
  for (let k = 0; k < width; k++) {
    const t = load<f64>(at(tau, k));
    const row = at(out, k * length);
    for (let i = 0; i < length; i++) store<f64>(at(row, i), t * load<f64>(at(v, k * length + i)));
    addRows(row, out, length, k, at(gram, k * width), 1, -t, length);
  }
}
