import { gemm, product } from "./gemm";

/** Columns of a panel, whose reflections are applied together. */
const PANEL: i32 = 32;

/** Numbers of work space for `qr`. */
export function qrWork(m: i32, n: i32): i32 {
  return m * PANEL + 3 * n * PANEL + PANEL * PANEL;
}

/**
 * Householder QR of A [m, n], m ≥ n, with entries of size 1: A ← Q with orthonormal columns, R [n, n] upper triangular.
 * Panels of reflections 1 − V T Vᵀ; `work` holds qrWork(m, n) numbers.
 */
export function qr(m: i32, n: i32, a: usize, r: usize, work: usize): void {
  const v = work;
  const t = v + (((m * PANEL) as usize) << 3);
  const w = t + (((n * PANEL) as usize) << 3);
  for (let j = 0; j < n; j += PANEL) {
    const width = min(PANEL, n - j);
    const triangle = t + (((j * PANEL) as usize) << 3);
    const corner = entry(a, j, n, j);
    copyBlock(m - j, width, corner, n, v, width);
    factorPanel(m - j, width, v, triangle);
    copyBlock(m - j, width, v, width, corner, n);
    blockTriangle(m - j, width, unitLower(m - j, width, v), triangle, w);
    if (j + width < n) apply(m - j, n - j - width, width, v, triangle, true, entry(a, j, n, j + width), n, w);
  }
  for (let i = 0; i < n; i++) {
    memory.fill(entry(r, i, n, 0), 0, (i as usize) << 3);
    memory.copy(entry(r, i, n, i), entry(a, i, n, i), ((n - i) as usize) << 3);
  }
  for (let j = n - 1 - ((n - 1) % PANEL); j >= 0; j -= PANEL) {
    const width = min(PANEL, n - j);
    copyBlock(m - j, width, entry(a, j, n, j), n, v, width);
    unitLower(m - j, width, v);
    for (let i = 0; i < m; i++) memory.fill(entry(a, i, n, j), 0, (width as usize) << 3);
    for (let i = j; i < j + width; i++) store<f64>(entry(a, i, n, i), 1);
    for (let i = j; i < j + width; i++) memory.fill(entry(a, i, n, j + width), 0, ((n - j - width) as usize) << 3);
    apply(m - j, n - j, width, v, t + (((j * PANEL) as usize) << 3), false, entry(a, j, n, j), n, w);
  }
}

function entry(base: usize, i: i32, stride: i32, j: i32): usize {
  return base + (((i * stride + j) as usize) << 3);
}

function copyBlock(rows: i32, cols: i32, from: usize, fromStride: i32, to: usize, toStride: i32): void {
  for (let i = 0; i < rows; i++)
    memory.copy(entry(to, i, toStride, 0), entry(from, i, fromStride, 0), (cols as usize) << 3);
}

/** V from a factorised panel, in place: zeros above the diagonal, ones on it. */
function unitLower(rows: i32, cols: i32, v: usize): usize {
  for (let i = 0; i < min(rows, cols); i++) {
    store<f64>(entry(v, i, cols, i), 1);
    memory.fill(entry(v, i, cols, i + 1), 0, ((cols - i - 1) as usize) << 3);
  }
  return v;
}

/** C ← (1 − V T Vᵀ) C, or with Tᵀ, for V [rows, width] and C [rows, cols]. */
function apply(
  rows: i32,
  cols: i32,
  width: i32,
  v: usize,
  t: usize,
  transpose: bool,
  c: usize,
  cRow: i32,
  work: usize,
): void {
  const second = work + (((width * cols) as usize) << 3);
  product(width, cols, rows, 1, v, 1, width, c, cRow, 1, work, cols);
  product(width, cols, width, 1, t, transpose ? 1 : PANEL, transpose ? PANEL : 1, work, cols, 1, second, cols);
  gemm(rows, cols, width, -1, v, width, 1, second, cols, 1, c, cRow);
}

/**
 * Completes the upper triangular T, whose diagonal holds tau, so that the product of the reflections is 1 − V T Vᵀ.
 *
 * @source GOLUB-VANLOAN2013, section 5.2.3
 */
