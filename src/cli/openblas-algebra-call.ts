import { type Matrix, requireFinite } from "../experiments/index.ts";
import { cblas, type OpenblasLibrary } from "./openblas-algebra-library.ts";

/** Leading dimension of rows of so many numbers; the libraries refuse 0. */
export const leading = (cols: number): number => Math.max(1, cols);

/** @throws ArgumentError at the first entry that is not finite */
export function finite({ ddot }: OpenblasLibrary, where: string, argument: string, a: Matrix): void {
  const { values } = a;
  // A finite sum of squares has finite terms; an infinite one may be an overflow, so that every entry is looked at.
  if (values.length < 2 ** 31 && Number.isFinite(ddot(values.length, values, 1, values, 1))) return;
  requireFinite(where, argument, a);
}

export function transposed({ domatcopy }: OpenblasLibrary, a: Matrix): Matrix {
  const { rows, cols } = a;
  const values = new Float64Array(a.values.length);
  if (values.length === 0) return { rows: cols, cols: rows, values };
  domatcopy(cblas.rowMajor, cblas.transpose, rows, cols, 1, a.values, cols, values, rows);
  return { rows: cols, cols: rows, values };
}

/** As many numbers as a line of the cache: lines that lie a power of two apart share few places in it. */
const TILE = 8;

/** Calls with the address of every entry below the diagonal and of its mirror, in tiles that stay in the cache. */
export function belowDiagonal(n: number, visit: (entry: number, mirror: number) => void): void {
  for (let i0 = 0; i0 < n; i0 += TILE) {
    for (let j0 = 0; j0 <= i0; j0 += TILE) {
      for (let i = i0; i < Math.min(i0 + TILE, n); i++) {
        for (let j = j0; j < Math.min(j0 + TILE, i); j++) visit(i * n + j, j * n + i);
      }
    }
  }
}
