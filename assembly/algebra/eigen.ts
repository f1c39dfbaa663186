import { applyReflectors, GROUP } from "./eigen-back-transform";
import { at } from "./eigen-rows";
import { indexAt, transposeSorted } from "./eigen-transpose";
import { divideAndConquer, MERGE_VECTORS } from "./tridiagonal-divide";
import { PANEL, tridiagonalise } from "./tridiagonal-reduction";

/** Numbers of work space that `symmetricEigen` needs beside A and the eigenvalues. */
export function symmetricEigenWork(n: i32): i32 {
  return 3 * n * n + max(max(3 * PANEL + 1, MERGE_VECTORS) * n, 3 * GROUP * max(n, GROUP)) + 4 * n;
}

/**
 * Eigenvalues (ascending) and eigenvectors of a symmetric A [n, n] with norm about 1; its upper triangle is read.
 * A is overwritten; the eigenvectors are the columns of the matrix at `work`.
 *
 * @returns false when the iteration does not converge
 */
export function symmetricEigen(n: i32, a: usize, values: usize, work: usize): bool {
  const result = work;
  const z = at(result, n * n);
  const kept = at(z, n * n);
  const tau = at(kept, n * n);
  const e = at(tau, n);
  const d = at(e, n);
  const order = at(d, n);
  const space = at(order, n);
  tridiagonalise(n, a, d, e, tau, space);
  if (!divideAndConquer(n, d, e, z, order, space, kept, result)) return false;
  for (let i = 0; i < n; i++) store<f64>(at(values, i), load<f64>(at(d, indexAt(order, i))));
  transposeSorted(n, n, z, n, order, result, n);
  if (n > 2) applyReflectors(n, n, n - 2, 1, a, n, tau, result, space);
  return true;
}
