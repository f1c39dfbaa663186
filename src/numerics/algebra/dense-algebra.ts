import type { Matrix } from "../matrix.ts";

export interface GemmOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** A = V diag(values) Vᵀ (or A V = B V diag(values)); values ascending [n], eigenvectors are the columns of `vectors` [n, n]. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** A = U diag(s) Vᵀ with k = min(rows, cols); u [rows, k], s [k] descending and non-negative, v [cols, k]. */
export interface SingularValueDecomposition {
  readonly u: Matrix;
  readonly s: Float64Array;
  readonly v: Matrix;
}

/** A = Q R; q [rows, cols] with orthonormal columns, r [cols, cols] upper triangular. */
export interface QrDecomposition {
  readonly q: Matrix;
  readonly r: Matrix;
}

/**
 * Dense float64 linear algebra; every engine obeys the same laws, and only speed differs.
 * No method writes to its arguments. Where symmetry is claimed, (A + Aᵀ)/2 is used.
 *
 * @accuracy backward stable: ‖residual‖ ≤ 30 n ε ‖A‖ in the maximum norm
 * @throws ArgumentError for an entry that is not finite, or asymmetry above 1e-8 of the largest entry where symmetry is
 *   claimed; ShapeError for sizes that do not agree; NotPositiveDefiniteError from every Cholesky that fails
 */
export interface DenseAlgebra {
  readonly name: string;
  /** A B, each transposed on demand. */
  gemm(a: Matrix, b: Matrix, options?: GemmOptions): Matrix;
  /** Aᵀ diag(w) A; weights [a.rows], of any sign, one by default; exactly symmetric [a.cols, a.cols]. */
  syrk(a: Matrix, weights?: Float64Array): Matrix;
  /** The lower L with A = L Lᵀ; zero above the diagonal. */
  cholesky(a: Matrix): Matrix;
  /** L⁻¹ B, or L⁻ᵀ B; only the lower triangle of `l` is read. */
  solveTriangular(l: Matrix, b: Matrix, options?: { readonly transpose?: boolean }): Matrix;
  /** A⁻¹ B for a positive definite A. */
  solvePositiveDefinite(a: Matrix, b: Matrix): Matrix;
  /** log det A of a positive definite A. */
  logDeterminant(a: Matrix): number;
  /** Eigenvalues and orthonormal eigenvectors of a symmetric A. */
  symmetricEigen(a: Matrix): SymmetricEigen;
  /** A v = λ B v for symmetric A and positive definite B; Vᵀ B V = 1; the error grows with the condition number of B. */
  generalizedEigen(a: Matrix, b: Matrix): SymmetricEigen;
  /** The singular values of A, descending. */
  singularValues(a: Matrix): Float64Array;
  svd(a: Matrix): SingularValueDecomposition;
  /** Needs rows ≥ cols. */
  qr(a: Matrix): QrDecomposition;
}
