import {
  ConvergenceError,
  type Matrix,
  type QrDecomposition,
  ShapeError,
  type SingularValueDecomposition,
  type SymmetricEigen,
  symmetrized,
} from "../experiments/index.ts";
import { finite, leading, transposed } from "./openblas-algebra-call.ts";
import { int32, letter, type OpenblasLibrary } from "./openblas-algebra-library.ts";

// LAPACK stores columns, so that a matrix here is its transpose there: AᵀA = A costs nothing for symmetric matrices,
// a singular value decomposition exchanges U and V, and Q R of A is L Q of Aᵀ.

/** Divide and conquer. */
export function symmetricEigen(library: OpenblasLibrary, a: Matrix): SymmetricEigen {
  const where = "symmetricEigen";
  const vectors = symmetrized(where, "a", a);
  const n = a.rows;
  const values = new Float64Array(n);
  if (n === 0) return { values, vectors };
  const work = new Float64Array(1 + 6 * n + 2 * n * n);
  const whole = new Int32Array(3 + 5 * n);
  const info = int32(0);
  const spaces = [work, int32(work.length), whole, int32(whole.length)] as const;
  library.dsyevd(letter("V"), letter("L"), int32(n), vectors.values, int32(n), values, ...spaces, info, 1, 1);
  requireConverged(where, n, info);
  return { values, vectors: transposed(library, vectors) };
}

export function svd(library: OpenblasLibrary, a: Matrix): SingularValueDecomposition {
  finite(library, "svd", "a", a);
  const k = Math.min(a.rows, a.cols);
  const u = { rows: a.rows, cols: k, values: new Float64Array(a.rows * k) };
  const vTransposed = { rows: k, cols: a.cols, values: new Float64Array(k * a.cols) };
  const s = divideAndConquerSvd(library, "svd", a, "S", u.values, vTransposed.values);
  return { u, s, v: transposed(library, vTransposed) };
}

export function singularValues(library: OpenblasLibrary, a: Matrix): Float64Array {
  const where = "singularValues";
  finite(library, where, "a", a);
  return divideAndConquerSvd(library, where, a, "N", new Float64Array(1), new Float64Array(1));
}

/** Writes U [rows, k] and Vᵀ [k, cols] by rows, if the job is S. */
function divideAndConquerSvd(
  { dgesdd }: OpenblasLibrary,
  where: string,
  { rows, cols, values }: Matrix,
  job: "S" | "N",
  u: Float64Array,
  vTransposed: Float64Array,
): Float64Array {
  const k = Math.min(rows, cols);
  const s = new Float64Array(k);
  if (k === 0) return s;
  const [m, n] = [int32(cols), int32(rows)];
  const whole = new Int32Array(8 * k);
  const info = int32(0);
  const call = (a: Float64Array, work: Float64Array, length: number): void => {
    dgesdd(letter(job), m, n, a, m, s, vTransposed, m, u, int32(k), work, int32(length), whole, info, 1);
  };
  const work = workSpace((query) => call(values, query, -1));
  call(values.slice(), work, work.length);
  requireConverged(where, k, info);
  return s;
}

export function qr(library: OpenblasLibrary, a: Matrix): QrDecomposition {
  const { rows, cols: n } = a;
  if (rows < n) throw new ShapeError("qr", { a: [rows, n] }, "there must be at least as many rows as columns");
  finite(library, "qr", "a", a);
  const q = { rows, cols: n, values: a.values.slice() };
  const r = { rows: n, cols: n, values: new Float64Array(n * n) };
  if (n === 0) return { q, r };
  const factors = new Float64Array(n);
  const [height, width, info] = [int32(n), int32(rows), int32(0)];
  const reduce = (work: Float64Array, length: number): void => {
    library.dgelqf(height, width, q.values, int32(leading(n)), factors, work, int32(length), info);
  };
  const expand = (work: Float64Array, length: number): void => {
    library.dorglq(height, width, height, q.values, int32(leading(n)), factors, work, int32(length), info);
  };
  const reduceWork = workSpace((query) => reduce(query, -1));
  reduce(reduceWork, reduceWork.length);
  for (let i = 0; i < n; i++) r.values.set(q.values.subarray(i * n + i, (i + 1) * n), i * n + i);
  const expandWork = workSpace((query) => expand(query, -1));
  expand(expandWork, expandWork.length);
  return { q, r };
}

/** Asks a routine how many numbers it wants to work with. */
function workSpace(ask: (query: Float64Array) => void): Float64Array {
  const query = new Float64Array(1);
  ask(query);
  return new Float64Array(query[0]!);
}

/** @throws ConvergenceError for what LAPACK reports */
function requireConverged(where: string, n: number, info: Int32Array): void {
  if (info[0] === 0) return;
  const advice = `LAPACK stopped with info = ${info[0]}; use the ml-matrix engine for this matrix and report it`;
  throw new ConvergenceError(where, 30 * n, Number.NaN, Number.EPSILON, advice);
}