function blockTriangle(rows: i32, width: i32, v: usize, t: usize, work: usize): void {
  product(width, width, rows, 1, v, 1, width, v, width, 1, work, width);
  for (let j = 0; j < width; j++) {
    const tau = load<f64>(entry(t, j, PANEL, j));
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let k = i; k < j; k++) sum += load<f64>(entry(t, i, PANEL, k)) * load<f64>(entry(work, k, width, j));
      store<f64>(entry(t, i, PANEL, j), -tau * sum);
    }
    for (let k = 0; k < j; k++) store<f64>(entry(t, j, PANEL, k), 0);
  }
}

/** Squared norms below this are summed again in units of 2^-600. */
const TINY_SQUARE: f64 = 1e-280;
/** 2^600. */
const LARGE_UNIT: f64 = 4.149515568880993e180;

/**
 * Unblocked QR of P [rows, cols] in place: R above, and below the diagonal the reflections v with their first entry 1
 * left out; tau goes to the diagonal of t.
 */
function factorPanel(rows: i32, cols: i32, p: usize, t: usize): void {
  const row = (cols as usize) << 3;
  const end = entry(p, rows, cols, 0);
  for (let j = 0; j < cols; j++) {
    const diagonal = entry(p, j, cols, j);
    const tau = entry(t, j, PANEL, j);
    let square: f64 = 0;
    for (let at = diagonal; at < end; at += row) square += load<f64>(at) * load<f64>(at);
    let unit: f64 = 1;
    if (square < TINY_SQUARE) {
      // Squares of so small a column lose digits to underflow: it is reflected in larger units.
      unit = LARGE_UNIT;
      square = 0;
      for (let at = diagonal; at < end; at += row) {
        const large = load<f64>(at) * unit;
        store<f64>(at, large);
        square += large * large;
      }
    }
    const alpha = load<f64>(diagonal);
    if (square === 0) {
      store<f64>(tau, 0);
      continue;
    }
    const beta = alpha < 0 ? sqrt(square) : -sqrt(square);
    const factor = 1 / (alpha - beta);
    store<f64>(tau, (beta - alpha) / beta);
    store<f64>(diagonal, 1);
    for (let at = diagonal + row; at < end; at += row) store<f64>(at, factor * load<f64>(at));
    const right = row - ((j as usize) << 3);
    let c: usize = 8;
    for (; c + 24 < right; c += 32) reflectFour(diagonal, c, row, end, load<f64>(tau));
    for (; c < right; c += 8) reflectOne(diagonal, c, row, end, load<f64>(tau));
    store<f64>(diagonal, beta / unit);
  }
}

/** Applies 1 − tau v vᵀ to the four columns c bytes right of the column v. */
function reflectFour(v: usize, c: usize, row: usize, end: usize, tau: f64): void {
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  for (let at = v; at < end; at += row) {
    const factor = v128.load_splat<f64>(at);
    sum0 = f64x2.add(sum0, f64x2.mul(factor, v128.load(at + c)));
    sum1 = f64x2.add(sum1, f64x2.mul(factor, v128.load(at + c, 16)));
  }
  sum0 = f64x2.mul(sum0, f64x2.splat(tau));
  sum1 = f64x2.mul(sum1, f64x2.splat(tau));
  for (let at = v; at < end; at += row) {
    const factor = v128.load_splat<f64>(at);
    v128.store(at + c, f64x2.sub(v128.load(at + c), f64x2.mul(factor, sum0)));
    v128.store(at + c, f64x2.sub(v128.load(at + c, 16), f64x2.mul(factor, sum1)), 16);
  }
}

function reflectOne(v: usize, c: usize, row: usize, end: usize, tau: f64): void {
  let sum: f64 = 0;
  for (let at = v; at < end; at += row) sum += load<f64>(at) * load<f64>(at + c);
  sum *= tau;
  for (let at = v; at < end; at += row) store<f64>(at + c, load<f64>(at + c) - load<f64>(at) * sum);
}
