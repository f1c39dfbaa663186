import { ArgumentError, ShapeError } from "./errors.ts";

/** Dense float64 matrix, row-major: entry (i, j) is `values[i * cols + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array;
}

/**
 * A matrix around a row-major array, which is kept, not copied; without values it is zero.
 *
 * @throws ShapeError when rows × cols is not the length of `values`
 */
export function matrix(rows: number, cols: number, values?: Float64Array): Matrix {
  if (!(Number.isInteger(rows) && rows >= 0)) throw new ArgumentError("matrix", "rows", rows, "a non-negative integer");
  if (!(Number.isInteger(cols) && cols >= 0)) throw new ArgumentError("matrix", "cols", cols, "a non-negative integer");
  const kept = values ?? new Float64Array(rows * cols);
  if (kept.length !== rows * cols)
    throw new ShapeError(
      "matrix",
      { values: [kept.length], matrix: [rows, cols] },
      "the length must be rows times cols",
    );
  return { rows, cols, values: kept };
}
