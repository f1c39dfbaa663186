import { ArgumentError, ShapeError } from "../numerics/index.ts";

/** N points of R^D, row-major: coordinate d of point n is `values[n * dim + d]`; units of the data. */
export interface Points {
  readonly count: number;
  readonly dim: number;
  readonly values: Float64Array;
}

/** Noisy states (x, t): one time per point. */
export interface NoisyStates {
  readonly x: Points;
  /** Diffusion time of each point; shape [N]. */
  readonly t: Float64Array;
}

/**
 * Points from a flat row-major array (kept, not copied) or from rows (copied).
 *
 * @param dim - coordinates a point; by default 1 for a flat array, the length of the first row for rows
 * @throws ShapeError when the length is no multiple of `dim` or rows differ in length
 * @throws ArgumentError when a coordinate is not finite
 */
export function points(values: Float64Array | readonly (readonly number[])[], dim?: number): Points {
  const width = dim ?? (values instanceof Float64Array ? 1 : (values[0]?.length ?? 1));
  if (!(Number.isInteger(width) && width > 0)) throw new ArgumentError("points", "dim", width, "a positive integer");
  const flat = values instanceof Float64Array ? values : flattened(values, width);
  if (flat.length % width !== 0) {
    throw new ShapeError("points", { values: [flat.length], dim: [width] }, "the length must be a multiple of dim");
  }
  for (let i = 0; i < flat.length; i++) {
    if (Number.isFinite(flat[i]!)) continue;
    throw new ArgumentError("points", `values[${Math.floor(i / width)}][${i % width}]`, flat[i], "a finite number");
  }
  return { count: flat.length / width, dim: width, values: flat };
}

function flattened(rows: readonly (readonly number[])[], width: number): Float64Array {
  const flat = new Float64Array(rows.length * width);
  rows.forEach((row, n) => {
    if (row.length !== width) {
      throw new ShapeError("points", { [`row ${n}`]: [row.length], dim: [width] }, "rows must be equally long");
    }
    flat.set(row, n * width);
  });
  return flat;
}

/** States that share one time. */
export function statesAt(x: Points, t: number): NoisyStates {
  return { x, t: new Float64Array(x.count).fill(t) };
}

/** The rows of a point set as nested arrays, for printing and JSON. */
export function rowsOf(x: Points): number[][] {
  return Array.from({ length: x.count }, (_, n) => Array.from(x.values.subarray(n * x.dim, (n + 1) * x.dim)));
}

/** The first `count` points, or all when there are fewer; a view. */
export function firstPoints(x: Points, count: number): Points {
  if (!(Number.isInteger(count) && count > 0))
    throw new ArgumentError("firstPoints", "count", count, "a positive integer");
  const kept = Math.min(count, x.count);
  return { count: kept, dim: x.dim, values: x.values.subarray(0, kept * x.dim) };
}
