import { addRows, at, entry, reflector, remaining, rowDots, scaleBy } from "./eigen-rows";
import { gemm } from "./gemm";

/** Reflectors of a panel. */
export const BIDIAGONAL_PANEL: i32 = 16;

/**
 * Pᵀ A Q = B, upper bidiagonal (d, e), for A [n, n]; P = H₀ H₁ …, Q = G₀ G₁ …. The vector of H_j is row j of `left`
 * from column j on, that of G_j row j of A from column j + 1 on. Panels of reflectors, the rest updated by products.
 *
 * @param panel - work space, [4 BIDIAGONAL_PANEL + 1, n]
 * @source LAPACK dgebrd and dlabrd
 */
export function bidiagonalise(
  n: i32,
  a: usize,
  d: usize,
  e: usize,
  left: usize,
  leftTau: usize,
  rightTau: usize,
  panel: usize,
): void {
  for (let start = 0; start < n; start += BIDIAGONAL_PANEL) {
    const width = min(BIDIAGONAL_PANEL, n - start);
    reducePanel(n, start, width, a, d, e, left, leftTau, rightTau, panel);
    const from = start + width;
    const rest = n - from;
    // A −= V Yᵀ + X Uᵀ, the panel being the rows V, X, Y, U.
    const yu = entry(panel, 2 * width, n, from);
    if (rest > 0) gemm(rest, rest, 2 * width, -1, at(panel, from), 1, n, yu, n, 1, entry(a, from, n, from), n);
  }
}

function reducePanel(
  n: i32,
  start: i32,
  width: i32,
  a: usize,
  d: usize,
  e: usize,
  left: usize,
  leftTau: usize,
  rightTau: usize,
  panel: usize,
): void {
  const vs = panel;
  const xs = entry(panel, width, n, 0);
  const ys = entry(panel, 2 * width, n, 0);
  const us = entry(panel, 3 * width, n, 0);
  const weights = entry(panel, 4 * width, n, 0);
  for (let k = 0; k < width; k++) {
    const j = start + k;
    const height = n - j;
    const v = entry(vs, k, n, j);
    for (let i = 0; i < height; i++) store<f64>(at(v, i), load<f64>(entry(a, j + i, n, j)));
    addRows(v, at(vs, j), n, k, at(ys, j), n, -1, height);
    addRows(v, at(xs, j), n, k, at(us, j), n, -1, height);
    const leftScale = reflector(v, height);
    store<f64>(at(d, j), remaining);
    store<f64>(at(leftTau, j), leftScale);
    memory.copy(entry(left, j, n, j), v, (height as usize) << 3);
    if (j === n - 1) return;

    const length = height - 1;
    const row = entry(a, j, n, j + 1);
    const y = entry(ys, k, n, j + 1);
    memory.fill(y, 0, (length as usize) << 3);
    if (leftScale !== 0) {
      addRows(y, row, n, height, v, 1, 1, length);
      rowDots(weights, at(vs, j), n, k, v, height);
      addRows(y, at(ys, j + 1), n, k, weights, 1, -1, length);
      rowDots(weights, at(xs, j), n, k, v, height);
      addRows(y, at(us, j + 1), n, k, weights, 1, -1, length);
      scaleBy(y, leftScale, length);
    }
    addRows(row, at(ys, j + 1), n, k + 1, at(vs, j), n, -1, length);
    addRows(row, at(us, j + 1), n, k, at(xs, j), n, -1, length);
    const rightScale = reflector(row, length);
    store<f64>(at(e, j), remaining);
    store<f64>(at(rightTau, j), rightScale);
    const u = entry(us, k, n, j + 1);
    memory.copy(u, row, (length as usize) << 3);

    const x = entry(xs, k, n, j + 1);
    memory.fill(x, 0, (length as usize) << 3);
    if (rightScale !== 0) {
      rowDots(x, entry(a, j + 1, n, j + 1), n, length, u, length);
      rowDots(weights, at(ys, j + 1), n, k + 1, u, length);
      addRows(x, at(vs, j + 1), n, k + 1, weights, 1, -1, length);
      rowDots(weights, at(us, j + 1), n, k, u, length);
      addRows(x, at(xs, j + 1), n, k, weights, 1, -1, length);
      scaleBy(x, rightScale, length);
    }
  }
}
