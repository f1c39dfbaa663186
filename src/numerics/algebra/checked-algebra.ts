import { ArgumentError, ConvergenceError, NotPositiveDefiniteError, ShapeError } from "../errors.ts";
import { type Matrix, matrix } from "../matrix.ts";
import { requireFinite, requireSameRows, requireSquare, symmetrizeInto } from "./checks.ts";
import type {
  DenseAlgebra,
  GemmOptions,
  QrDecomposition,
  SingularValueDecomposition,
  SymmetricEigen,
} from "./dense-algebra.ts";
import { generalizedEigen } from "./generalized-eigen.ts";
import { mirrorLowerInto } from "./transpose.ts";

/**
 * The arithmetic of an engine, without a single check: entries are finite, sizes agree and are at least 1 (right sides
 * may be none), and what is symmetric is so to the last bit. Every result has memory of its own.
 */
export interface AlgebraKernels {
  readonly name: string;
  /** Σ x²; not finite when an entry is not. May overflow. */
  sumOfSquares(values: Float64Array): number;
  /** A B, each transposed on demand. */
  gemm(a: Matrix, b: Matrix, options: GemmOptions): Matrix;
  /** Aᵀ diag(w) A; only the lower triangle counts. */
  syrk(a: Matrix, weights: Float64Array | undefined): Matrix;
  /** Overwrites the lower triangle of A by L; −1, or the pivot that failed, whose value is left on the diagonal. */
  factorInto(a: Matrix): number;
  /** Overwrites X by L⁻¹ X, or by L⁻ᵀ X; only the lower triangle of L is read. */
  solveInto(x: Matrix, l: Matrix, transposeL: boolean): void;
  /** May overwrite A; null when the iteration does not converge. */
  symmetricEigen(a: Matrix): SymmetricEigen | null;
  singularValues(a: Matrix): Float64Array | null;
  svd(a: Matrix): SingularValueDecomposition | null;
  /** For rows ≥ cols. */
  qr(a: Matrix): QrDecomposition;
}

/** Numbers of work space that are kept between calls: 32 megabytes. */
const KEPT = 2 ** 22;

/**
 * An engine out of bare arithmetic: checks of shapes, of finiteness and of symmetry, empty matrices, work space, and the
 * methods that are made of others.
 *
 * @param kernels - what computes; see there what it may rely on
 * @returns an engine for `registerEngine`; every check is made before the kernels see a number
 * @accuracy that of the kernels
 */
