import { ShapeError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import { symmetrized } from "./checks.ts";
import type { DenseAlgebra, SymmetricEigen } from "./dense-algebra.ts";
import { transposed } from "./transpose.ts";

/**
 * A v = λ B v through B = L Lᵀ: eigenvectors w of L⁻¹ A L⁻ᵀ give v = L⁻ᵀ w.
 *
 * @source GOLUB-VANLOAN2013, algorithm 8.7.1
 */
export function generalizedEigen(
  engine: Pick<DenseAlgebra, "cholesky" | "solveTriangular" | "symmetricEigen">,
  a: Matrix,
  b: Matrix,
): SymmetricEigen {
  const where = "generalizedEigen";
  const symmetric = symmetrized(where, "a", a);
  if (a.rows !== b.rows || b.rows !== b.cols) {
    throw new ShapeError(where, { a: [a.rows, a.cols], b: [b.rows, b.cols] }, "both must be square, of one size");
  }
  const l = engine.cholesky(b);
  const half = engine.solveTriangular(l, symmetric);
  const reduced = engine.solveTriangular(l, transposed(half));
  const { values, vectors } = engine.symmetricEigen(forcedSymmetric(reduced));
  return { values, vectors: engine.solveTriangular(l, vectors, { transpose: true }) };
}

/** (C + Cᵀ)/2 without a bound: the asymmetry of L⁻¹ A L⁻ᵀ is rounding, amplified by the condition of B. */
function forcedSymmetric(c: Matrix): Matrix {
  const mirror = transposed(c);
  return { ...c, values: c.values.map((value, i) => (value + mirror.values[i]!) / 2) };
}
