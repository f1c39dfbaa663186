import { CholeskyDecomposition } from "ml-matrix";
import { ArgumentError, NotPositiveDefiniteError, ShapeError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import { requireFinite, requireSameRows, requireSquare, symmetrized } from "./checks.ts";
import { fromMlMatrix, qr, singularValues, svd, symmetricEigen, toMlMatrix, transposed } from "./decompositions.ts";
import type { DenseAlgebra, GemmOptions } from "./dense-algebra.ts";
import { generalizedEigen } from "./generalized-eigen.ts";

function gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Matrix {
  const left = options.transposeA ? transposed(a) : a;
  const right = options.transposeB ? transposed(b) : b;
  if (left.cols !== right.rows) {
    throw new ShapeError("gemm", { a: [a.rows, a.cols], b: [b.rows, b.cols] }, "the inner sizes must agree");
  }
  requireFinite("gemm", "a", a);
  requireFinite("gemm", "b", b);
  return fromMlMatrix(toMlMatrix(left).mmul(toMlMatrix(right)));
}

function syrk(a: Matrix, weights?: Float64Array): Matrix {
  if (weights !== undefined && weights.length !== a.rows) {
    throw new ShapeError("syrk", { a: [a.rows, a.cols], weights: [weights.length] }, "there must be one weight a row");
  }
  if (weights !== undefined) requireFinite("syrk", "weights", { rows: 1, cols: weights.length, values: weights });
  const weighted = { ...a, values: a.values.map((value, i) => value * (weights?.[Math.floor(i / a.cols)] ?? 1)) };
  const product = gemm(weighted, a, { transposeA: true });
  const { values } = product;
  const n = product.rows;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) values[j * n + i] = values[i * n + j]!;
  return product;
}

function factor(where: string, a: Matrix): CholeskyDecomposition {
  const symmetric = symmetrized(where, "a", a);
  const found = new CholeskyDecomposition(toMlMatrix(symmetric));
  if (found.isPositiveDefinite()) return found;
  const n = a.rows;
  const l = found.lowerTriangularMatrix;
  let pivot = 0;
  while (pivot < n && l.get(pivot, pivot) > 0) pivot++;
  let value = symmetric.values[pivot * n + pivot]!;
  for (let k = 0; k < pivot; k++) value -= l.get(pivot, k) ** 2;
  throw new NotPositiveDefiniteError(where, pivot, value);
}

function cholesky(a: Matrix): Matrix {
  return fromMlMatrix(factor("cholesky", a).lowerTriangularMatrix);
}

function solveTriangular(l: Matrix, b: Matrix, options: { readonly transpose?: boolean } = {}): Matrix {
  const where = "solveTriangular";
  requireSquare(where, "l", l);
  requireSameRows(where, ["l", "b"], l, b);
  requireFinite(where, "l", l);
  requireFinite(where, "b", b);
  const n = l.rows;
  const entry = (i: number, k: number): number => l.values[options.transpose ? k * n + i : i * n + k]!;
  const x = toMlMatrix(b);
  for (let step = 0; step < n; step++) {
    const i = options.transpose ? n - 1 - step : step;
    const diagonal = entry(i, i);
    if (diagonal === 0) throw new ArgumentError(where, `l[${i}, ${i}]`, 0, "non-zero");
    for (let before = 0; before < step; before++) {
      const k = options.transpose ? n - 1 - before : before;
      for (let j = 0; j < b.cols; j++) x.set(i, j, x.get(i, j) - entry(i, k) * x.get(k, j));
    }
    for (let j = 0; j < b.cols; j++) x.set(i, j, x.get(i, j) / diagonal);
  }
  return fromMlMatrix(x);
}

function solvePositiveDefinite(a: Matrix, b: Matrix): Matrix {
  requireSameRows("solvePositiveDefinite", ["a", "b"], a, b);
  requireFinite("solvePositiveDefinite", "b", b);
  return fromMlMatrix(factor("solvePositiveDefinite", a).solve(toMlMatrix(b)));
}

function logDeterminant(a: Matrix): number {
  const l = factor("logDeterminant", a).lowerTriangularMatrix;
  let sum = 0;
  for (let i = 0; i < a.rows; i++) sum += Math.log(l.get(i, i));
  return 2 * sum;
}

/** Everything by ml-matrix, the oracle of the faster engines. */
export const mlMatrixAlgebra: DenseAlgebra = Object.freeze({
  name: "ml-matrix",
  gemm,
  syrk,
  cholesky,
  solveTriangular,
  solvePositiveDefinite,
  logDeterminant,
  symmetricEigen,
  generalizedEigen: (a: Matrix, b: Matrix) => generalizedEigen(mlMatrixAlgebra, a, b),
  singularValues,
  svd,
  qr,
});
