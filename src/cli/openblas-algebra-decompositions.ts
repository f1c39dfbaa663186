import {
  type Matrix,
  type QrDecomposition,
  type SingularValueDecomposition,
  type SymmetricEigen,
  transposed,
} from "../experiments/index.ts";
import { int32, letter, type OpenblasLibrary } from "./openblas-algebra-library.ts";

// LAPACK stores columns, so that a matrix here is its transpose there: AᵀA = A costs nothing for symmetric matrices,
// a singular value decomposition exchanges U and V, and Q R of A is L Q of Aᵀ.

/** Divide and conquer; overwrites A. */
export function symmetricEigen({ dsyevd }: OpenblasLibrary, a: Matrix): SymmetricEigen | null {
  const n = a.rows;
  const values = new Float64Array(n);
  const whole = new Int32Array(3 + 5 * n);
  const info = int32(0);
  const work = workSpace(1 + 6 * n + 2 * n * n);
  const spaces = [work, int32(work.length), whole, int32(whole.length)] as const;
  dsyevd(letter("V"), letter("L"), int32(n), a.values, int32(n), values, ...spaces, info, 1, 1);
  return info[0] === 0 ? { values, vectors: transposed(a) } : null;
}

export function svd(library: OpenblasLibrary, a: Matrix): SingularValueDecomposition | null {
  const k = Math.min(a.rows, a.cols);
  const u = { rows: a.rows, cols: k, values: new Float64Array(a.rows * k) };
  const vTransposed = { rows: k, cols: a.cols, values: new Float64Array(k * a.cols) };
  const s = divideAndConquerSvd(library, a, "S", u.values, vTransposed.values);
  return s === null ? null : { u, s, v: transposed(vTransposed) };
}

export function singularValues(library: OpenblasLibrary, a: Matrix): Float64Array | null {
  return divideAndConquerSvd(library, a, "N", new Float64Array(1), new Float64Array(1));
}

/** Writes U [rows, k] and Vᵀ [k, cols] by rows, if the job is S. */
function divideAndConquerSvd(
  { dgesdd }: OpenblasLibrary,
  { rows, cols, values }: Matrix,
  job: "S" | "N",
  u: Float64Array,
  vTransposed: Float64Array,
): Float64Array | null {
  const k = Math.min(rows, cols);
  const s = new Float64Array(k);
  const [m, n] = [int32(cols), int32(rows)];
  const whole = new Int32Array(8 * k);
  const info = int32(0);
  const call = (a: Float64Array, work: Float64Array, length: number): void => {
    dgesdd(letter(job), m, n, a, m, s, vTransposed, m, u, int32(k), work, int32(length), whole, info, 1);
  };
  const wanted = wish((query) => call(values, query, -1));
  const space = workSpace(values.length + wanted);
  space.set(values);
  call(space, space.subarray(values.length), wanted);
  return info[0] === 0 ? s : null;
}

export function qr({ dgelqf, dorglq }: OpenblasLibrary, a: Matrix): QrDecomposition {
  const { rows, cols: n } = a;
  const q = { rows, cols: n, values: a.values.slice() };
  const r = { rows: n, cols: n, values: new Float64Array(n * n) };
  const factors = new Float64Array(n);
  const [height, width, info] = [int32(n), int32(rows), int32(0)];
  const reduce = (work: Float64Array, length: number): void => {
    dgelqf(height, width, q.values, height, factors, work, int32(length), info);
  };
  const expand = (work: Float64Array, length: number): void => {
    dorglq(height, width, height, q.values, height, factors, work, int32(length), info);
  };
  const reducing = wish((query) => reduce(query, -1));
  reduce(workSpace(reducing), reducing);
  for (let i = 0; i < n; i++) r.values.set(q.values.subarray(i * n + i, (i + 1) * n), i * n + i);
  const expanding = wish((query) => expand(query, -1));
  expand(workSpace(expanding), expanding);
  return { q, r };
}

/** Asks a routine how many numbers it wants to work with. */
function wish(ask: (query: Float64Array) => void): number {
  const query = new Float64Array(1);
  ask(query);
  return query[0]!;
}

/** Numbers of work space that are kept between calls, 32 megabytes: fresh memory costs a page fault for every 512. */
const KEPT = 2 ** 22;
let kept = new Float64Array(0);

/** Room for so many numbers, of any content. */
function workSpace(count: number): Float64Array {
  if (count > KEPT) return new Float64Array(count);
  if (kept.length < count) kept = new Float64Array(count);
  return kept.subarray(0, count);
}
