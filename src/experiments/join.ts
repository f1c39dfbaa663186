import { type Matrix, matrix } from "../numerics/index.ts";

/** Arrays one after the other. */
export function joinArrays(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Matrices of equal width, one below the other. */
export function stackRows(parts: readonly Matrix[]): Matrix {
  const values = joinArrays(parts.map((part) => part.values));
  return matrix(values.length / parts[0]!.cols, parts[0]!.cols, values);
}
