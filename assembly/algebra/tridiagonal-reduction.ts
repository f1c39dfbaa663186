import { addRows, addScaled, at, dot, entry, reflector, remaining, rowDots, scaleBy, sum2 } from "./eigen-rows";
import { gemm } from "./gemm";

/** Reflectors of a panel. */
export const PANEL: i32 = 16;
/** Rows of a block in the update behind a panel. */
const UPDATE_ROWS: i32 = 64;

/**
 * Qᵀ A Q = T for a symmetric A [n, n] of which the upper triangle is read, Q = H₀ H₁ … H_{n−3}, H_j = 1 − τ_j v_j v_jᵀ.
 * Row j of A is overwritten from column j + 1 on by v_j. Panels of reflectors, the rest of A updated by products.
 *
 * @param panel - work space, [3 PANEL + 1, n]
 * @source DONGARRA1989, LAPACK dsytrd and dlatrd
 */
export function tridiagonalise(n: i32, a: usize, d: usize, e: usize, tau: usize, panel: usize): void {
  for (let start = 0; start < n; start += PANEL) {
    const width = min(PANEL, n - start);
    reducePanel(n, start, width, a, d, e, tau, panel);
    const from = start + width;
    for (let i = from; i < n; i += UPDATE_ROWS) {
      // Rows 0 … 2 width are (V, W), rows width … 3 width are (W, V): A −= Vᵀ W + Wᵀ V.
      const height = min(UPDATE_ROWS, n - i);
      const left = at(panel, i);
      const right = entry(panel, width, n, i);
      gemm(height, n - i, 2 * width, -1, left, 1, n, right, n, 1, entry(a, i, n, i), n);
    }
  }
}

function reducePanel(n: i32, start: i32, width: i32, a: usize, d: usize, e: usize, tau: usize, panel: usize): void {
  const others = entry(panel, width, n, 0);
  const repeated = entry(panel, 2 * width, n, 0);
  const weights = entry(panel, 3 * width, n, 0);
  for (let k = 0; k < width; k++) {
    const j = start + k;
    const row = entry(a, j, n, j);
    addRows(row, at(panel, j), n, k, at(others, j), n, -1, n - j);
    addRows(row, at(others, j), n, k, at(panel, j), n, -1, n - j);
    store<f64>(at(d, j), load<f64>(row));
    if (j === n - 1) return;
    const length = n - j - 1;
    const t = reflector(row + 8, length);
    store<f64>(at(e, j), remaining);
    store<f64>(at(tau, j), t);
    const v = entry(panel, k, n, j + 1);
    const w = entry(others, k, n, j + 1);
    memory.copy(v, row + 8, (length as usize) << 3);
    memory.fill(v - 8, 0, 8);
    memory.fill(w - 8, 0, ((length + 1) as usize) << 3);
    if (t !== 0) {
      symmetricTimes(w, entry(a, j + 1, n, j + 1), n, v, length);
      rowDots(weights, at(others, j + 1), n, k, v, length);
      addRows(w, at(panel, j + 1), n, k, weights, 1, -1, length);
      rowDots(weights, at(panel, j + 1), n, k, v, length);
      addRows(w, at(others, j + 1), n, k, weights, 1, -1, length);
      scaleBy(w, t, length);
      addScaled(w, -0.5 * t * dot(v, w, length), v, length);
    }
    memory.copy(entry(repeated, k, n, j), v - 8, ((length + 1) as usize) << 3);
  }
}

/** y += A x for the upper triangle of A, rows `stride` numbers apart; four rows at a time. */
function symmetricTimes(y: usize, a: usize, stride: i32, x: usize, length: i32): void {
  const step = (stride as usize) << 3;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    diagonalTile(y, a, stride, x, i);
    let p0 = entry(a, i, stride, i + 4);
    let p1 = p0 + step;
    let p2 = p1 + step;
    let p3 = p2 + step;
    const x0 = v128.load_splat<f64>(at(x, i));
    const x1 = v128.load_splat<f64>(at(x, i), 8);
    const x2 = v128.load_splat<f64>(at(x, i), 16);
    const x3 = v128.load_splat<f64>(at(x, i), 24);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let q = at(x, i + 4);
    let r = at(y, i + 4);
    const rest = length - i - 4;
    const end = q + (((rest & ~1) as usize) << 3);
    for (; q < end; q += 16, r += 16, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
      const v = v128.load(q);
      const a0 = v128.load(p0);
      const a1 = v128.load(p1);
      const a2 = v128.load(p2);
      const a3 = v128.load(p3);
      s0 = f64x2.add(s0, f64x2.mul(a0, v));
      s1 = f64x2.add(s1, f64x2.mul(a1, v));
      s2 = f64x2.add(s2, f64x2.mul(a2, v));
      s3 = f64x2.add(s3, f64x2.mul(a3, v));
      const left = f64x2.add(f64x2.mul(a0, x0), f64x2.mul(a1, x1));
      const right = f64x2.add(f64x2.mul(a2, x2), f64x2.mul(a3, x3));
      v128.store(r, f64x2.add(v128.load(r), f64x2.add(left, right)));
    }
    if (rest & 1) {
      const v = f64x2.replace_lane(f64x2.splat(0), 0, load<f64>(q));
      const a0 = v128.load64_zero(p0);
      const a1 = v128.load64_zero(p1);
      const a2 = v128.load64_zero(p2);
      const a3 = v128.load64_zero(p3);
      s0 = f64x2.add(s0, f64x2.mul(a0, v));
      s1 = f64x2.add(s1, f64x2.mul(a1, v));
      s2 = f64x2.add(s2, f64x2.mul(a2, v));
      s3 = f64x2.add(s3, f64x2.mul(a3, v));
      const left = f64x2.add(f64x2.mul(a0, x0), f64x2.mul(a1, x1));
      const right = f64x2.add(f64x2.mul(a2, x2), f64x2.mul(a3, x3));
      store<f64>(r, load<f64>(r) + f64x2.extract_lane(f64x2.add(left, right), 0));
    }
    add(at(y, i), sum2(s0));
    add(at(y, i + 1), sum2(s1));
    add(at(y, i + 2), sum2(s2));
    add(at(y, i + 3), sum2(s3));
  }
  for (; i < length; i++) {
    add(at(y, i), load<f64>(entry(a, i, stride, i)) * load<f64>(at(x, i)));
    for (let j = i + 1; j < length; j++) reflectEntry(y, entry(a, i, stride, j), x, i, j);
  }
}

function diagonalTile(y: usize, a: usize, stride: i32, x: usize, i: i32): void {
  for (let p = i; p < i + 4; p++) {
    add(at(y, p), load<f64>(entry(a, p, stride, p)) * load<f64>(at(x, p)));
    for (let q = p + 1; q < i + 4; q++) reflectEntry(y, entry(a, p, stride, q), x, p, q);
  }
}

/** An entry (p, q) above the diagonal acts twice. */
function reflectEntry(y: usize, address: usize, x: usize, p: i32, q: i32): void {
  const value = load<f64>(address);
  add(at(y, p), value * load<f64>(at(x, q)));
  add(at(y, q), value * load<f64>(at(x, p)));
}

function add(address: usize, value: f64): void {
  store<f64>(address, load<f64>(address) + value);
}
