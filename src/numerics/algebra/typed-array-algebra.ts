import { ArgumentError, NotPositiveDefiniteError, ShapeError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import { requireFinite, requireSameRows, requireSquare, symmetrizeInto } from "./checks.ts";
import { factorInto } from "./cholesky-kernel.ts";
import { qr, singularValues, svd, symmetricEigen } from "./decompositions.ts";
import type { DenseAlgebra, GemmOptions } from "./dense-algebra.ts";
import { gemmInto, type View } from "./gemm-kernel.ts";
import { generalizedEigen } from "./generalized-eigen.ts";
import { syrkInto } from "./syrk-kernel.ts";
import { lowerSolveInto, lowerTransposeSolveInto } from "./triangular-kernel.ts";

/** Factor of the last solve; kept so that a solve allocates only its result. */
let scratch = new Float64Array(0);

function gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Matrix {
  const left = view(a, options.transposeA === true);
  const right = view(b, options.transposeB === true);
  const m = options.transposeA ? a.cols : a.rows;
  const inner = options.transposeA ? a.rows : a.cols;
  const n = options.transposeB ? b.rows : b.cols;
  if (inner !== (options.transposeB ? b.cols : b.rows)) {
    throw new ShapeError("gemm", { a: [a.rows, a.cols], b: [b.rows, b.cols] }, "the inner sizes must agree");
  }
  requireFinite("gemm", "a", a);
  requireFinite("gemm", "b", b);
  const values = new Float64Array(m * n);
  gemmInto(m, n, inner, 1, left, right, { values, offset: 0, rowStride: n, colStride: 1 });
  return { rows: m, cols: n, values };
}

function view(a: Matrix, transpose: boolean): View {
  return { values: a.values, offset: 0, rowStride: transpose ? 1 : a.cols, colStride: transpose ? a.cols : 1 };
}

function syrk(a: Matrix, weights?: Float64Array): Matrix {
  requireFinite("syrk", "a", a);
  if (weights !== undefined) {
    if (weights.length !== a.rows) {
      throw new ShapeError(
        "syrk",
        { a: [a.rows, a.cols], weights: [weights.length] },
        "there must be one weight a row",
      );
    }
    requireFinite("syrk", "weights", { rows: 1, cols: weights.length, values: weights });
  }
  const values = new Float64Array(a.cols * a.cols);
  syrkInto(values, a, weights);
  return { rows: a.cols, cols: a.cols, values };
}

function cholesky(a: Matrix): Matrix {
  const n = a.rows;
  const values = new Float64Array(a.values.length);
  symmetrizeInto(values, "cholesky", "a", a);
  factor("cholesky", values, n);
  for (let i = 0; i < n; i++) values.fill(0, i * n + i + 1, i * n + n);
  return { rows: n, cols: n, values };
}

function factor(where: string, values: Float64Array, n: number): void {
  const pivot = factorInto(values, n);
  if (pivot >= 0) throw new NotPositiveDefiniteError(where, pivot, values[pivot * n + pivot]!);
}

function solveTriangular(l: Matrix, b: Matrix, options: { readonly transpose?: boolean } = {}): Matrix {
  const where = "solveTriangular";
  requireSquare(where, "l", l);
  requireSameRows(where, ["l", "b"], l, b);
  requireFinite(where, "l", l);
  requireFinite(where, "b", b);
  for (let i = 0; i < l.rows; i++) {
    if (l.values[i * l.cols + i] === 0) throw new ArgumentError(where, `l[${i}, ${i}]`, 0, "non-zero");
  }
  const values = b.values.slice();
  (options.transpose ? lowerTransposeSolveInto : lowerSolveInto)(values, l.values, l.rows, b.cols);
  return { rows: b.rows, cols: b.cols, values };
}

function solvePositiveDefinite(a: Matrix, b: Matrix): Matrix {
  const where = "solvePositiveDefinite";
  requireSameRows(where, ["a", "b"], a, b);
  requireFinite(where, "b", b);
  factorToScratch(where, a);
  const values = b.values.slice();
  lowerSolveInto(values, scratch, a.rows, b.cols);
  lowerTransposeSolveInto(values, scratch, a.rows, b.cols);
  return { rows: b.rows, cols: b.cols, values };
}

function logDeterminant(a: Matrix): number {
  factorToScratch("logDeterminant", a);
  let sum = 0;
  for (let i = 0; i < a.rows; i++) sum += Math.log(scratch[i * a.rows + i]!);
  return 2 * sum;
}

function factorToScratch(where: string, a: Matrix): void {
  if (scratch.length < a.values.length) scratch = new Float64Array(a.values.length);
  symmetrizeInto(scratch, where, "a", a);
  factor(where, scratch, a.rows);
}

/** Products, Cholesky and solves in blocked loops over Float64Array; eigenvalues, SVD and QR by ml-matrix. */
export const typedArrayAlgebra: DenseAlgebra = Object.freeze({
  name: "typed-array",
  gemm,
  syrk,
  cholesky,
  solveTriangular,
  solvePositiveDefinite,
  logDeterminant,
  symmetricEigen,
  generalizedEigen: (a: Matrix, b: Matrix) => generalizedEigen(typedArrayAlgebra, a, b),
  singularValues,
  svd,
  qr,
});
