import type { Matrix } from "../matrix.ts";
import { checkedAlgebra } from "./checked-algebra.ts";
import { sumOfSquares } from "./checks.ts";
import { factorInto } from "./cholesky-kernel.ts";
import { qr, singularValues, svd, symmetricEigen } from "./decompositions.ts";
import type { DenseAlgebra, GemmOptions } from "./dense-algebra.ts";
import { gemmInto, type View } from "./gemm-kernel.ts";
import { syrkInto } from "./syrk-kernel.ts";
import { lowerSolveInto, lowerTransposeSolveInto } from "./triangular-kernel.ts";

function gemm(a: Matrix, b: Matrix, { transposeA, transposeB }: GemmOptions): Matrix {
  const rows = transposeA ? a.cols : a.rows;
  const inner = transposeA ? a.rows : a.cols;
  const cols = transposeB ? b.rows : b.cols;
  const values = new Float64Array(rows * cols);
  const out = { values, offset: 0, rowStride: cols, colStride: 1 };
  gemmInto(rows, cols, inner, 1, view(a, transposeA === true), view(b, transposeB === true), out);
  return { rows, cols, values };
}

function view(a: Matrix, transpose: boolean): View {
  return { values: a.values, offset: 0, rowStride: transpose ? 1 : a.cols, colStride: transpose ? a.cols : 1 };
}

function syrk(a: Matrix, weights: Float64Array | undefined): Matrix {
  const values = new Float64Array(a.cols * a.cols);
  syrkInto(values, a, weights);
  return { rows: a.cols, cols: a.cols, values };
}

function solveInto(x: Matrix, l: Matrix, transposeL: boolean): void {
  (transposeL ? lowerTransposeSolveInto : lowerSolveInto)(x.values, l.values, l.rows, x.cols);
}

/** Products, Cholesky and solves in blocked loops over Float64Array; eigenvalues, SVD and QR by ml-matrix. */
export const typedArrayAlgebra: DenseAlgebra = checkedAlgebra({
  name: "typed-array",
  sumOfSquares,
  gemm,
  syrk,
  factorInto: ({ values, rows }) => factorInto(values, rows),
  solveInto,
  symmetricEigen,
  singularValues,
  svd,
  qr,
});
