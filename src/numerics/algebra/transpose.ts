import type { Matrix } from "../matrix.ts";

/** Side of the tiles in which a matrix and its transpose are read together: the numbers in a line of the cache. */
const TILE = 8;

/**
 * Aᵀ, in tiles: lines of memory that lie a power of two apart share few places in the cache.
 *
 * @param a - shape [rows, cols]
 * @returns shape [cols, rows]
 * @accuracy exact
 */
export function transposed(a: Matrix): Matrix {
  const { rows, cols, values } = a;
  const out = new Float64Array(values.length);
  for (let i0 = 0; i0 < rows; i0 += TILE) {
    const iEnd = Math.min(i0 + TILE, rows);
    for (let j0 = 0; j0 < cols; j0 += TILE) {
      const jEnd = Math.min(j0 + TILE, cols);
      for (let j = j0; j < jEnd; j++) {
        for (let i = i0, to = j * rows + i0, from = i0 * cols + j; i < iEnd; i++, to++, from += cols) {
          out[to] = values[from]!;
        }
      }
    }
  }
  return { rows: cols, cols: rows, values: out };
}

/** Copies what is below the diagonal of a row-major n × n array to above it. */
export function mirrorLowerInto(values: Float64Array, n: number): void {
  for (let i0 = 0; i0 < n; i0 += TILE) {
    for (let j0 = 0; j0 <= i0; j0 += TILE) {
      for (let i = i0; i < Math.min(i0 + TILE, n); i++) {
        const end = Math.min(j0 + TILE, i);
        for (let j = j0, entry = i * n + j0, mirror = j0 * n + i; j < end; j++, entry++, mirror += n) {
          values[mirror] = values[entry]!;
        }
      }
    }
  }
}
