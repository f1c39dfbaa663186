import {
  ArgumentError,
  type DenseAlgebra,
  type GemmOptions,
  generalizedEigen,
  type Matrix,
  NotPositiveDefiniteError,
  requireSameRows,
  requireSquare,
  ShapeError,
  symmetrized,
  symmetrizeInto,
} from "../experiments/index.ts";
import { belowDiagonal, finite, leading } from "./openblas-algebra-call.ts";
import { qr, singularValues, svd, symmetricEigen } from "./openblas-algebra-decompositions.ts";
import { cblas, int32, letter, type OpenblasLibrary, openblasLibrary } from "./openblas-algebra-library.ts";

const { rowMajor, noTranspose, transpose, upper, lower, nonUnit, left } = cblas;

/**
 * Everything by OpenBLAS and its LAPACK on one thread, so that results do not depend on how many threads there are;
 * null where the library or koffi is missing. The last bits depend on the library's version and kernels.
 */
export async function openblasAlgebra(): Promise<DenseAlgebra | null> {
  const library = await openblasLibrary();
  return library === null ? null : algebraOf(library);
}

function algebraOf(library: OpenblasLibrary): DenseAlgebra {
  const engine: DenseAlgebra = Object.freeze({
    name: "openblas",
    gemm: (a: Matrix, b: Matrix, options: GemmOptions = {}) => gemm(library, a, b, options),
    syrk: (a: Matrix, weights?: Float64Array) => syrk(library, a, weights),
    cholesky: (a: Matrix) => cholesky(library, a),
    solveTriangular: (l: Matrix, b: Matrix, options: { readonly transpose?: boolean } = {}) =>
      solveTriangular(library, l, b, options.transpose === true),
    solvePositiveDefinite: (a: Matrix, b: Matrix) => solvePositiveDefinite(library, a, b),
    logDeterminant: (a: Matrix) => logDeterminant(library, a),
    symmetricEigen: (a: Matrix) => symmetricEigen(library, a),
    generalizedEigen: (a: Matrix, b: Matrix) => generalizedEigen(engine, a, b),
    singularValues: (a: Matrix) => singularValues(library, a),
    svd: (a: Matrix) => svd(library, a),
    qr: (a: Matrix) => qr(library, a),
  });
  return engine;
}

function gemm(library: OpenblasLibrary, a: Matrix, b: Matrix, { transposeA, transposeB }: GemmOptions): Matrix {
  const rows = transposeA ? a.cols : a.rows;
  const inner = transposeA ? a.rows : a.cols;
  const cols = transposeB ? b.rows : b.cols;
  if (inner !== (transposeB ? b.cols : b.rows)) {
    throw new ShapeError("gemm", { a: [a.rows, a.cols], b: [b.rows, b.cols] }, "the inner sizes must agree");
  }
  finite(library, "gemm", "a", a);
  finite(library, "gemm", "b", b);
  const c = new Float64Array(rows * cols);
  const order = [transposeA ? transpose : noTranspose, transposeB ? transpose : noTranspose] as const;
  const [lda, ldb, ldc] = [leading(a.cols), leading(b.cols), leading(cols)];
  library.dgemm(rowMajor, ...order, rows, cols, inner, 1, a.values, lda, b.values, ldb, 0, c, ldc);
  return { rows, cols, values: c };
}

