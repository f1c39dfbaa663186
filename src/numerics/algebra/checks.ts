import { ArgumentError, ShapeError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";

/** Asymmetry, relative to the largest entry, up to which a matrix is taken for a rounded symmetric one. */
export const SYMMETRY_BOUND = 1e-8;

/** Side of the tiles in which a matrix and its transpose are read together: the numbers in a line of the cache. */
const TILE = 8;

/** Σ x²; infinite or NaN when an entry is. */
export function sumOfSquares(values: Float64Array): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = 0;
  for (; i + 3 < values.length; i += 4) {
    sum0 += values[i]! * values[i]!;
    sum1 += values[i + 1]! * values[i + 1]!;
    sum2 += values[i + 2]! * values[i + 2]!;
    sum3 += values[i + 3]! * values[i + 3]!;
  }
  for (; i < values.length; i++) sum0 += values[i]! * values[i]!;
  return sum0 + sum1 + (sum2 + sum3);
}

/** @throws ArgumentError at the first NaN or infinite entry */
export function requireFinite(where: string, argument: string, a: Matrix): void {
  const { values, cols } = a;
  let probe = 0;
  for (let i = 0; i < values.length; i++) probe += values[i]! * 0;
  if (probe === 0) return;
  const i = values.findIndex((value) => !Number.isFinite(value));
  throw new ArgumentError(where, `${argument}[${Math.floor(i / cols)}, ${i % cols}]`, values[i], "finite");
}

/** @throws ShapeError */
export function requireSquare(where: string, argument: string, a: Matrix): void {
  if (a.rows !== a.cols) throw new ShapeError(where, { [argument]: [a.rows, a.cols] }, "the matrix must be square");
}

/** @throws ShapeError */
export function requireSameRows(where: string, names: readonly [string, string], a: Matrix, b: Matrix): void {
  if (a.rows !== b.rows) {
    throw new ShapeError(
      where,
      { [names[0]]: [a.rows, a.cols], [names[1]]: [b.rows, b.cols] },
      "the numbers of rows must agree",
    );
  }
}

/**
 * Writes (A + Aᵀ)/2 to `out`, which has room for n² numbers.
 *
 * @throws ShapeError when A is not square; ArgumentError when it is not finite or grossly asymmetric
 */
export function symmetrizeInto(out: Float64Array, where: string, argument: string, a: Matrix): void {
  requireSquare(where, argument, a);
  const n = a.rows;
  const { values } = a;
  let largest = 0;
  let asymmetry = 0;
  let probe = 0;
  for (let i0 = 0; i0 < n; i0 += TILE) {
    for (let j0 = 0; j0 <= i0; j0 += TILE) {
      for (let i = i0; i < Math.min(i0 + TILE, n); i++) {
        const end = Math.min(j0 + TILE, i + 1);
        for (let j = j0, row = i * n + j0, mirror = j0 * n + i; j < end; j++, row++, mirror += n) {
          const x = values[row]!;
          const y = values[mirror]!;
          const mean = x / 2 + y / 2;
          const gap = Math.abs(x - y);
          const size = Math.abs(mean);
          probe += mean * 0;
          if (size > largest) largest = size;
          if (gap > asymmetry) asymmetry = gap;
          out[row] = mean;
          out[mirror] = mean;
        }
      }
    }
  }
  if (probe !== 0) requireFinite(where, argument, a);
  if (asymmetry > SYMMETRY_BOUND * largest) {
    throw new ArgumentError(
      where,
      `largest |${argument}[i, j] - ${argument}[j, i]|`,
      asymmetry,
      `at most ${SYMMETRY_BOUND} of the largest entry ${largest}`,
    );
  }
}

/** (A + Aᵀ)/2, checked. */
export function symmetrized(where: string, argument: string, a: Matrix): Matrix {
  const values = new Float64Array(a.values.length);
  symmetrizeInto(values, where, argument, a);
  return { rows: a.rows, cols: a.cols, values };
}
