import { at, entry } from "./eigen-rows";
import { sortOrder } from "./eigen-transpose";
import { MERGE_VECTORS, merge } from "./tridiagonal-merge";
import { implicitQl } from "./tridiagonal-ql";

/** Tridiagonal blocks up to this size go to QL. */
const LEAF: i32 = 32;

export { MERGE_VECTORS };

/**
 * Eigenvalues and eigenvectors of the tridiagonal (d, e) of norm about 1 by divide and conquer: d becomes the
 * eigenvalues, row i of Z [n, n] the eigenvector of d[i]; `order` (i32) sorts them ascending. e is destroyed.
 *
 * @param vectors - work space, [MERGE_VECTORS, n]
 * @param kept, secular - work space, [n, n] each
 * @returns false when an eigenvalue of a leaf does not converge
 */
export function divideAndConquer(
  n: i32,
  d: usize,
  e: usize,
  z: usize,
  order: usize,
  vectors: usize,
  kept: usize,
  secular: usize,
): bool {
  memory.fill(z, 0, ((n * n) as usize) << 3);
  return conquer(n, n, d, e, z, order, vectors, kept, secular);
}

function conquer(
  n: i32,
  stride: i32,
  d: usize,
  e: usize,
  z: usize,
  order: usize,
  vectors: usize,
  kept: usize,
  secular: usize,
): bool {
  if (n <= LEAF) {
    for (let i = 0; i < n; i++) store<f64>(entry(z, i, stride, i), 1);
    if (!implicitQl(n, d, e, z, stride, n)) return false;
    sortOrder(n, d, order);
    return true;
  }
  const n1 = n >> 1;
  const n2 = n - n1;
  const rho = load<f64>(at(e, n1 - 1));
  const size = Math.abs(rho);
  store<f64>(at(d, n1 - 1), load<f64>(at(d, n1 - 1)) - size);
  store<f64>(at(d, n1), load<f64>(at(d, n1)) - size);
  const half = (n1 as usize) << 2;
  if (!conquer(n1, stride, d, e, z, order, vectors, kept, secular)) return false;
  const corner = entry(z, n1, stride, n1);
  if (!conquer(n2, stride, at(d, n1), at(e, n1), corner, order + half, vectors, kept, secular)) return false;
  merge(n1, n2, rho, d, z, stride, order, vectors, kept, secular);
  return true;
}
