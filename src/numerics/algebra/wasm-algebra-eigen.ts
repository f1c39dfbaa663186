import { ConvergenceError } from "../errors.ts";
import { type Matrix, matrix } from "../matrix.ts";
import { type AlgebraInstance, algebraInstance } from "../wasm/algebra-kernels.ts";
import { requireFinite, requireSquare } from "./checks.ts";
import type { SingularValueDecomposition, SymmetricEigen } from "./dense-algebra.ts";
import { transposed } from "./transpose.ts";
import { begun, finiteIn, result, symmetricIn, unitScaled } from "./wasm-algebra-call.ts";

/** Householder tridiagonalisation in panels, divide and conquer, and the reflectors applied in groups. */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  const where = "symmetricEigen";
  requireSquare(where, "a", a);
  const n = a.rows;
  if (n === 0) return { values: new Float64Array(0), vectors: matrix(0, 0) };
  const work = algebraInstance().kernels.symmetricEigenWork(n);
  const instance = begun(n * n + n + work);
  const { heap, kernels } = instance;
  const at = symmetricIn(instance, where, "a", a);
  const scale = unitScaled(instance, at, n * n);
  const values = heap.take(n);
  const vectors = heap.take(work);
  if (kernels.symmetricEigen(n, at, values, vectors) === 0) throw notConverged(where, n);
  kernels.scale(n, values, scale);
  return { values: heap.copyOut(values, n), vectors: result(instance, vectors, n, n) };
}

/** Reduction to bidiagonal form in panels, implicit QR steps, and the reflectors applied in groups. */
export function svd(a: Matrix): SingularValueDecomposition {
  if (a.rows < a.cols) {
    requireFinite("svd", "a", a);
    const { u, s, v } = svd(transposed(a));
    return { u: v, s, v: u };
  }
  const { rows: m, cols: n } = a;
  if (n === 0) return { u: matrix(m, 0), s: new Float64Array(0), v: matrix(0, 0) };
  const { kernels } = algebraInstance();
  const tall = m > n;
  const work = Math.max(kernels.squareSvdWork(n), tall ? kernels.qrWork(m, n) : 0);
  const instance = begun(2 * m * n + 3 * n * n + n + work);
  const { heap } = instance;
  const at = finiteIn(instance, "svd", "a", a);
  const scale = unitScaled(instance, at, m * n);
  const u = heap.take(n * n);
  const s = heap.take(n);
  const v = heap.take(n * n);
  const space = heap.take(work);
  const square = tall ? heap.take(n * n) : at;
  if (tall) kernels.qr(m, n, at, square, space);
  if (kernels.squareSvd(n, square, s, u, v, space) === 0) throw notConverged("svd", n);
  kernels.scale(n, s, scale);
  const values = heap.copyOut(s, n);
  const right: Matrix = { rows: n, cols: n, values: heap.copyOut(v, n * n) };
  return { u: result(instance, tall ? productWith(instance, at, u, m, n) : u, m, n), s: values, v: right };
}

/** Q U for Q [m, n]. */
function productWith({ heap, kernels }: AlgebraInstance, q: number, u: number, m: number, n: number): number {
  const out = heap.take(m * n);
  kernels.product(m, n, n, 1, q, n, 1, u, n, 1, out, n);
  return out;
}

/** As in `svd`, without vectors. */
export function singularValues(a: Matrix): Float64Array {
  if (a.rows < a.cols) {
    requireFinite("singularValues", "a", a);
    return singularValues(transposed(a));
  }
  const { rows: m, cols: n } = a;
  if (n === 0) return new Float64Array(0);
  const { kernels } = algebraInstance();
  const tall = m > n;
  const work = Math.max(kernels.squareSvdWork(n), tall ? kernels.qrWork(m, n) : 0);
  const instance = begun(m * n + n * n + n + work);
  const { heap } = instance;
  const at = finiteIn(instance, "singularValues", "a", a);
  const scale = unitScaled(instance, at, m * n);
  const s = heap.take(n);
  const space = heap.take(work);
  const square = tall ? heap.take(n * n) : at;
  if (tall) kernels.qr(m, n, at, square, space);
  if (kernels.squareSvd(n, square, s, 0, 0, space) === 0) throw notConverged("singularValues", n);
  kernels.scale(n, s, scale);
  return result(instance, s, n, 1).values;
}

function notConverged(where: string, n: number): ConvergenceError {
  const advice = "use the ml-matrix engine for this matrix and report it";
  return new ConvergenceError(where, 40 * n, Number.NaN, Number.EPSILON, advice);
}
