import { checkedAlgebra, type DenseAlgebra, type GemmOptions, type Matrix } from "../experiments/index.ts";
import { qr, singularValues, svd, symmetricEigen } from "./openblas-algebra-decompositions.ts";
import { cblas, int32, letter, type OpenblasLibrary, openblasLibrary } from "./openblas-algebra-library.ts";

const { rowMajor, noTranspose, transpose, lower, nonUnit, left } = cblas;

/**
 * Everything by OpenBLAS and its LAPACK on one thread, so that results do not depend on how many threads there are;
 * null where the library or koffi is missing. The last bits depend on the library's version and kernels.
 */
export async function openblasAlgebra(): Promise<DenseAlgebra | null> {
  const library = await openblasLibrary();
  if (library === null) return null;
  return checkedAlgebra({
    name: "openblas",
    sumOfSquares: (values) => sumOfSquares(library, values),
    gemm: (a, b, options) => gemm(library, a, b, options),
    syrk: (a, weights) => syrk(library, a, weights),
    factorInto: (a) => factorInto(library, a),
    solveInto: (x, l, transposeL) => solveInto(library, x, l, transposeL),
    symmetricEigen: (a) => symmetricEigen(library, a),
    singularValues: (a) => singularValues(library, a),
    svd: (a) => svd(library, a),
    qr: (a) => qr(library, a),
  });
}

function sumOfSquares({ ddot }: OpenblasLibrary, values: Float64Array): number {
  // A longer one is not counted by the library's integers.
  return values.length < 2 ** 31 ? ddot(values.length, values, 1, values, 1) : Number.NaN;
}

function gemm({ dgemm }: OpenblasLibrary, a: Matrix, b: Matrix, { transposeA, transposeB }: GemmOptions): Matrix {
  const rows = transposeA ? a.cols : a.rows;
  const inner = transposeA ? a.rows : a.cols;
  const cols = transposeB ? b.rows : b.cols;
  const c = new Float64Array(rows * cols);
  const order = [transposeA ? transpose : noTranspose, transposeB ? transpose : noTranspose] as const;
  dgemm(rowMajor, ...order, rows, cols, inner, 1, a.values, a.cols, b.values, b.cols, 0, c, cols);
  return { rows, cols, values: c };
}

function syrk({ dsyrk }: OpenblasLibrary, a: Matrix, weights: Float64Array | undefined): Matrix {
  const { rows, cols: n } = a;
  const c = new Float64Array(n * n);
  const add = (sign: number, count: number, values: Float64Array): void => {
    dsyrk(rowMajor, lower, transpose, n, count, sign, values, n, 1, c, n);
  };
  if (weights === undefined) add(1, rows, a.values);
  else {
    const { scaled, negative } = rootWeighted(a, weights);
    add(1, rows - negative, scaled);
    if (negative > 0) add(-1, negative, scaled.subarray((rows - negative) * n));
  }
  return { rows: n, cols: n, values: c };
}

/** The rows of A times √|w|, those with a negative weight behind the others. */
function rootWeighted({ rows, cols, values }: Matrix, weights: Float64Array) {
  const scaled = new Float64Array(values.length);
  let negative = 0;
  for (let i = 0; i < rows; i++) {
    const factor = Math.sqrt(Math.abs(weights[i]!));
    const to = (weights[i]! < 0 ? rows - ++negative : i - negative) * cols;
    for (let j = 0, from = i * cols; j < cols; j++, from++) scaled[to + j] = factor * values[from]!;
  }
  return { scaled, negative };
}

/** Column by column the lower factor is the upper one. */
function factorInto({ dpotrf }: OpenblasLibrary, { values, rows }: Matrix): number {
  const info = int32(0);
  dpotrf(letter("U"), int32(rows), values, int32(rows), info, 1);
  return info[0]! - 1;
}

function solveInto({ dtrsm }: OpenblasLibrary, x: Matrix, l: Matrix, transposeL: boolean): void {
  const order = transposeL ? transpose : noTranspose;
  dtrsm(rowMajor, left, lower, order, nonUnit, x.rows, x.cols, 1, l.values, l.cols, x.values, x.cols);
}
