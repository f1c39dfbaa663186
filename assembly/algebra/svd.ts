import { applyReflectors, GROUP } from "./eigen-back-transform";
import { at } from "./eigen-rows";
import { indexAt, insertIndex, transposeSorted } from "./eigen-transpose";
import { BIDIAGONAL_PANEL, bidiagonalise } from "./svd-bidiagonal";
import { bidiagonalQr, recordSize } from "./svd-iteration";
import { negateStripRow, STRIP, stripCount, stripIdentity } from "./svd-rotations";

/** Numbers of work space that `squareSvd` needs beside A, the values, U and V. */
export function squareSvdWork(n: i32): i32 {
  const panels = max((4 * BIDIAGONAL_PANEL + 1) * n, max(3 * GROUP * max(n, GROUP), 2 * recordSize(n)));
  return n * n + 2 * stripCount(n) * STRIP * n + panels + 5 * n;
}

/**
 * A = U diag(s) Vᵀ, s descending, for A [n, n] with norm about 1; A is overwritten. With `u` = 0 only s is found, and
 * the work space is n² + (4 BIDIAGONAL_PANEL + 6) n.
 *
 * @returns false when the iteration does not converge
 */
export function squareSvd(n: i32, a: usize, s: usize, u: usize, v: usize, work: usize): bool {
  const left = work;
  const d = at(left, n * n);
  const e = at(d, n);
  const leftTau = at(e, n);
  const rightTau = at(leftTau, n);
  const order = at(rightTau, n);
  const space = at(order, n);
  bidiagonalise(n, a, d, e, left, leftTau, rightTau, space);
  if (u === 0) {
    if (!bidiagonalQr(n, d, e, 0, 0, space)) return false;
    descending(n, d, order, s);
    return true;
  }
  const uStrips = space;
  const vStrips = at(uStrips, stripCount(n) * STRIP * n);
  const panels = at(vStrips, stripCount(n) * STRIP * n);
  stripIdentity(n, uStrips);
  stripIdentity(n, vStrips);
  if (!bidiagonalQr(n, d, e, uStrips, vStrips, panels)) return false;
  for (let i = 0; i < n; i++) if (load<f64>(at(d, i)) < 0) negateStripRow(n, vStrips, i);
  descending(n, d, order, s);
  fromStrips(n, uStrips, order, u);
  fromStrips(n, vStrips, order, v);
  applyReflectors(n, n, n, 0, left, n, leftTau, u, panels);
  if (n > 1) applyReflectors(n, n, n - 1, 1, a, n, rightTau, v, panels);
  return true;
}

/** s = |d| in descending order; `order` says from where. */
function descending(n: i32, d: usize, order: usize, s: usize): void {
  for (let i = 0; i < n; i++) {
    store<f64>(at(d, i), -Math.abs(load<f64>(at(d, i))));
    insertIndex(i, d, order);
  }
  for (let i = 0; i < n; i++) store<f64>(at(s, i), -load<f64>(at(d, indexAt(order, i))));
}

function fromStrips(n: i32, strips: usize, order: usize, out: usize): void {
  for (let i = 0; i < n; i += STRIP) {
    transposeSorted(n, min(STRIP, n - i), at(strips, i * n), STRIP, order, at(out, i * n), n);
  }
}
