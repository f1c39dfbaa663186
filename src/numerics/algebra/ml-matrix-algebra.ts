import { CholeskyDecomposition } from "ml-matrix";
import type { Matrix } from "../matrix.ts";
import { checkedAlgebra } from "./checked-algebra.ts";
import { sumOfSquares } from "./checks.ts";
import { fromMlMatrix, qr, singularValues, svd, symmetricEigen, toMlMatrix } from "./decompositions.ts";
import type { DenseAlgebra, GemmOptions } from "./dense-algebra.ts";
import { transposed } from "./transpose.ts";

function gemm(a: Matrix, b: Matrix, { transposeA, transposeB }: GemmOptions): Matrix {
  const left = toMlMatrix(transposeA ? transposed(a) : a);
  return fromMlMatrix(left.mmul(toMlMatrix(transposeB ? transposed(b) : b)));
}

function syrk(a: Matrix, weights: Float64Array | undefined): Matrix {
  const weighted = { ...a, values: a.values.map((value, i) => value * (weights?.[Math.floor(i / a.cols)] ?? 1)) };
  return gemm(weighted, a, { transposeA: true });
}

function factorInto({ values, rows: n }: Matrix): number {
  const found = new CholeskyDecomposition(toMlMatrix({ rows: n, cols: n, values }));
  const l = found.lowerTriangularMatrix;
  if (found.isPositiveDefinite()) {
    values.set(fromMlMatrix(l).values);
    return -1;
  }
  let pivot = 0;
  while (pivot < n && l.get(pivot, pivot) > 0) pivot++;
  for (let k = 0; k < pivot; k++) values[pivot * (n + 1)]! -= l.get(pivot, k) ** 2;
  return pivot;
}

function solveInto(b: Matrix, l: Matrix, transposeL: boolean): void {
  const n = l.rows;
  const entry = (i: number, k: number): number => l.values[transposeL ? k * n + i : i * n + k]!;
  const x = toMlMatrix(b);
  for (let step = 0; step < n; step++) {
    const i = transposeL ? n - 1 - step : step;
    for (let before = 0; before < step; before++) {
      const k = transposeL ? n - 1 - before : before;
      for (let j = 0; j < b.cols; j++) x.set(i, j, x.get(i, j) - entry(i, k) * x.get(k, j));
    }
    for (let j = 0; j < b.cols; j++) x.set(i, j, x.get(i, j) / entry(i, i));
  }
  b.values.set(fromMlMatrix(x).values);
}

/** Everything by ml-matrix, the oracle of the faster engines. */
export const mlMatrixAlgebra: DenseAlgebra = checkedAlgebra({
  name: "ml-matrix",
  sumOfSquares,
  gemm,
  syrk,
  factorInto,
  solveInto,
  symmetricEigen,
  singularValues,
  svd,
  qr,
});