export function checkedAlgebra(kernels: AlgebraKernels): DenseAlgebra {
  let scratch = new Float64Array(0);
  const workSpace = (count: number): Float64Array => {
    if (count > KEPT) return new Float64Array(count);
    if (scratch.length < count) scratch = new Float64Array(count);
    return scratch.subarray(0, count);
  };
  const finite = (where: string, argument: string, a: Matrix): void => {
    // A finite sum of squares has finite terms; an infinite one may be an overflow, so that every entry is looked at.
    if (!Number.isFinite(kernels.sumOfSquares(a.values))) requireFinite(where, argument, a);
  };
  /** (A + Aᵀ)/2 in the given room. */
  const symmetric = (where: string, a: Matrix, room: Float64Array): Matrix => {
    symmetrizeInto(room, where, "a", a);
    return { rows: a.rows, cols: a.cols, values: room };
  };
  const factored = (where: string, a: Matrix, room: Float64Array): Matrix => {
    const l = symmetric(where, a, room);
    const pivot = l.rows === 0 ? -1 : kernels.factorInto(l);
    if (pivot >= 0) throw new NotPositiveDefiniteError(where, pivot, l.values[pivot * (l.rows + 1)]!);
    return l;
  };
  const solved = (x: Matrix, l: Matrix, transposeL: boolean): void => {
    if (x.values.length > 0) kernels.solveInto(x, l, transposeL);
  };
  const converged = <T>(where: string, a: Matrix, found: T | null): T => {
    if (found !== null) return found;
    const advice = "force another engine for this matrix and report it";
    throw new ConvergenceError(where, 30 * Math.min(a.rows, a.cols), Number.NaN, Number.EPSILON, advice);
  };

  const engine: DenseAlgebra = {
    name: kernels.name,
    gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Matrix {
      const rows = options.transposeA ? a.cols : a.rows;
      const inner = options.transposeA ? a.rows : a.cols;
      const cols = options.transposeB ? b.rows : b.cols;
      if (inner !== (options.transposeB ? b.cols : b.rows)) {
        throw new ShapeError("gemm", { a: [a.rows, a.cols], b: [b.rows, b.cols] }, "the inner sizes must agree");
      }
      finite("gemm", "a", a);
      finite("gemm", "b", b);
      return rows * cols * inner === 0 ? matrix(rows, cols) : kernels.gemm(a, b, options);
    },
    syrk(a: Matrix, weights?: Float64Array): Matrix {
      const { rows, cols: n } = a;
      if (weights !== undefined && weights.length !== rows) {
        throw new ShapeError("syrk", { a: [rows, n], weights: [weights.length] }, "there must be one weight a row");
      }
      finite("syrk", "a", a);
      if (weights !== undefined) finite("syrk", "weights", { rows: 1, cols: rows, values: weights });
      if (rows * n === 0) return matrix(n, n);
      const c = kernels.syrk(a, weights);
      mirrorLowerInto(c.values, n);
      return c;
    },
    cholesky(a: Matrix): Matrix {
      const l = factored("cholesky", a, new Float64Array(a.values.length));
      for (let i = 0, n = l.rows; i < n; i++) l.values.fill(0, i * n + i + 1, (i + 1) * n);
      return l;
    },
    solveTriangular(l: Matrix, b: Matrix, options: { readonly transpose?: boolean } = {}): Matrix {
      const where = "solveTriangular";
      requireSquare(where, "l", l);
      requireSameRows(where, ["l", "b"], l, b);
      finite(where, "l", l);
      finite(where, "b", b);
      for (let i = 0, n = l.rows; i < n; i++) {
        if (l.values[i * n + i] === 0) throw new ArgumentError(where, `l[${i}, ${i}]`, 0, "non-zero");
      }
      const x = { ...b, values: b.values.slice() };
      solved(x, l, options.transpose === true);
      return x;
    },
    solvePositiveDefinite(a: Matrix, b: Matrix): Matrix {
      const where = "solvePositiveDefinite";
      requireSameRows(where, ["a", "b"], a, b);
      finite(where, "b", b);
      const l = factored(where, a, workSpace(a.values.length));
      const x = { ...b, values: b.values.slice() };
      solved(x, l, false);
      solved(x, l, true);
      return x;
    },
    logDeterminant(a: Matrix): number {
      const { values, rows: n } = factored("logDeterminant", a, workSpace(a.values.length));
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Math.log(values[i * (n + 1)]!);
      return 2 * sum;
    },
    symmetricEigen(a: Matrix): SymmetricEigen {
      const where = "symmetricEigen";
      const own = symmetric(where, a, workSpace(a.values.length));
      if (a.rows === 0) return { values: new Float64Array(0), vectors: matrix(0, 0) };
      return converged(where, a, kernels.symmetricEigen(own));
    },
    generalizedEigen: (a: Matrix, b: Matrix) => generalizedEigen(engine, a, b),
    singularValues(a: Matrix): Float64Array {
      finite("singularValues", "a", a);
      if (a.values.length === 0) return new Float64Array(0);
      return converged("singularValues", a, kernels.singularValues(a));
    },
    svd(a: Matrix): SingularValueDecomposition {
      finite("svd", "a", a);
      if (a.values.length > 0) return converged("svd", a, kernels.svd(a));
      return { u: matrix(a.rows, 0), s: new Float64Array(0), v: matrix(a.cols, 0) };
    },
    qr(a: Matrix): QrDecomposition {
      const { rows, cols: n } = a;
      if (rows < n) throw new ShapeError("qr", { a: [rows, n] }, "there must be at least as many rows as columns");
      finite("qr", "a", a);
      return n === 0 ? { q: matrix(rows, 0), r: matrix(0, 0) } : kernels.qr(a);
    },
  };
  return Object.freeze(engine);
}
