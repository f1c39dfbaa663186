import { ArgumentError, NotPositiveDefiniteError, ShapeError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import { type AlgebraInstance, algebraInstance, releaseAlgebra } from "../wasm/algebra-kernels.ts";
import { requireSameRows, requireSquare } from "./checks.ts";
import type { DenseAlgebra, GemmOptions, QrDecomposition } from "./dense-algebra.ts";
import { generalizedEigen } from "./generalized-eigen.ts";
import { begun, finiteIn, result, symmetricIn, unitScaled } from "./wasm-algebra-call.ts";
import { singularValues, svd, symmetricEigen } from "./wasm-algebra-eigen.ts";

function gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Matrix {
  const m = options.transposeA ? a.cols : a.rows;
  const inner = options.transposeA ? a.rows : a.cols;
  const n = options.transposeB ? b.rows : b.cols;
  if (inner !== (options.transposeB ? b.cols : b.rows)) {
    throw new ShapeError("gemm", { a: [a.rows, a.cols], b: [b.rows, b.cols] }, "the inner sizes must agree");
  }
  const instance = begun(a.values.length + b.values.length + m * n);
  const pa = finiteIn(instance, "gemm", "a", a);
  const pb = finiteIn(instance, "gemm", "b", b);
  const pc = instance.heap.take(m * n);
  const [aRow, aCol] = options.transposeA ? [1, a.cols] : [a.cols, 1];
  const [bRow, bCol] = options.transposeB ? [1, b.cols] : [b.cols, 1];
  instance.kernels.product(m, n, inner, 1, pa, aRow, aCol, pb, bRow, bCol, pc, n);
  return result(instance, pc, m, n);
}

function syrk(a: Matrix, weights?: Float64Array): Matrix {
  const where = "syrk";
  if (weights !== undefined && weights.length !== a.rows) {
    throw new ShapeError(where, { a: [a.rows, a.cols], weights: [weights.length] }, "there must be one weight a row");
  }
  const n = a.cols;
  const instance = begun(a.values.length + a.rows + n * n);
  const pa = finiteIn(instance, where, "a", a);
  const pw = weights === undefined ? 0 : finiteIn(instance, where, "weights", row(weights));
  const pc = instance.heap.take(n * n);
  instance.kernels.syrk(n, a.rows, pa, pw, pc);
  return result(instance, pc, n, n);
}

function row(values: Float64Array): Matrix {
  return { rows: 1, cols: values.length, values };
}

function cholesky(a: Matrix): Matrix {
  const instance = begun(a.values.length);
  const l = factorIn(instance, "cholesky", a);
  instance.kernels.clearUpper(a.rows, l);
  return result(instance, l, a.rows, a.rows);
}

function solveTriangular(l: Matrix, b: Matrix, options: { readonly transpose?: boolean } = {}): Matrix {
  const where = "solveTriangular";
  requireSquare(where, "l", l);
  requireSameRows(where, ["l", "b"], l, b);
  const n = l.rows;
  const instance = begun(l.values.length + b.values.length);
  const pl = finiteIn(instance, where, "l", l);
  const pb = finiteIn(instance, where, "b", b);
  for (let i = 0; i < n; i++) {
    if (l.values[i * n + i] === 0) throw new ArgumentError(where, `l[${i}, ${i}]`, 0, "non-zero");
  }
  if (options.transpose) instance.kernels.solveLowerTransposed(n, b.cols, pl, pb);
  else instance.kernels.solveLower(n, b.cols, pl, n, 1, pb, b.cols, 1);
  return result(instance, pb, n, b.cols);
}

function solvePositiveDefinite(a: Matrix, b: Matrix): Matrix {
  const where = "solvePositiveDefinite";
  requireSameRows(where, ["a", "b"], a, b);
  const instance = begun(a.values.length + b.values.length);
  const pb = finiteIn(instance, where, "b", b);
  const l = factorIn(instance, where, a);
  const n = a.rows;
  instance.kernels.solveLower(n, b.cols, l, n, 1, pb, b.cols, 1);
  instance.kernels.solveLowerTransposed(n, b.cols, l, pb);
  return result(instance, pb, n, b.cols);
}

function logDeterminant(a: Matrix): number {
  const instance = begun(a.values.length);
  const l = instance.heap.view(factorIn(instance, "logDeterminant", a), a.values.length);
  let sum = 0;
  for (let i = 0; i < a.rows; i++) sum += Math.log(l[i * a.rows + i]!);
  releaseAlgebra();
  return 2 * sum;
}

function qr(a: Matrix): QrDecomposition {
  if (a.rows < a.cols)
    throw new ShapeError("qr", { a: [a.rows, a.cols] }, "there must be at least as many rows as columns");
  const { rows: m, cols: n } = a;
  const { kernels } = algebraInstance();
  const work = kernels.qrWork(m, n);
  const instance = begun(m * n + n * n + work);
  const { heap } = instance;
  const q = finiteIn(instance, "qr", "a", a);
  const r = heap.take(n * n);
  const scale = unitScaled(instance, q, m * n);
  kernels.qr(m, n, q, r, heap.take(work));
  kernels.scale(n * n, r, scale);
  const triangle = { rows: n, cols: n, values: heap.copyOut(r, n * n) };
  return { q: result(instance, q, m, n), r: triangle };
}

/** Address of the Cholesky factor of (A + Aᵀ)/2, undefined above the diagonal; every refusal happens here. */
function factorIn(instance: AlgebraInstance, where: string, a: Matrix): number {
  const { heap, kernels } = instance;
  const at = symmetricIn(instance, where, "a", a);
  const pivot = kernels.cholesky(a.rows, at, a.rows);
  if (pivot < 0) return at;
  const [value] = heap.view(at + 8 * pivot * (a.rows + 1), 1);
  throw new NotPositiveDefiniteError(where, pivot, value!);
}

/** Everything in WebAssembly with 128-bit SIMD. */
export const wasmAlgebra: DenseAlgebra = Object.freeze({
  name: "wasm",
  gemm,
  syrk,
  cholesky,
  solveTriangular,
  solvePositiveDefinite,
  logDeterminant,
  symmetricEigen,
  generalizedEigen: (a: Matrix, b: Matrix) => generalizedEigen(wasmAlgebra, a, b),
  singularValues,
  svd,
  qr,
});
