import { ArgumentError, ShapeError } from "../errors.ts";
import { type Matrix, matrix } from "../matrix.ts";

/** A ≈ R Rᵀ with `rank` columns; `remainder` is the trace that was left out. */
export interface LowRankFactor {
  readonly factor: Matrix;
  readonly rank: number;
  readonly remainder: number;
}

/** Relative difference below which two pivots count as equal. */
const tie = 1e-6;

/**
 * Square root of a positive semi-definite matrix by Cholesky factorisation with complete pivoting, for matrices that are
 * numerically of low rank: no jitter, it stops where pivots fall below `tolerance` times the first one.
 *
 * @param a - symmetric positive semi-definite; shape [n, n]; only its lower triangle is read
 * @param tolerance - relative pivot where it stops; default n ε
 * @returns R; shape [n, rank]
 * @accuracy |A − R Rᵀ|_max ≤ the largest pivot left out, at most `tolerance` times the largest diagonal entry
 * @throws ShapeError when not square; ArgumentError when an entry is not finite or a diagonal entry is clearly negative
 * @source HIGHAM2002, section 10.3
 */
export function pivotedCholesky(a: Matrix, tolerance: number = a.rows * Number.EPSILON): LowRankFactor {
  const n = a.rows;
  if (a.cols !== n) throw new ShapeError("pivotedCholesky", { a: [a.rows, a.cols] }, "must be square");
  const bad = a.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new ArgumentError("pivotedCholesky", `a[${Math.floor(bad / n)}][${bad % n}]`, a.values[bad], "finite");
  const diagonal = Float64Array.from({ length: n }, (_, i) => a.values[i * n + i]!);
  const largest = diagonal.reduce((x, y) => Math.max(x, y), 0);
  const lowest = diagonal.findIndex((value) => value < -1e-8 * largest || (largest === 0 && value < 0));
  if (lowest >= 0)
    throw new ArgumentError("pivotedCholesky", `a[${lowest}][${lowest}]`, diagonal[lowest], "at least 0");
  // Row k of `columns` is column k of R, so that updates run along memory.
  const columns: Float64Array[] = [];
  const used = new Uint8Array(n);
  while (columns.length < n) {
    let top = 0;
    for (let i = 0; i < n; i++) if (used[i] === 0) top = Math.max(top, diagonal[i]!);
    if (!(top > tolerance * largest)) break;
    // Of pivots that differ by rounding the first, so that a symmetric problem is not decided by an engine's rounding.
    let pivot = 0;
    while (used[pivot] === 1 || diagonal[pivot]! < (1 - tie) * top) pivot++;
    const column = new Float64Array(n);
    for (let i = 0; i < n; i++)
      if (used[i] === 0) column[i] = i >= pivot ? a.values[i * n + pivot]! : a.values[pivot * n + i]!;
    for (const earlier of columns) {
      const factor = earlier[pivot]!;
      if (factor !== 0) for (let i = 0; i < n; i++) column[i]! -= factor * earlier[i]!;
    }
    const root = Math.sqrt(diagonal[pivot]!);
    for (let i = 0; i < n; i++) {
      column[i] = used[i] === 1 ? 0 : column[i]! / root;
      diagonal[i]! -= column[i]! ** 2;
    }
    column[pivot] = root;
    used[pivot] = 1;
    columns.push(column);
  }
  const rank = columns.length;
  const factor = matrix(n, rank);
  columns.forEach((column, k) => {
    for (let i = 0; i < n; i++) factor.values[i * rank + k] = column[i]!;
  });
  let remainder = 0;
  for (let i = 0; i < n; i++) if (used[i] === 0) remainder += Math.max(0, diagonal[i]!);
  return { factor, rank, remainder };
}