function syrk(library: OpenblasLibrary, a: Matrix, weights?: Float64Array): Matrix {
  const where = "syrk";
  const { rows, cols: n } = a;
  if (weights !== undefined && weights.length !== rows) {
    throw new ShapeError(where, { a: [rows, n], weights: [weights.length] }, "there must be one weight a row");
  }
  finite(library, where, "a", a);
  const c = new Float64Array(n * n);
  const add = (sign: number, count: number, values: Float64Array): void => {
    library.dsyrk(rowMajor, upper, transpose, n, count, sign, values, leading(n), 1, c, leading(n));
  };
  if (weights === undefined) add(1, rows, a.values);
  else {
    finite(library, where, "weights", { rows: 1, cols: rows, values: weights });
    const { scaled, negative } = rootWeighted(a, weights);
    add(1, rows - negative, scaled);
    if (negative > 0) add(-1, negative, scaled.subarray((rows - negative) * n));
  }
  belowDiagonal(n, (entry, mirror) => {
    c[entry] = c[mirror]!;
  });
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

function cholesky(library: OpenblasLibrary, a: Matrix): Matrix {
  const l = factor(library, "cholesky", a);
  for (let i = 0, n = a.rows; i < n; i++) l.values.fill(0, i * n + i + 1, (i + 1) * n);
  return l;
}

function solveTriangular(library: OpenblasLibrary, l: Matrix, b: Matrix, transposeL: boolean): Matrix {
  const where = "solveTriangular";
  requireSquare(where, "l", l);
  requireSameRows(where, ["l", "b"], l, b);
  finite(library, where, "l", l);
  finite(library, where, "b", b);
  for (let i = 0, n = l.rows; i < n; i++) {
    if (l.values[i * n + i] === 0) throw new ArgumentError(where, `l[${i}, ${i}]`, 0, "non-zero");
  }
  const x = { ...b, values: b.values.slice() };
  solveInto(library, x, l, transposeL);
  return x;
}

function solvePositiveDefinite(library: OpenblasLibrary, a: Matrix, b: Matrix): Matrix {
  const where = "solvePositiveDefinite";
  requireSameRows(where, ["a", "b"], a, b);
  finite(library, where, "b", b);
  const l = passingFactor(library, where, a);
  const x = { ...b, values: b.values.slice() };
  solveInto(library, x, l, false);
  solveInto(library, x, l, true);
  return x;
}

function solveInto({ dtrsm }: OpenblasLibrary, x: Matrix, l: Matrix, transposeL: boolean): void {
  const order = transposeL ? transpose : noTranspose;
  const ldl = leading(l.cols);
  dtrsm(rowMajor, left, lower, order, nonUnit, x.rows, x.cols, 1, l.values, ldl, x.values, leading(x.cols));
}

function logDeterminant(library: OpenblasLibrary, a: Matrix): number {
  const { values } = passingFactor(library, "logDeterminant", a);
  let sum = 0;
  for (let i = 0; i < a.rows; i++) sum += Math.log(values[i * a.rows + i]!);
  return 2 * sum;
}

/** Numbers of a factor whose room is kept from one solution to the next. */
const KEPT_NUMBERS = 2 ** 18;
let kept = new Float64Array(0);

/** `factor` in room that the next call uses again; for results that do not leave this file. */
function passingFactor(library: OpenblasLibrary, where: string, a: Matrix): Matrix {
  const size = a.values.length;
  if (size > KEPT_NUMBERS) return factor(library, where, a);
  if (kept.length < size) kept = new Float64Array(size);
  const values = kept.subarray(0, size);
  symmetrizeInto(values, where, "a", a);
  return factorized(library, where, { ...a, values });
}

/** L of (A + Aᵀ)/2 = L Lᵀ, undefined above the diagonal: column by column it is the upper factor that LAPACK leaves. */
function factor(library: OpenblasLibrary, where: string, a: Matrix): Matrix {
  return factorized(library, where, symmetrized(where, "a", a));
}

/** Overwrites a symmetric matrix. */
function factorized({ dpotrf }: OpenblasLibrary, where: string, l: Matrix): Matrix {
  const n = l.rows;
  const info = int32(0);
  dpotrf(letter("U"), int32(n), l.values, int32(leading(n)), info, 1);
  if (info[0] === 0) return l;
  const pivot = info[0]! - 1;
  throw new NotPositiveDefiniteError(where, pivot, l.values[pivot * (n + 1)]!);
}
