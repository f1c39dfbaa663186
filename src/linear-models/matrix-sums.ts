import { algebra, type Matrix, matrix } from "../numerics/index.ts";

export function identity(size: number): Matrix {
  const out = matrix(size, size);
  for (let f = 0; f < size; f++) out.values[f * size + f] = 1;
  return out;
}

/** s A. */
export function scaled(a: Matrix, factor: number): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.values.map((value) => factor * value),
  );
}

/** A + B + …, added in this order. */
export function sum(terms: readonly Matrix[]): Matrix {
  const [head] = terms;
  const out = matrix(head!.rows, head!.cols);
  for (const { values } of terms) for (let k = 0; k < values.length; k++) out.values[k]! += values[k]!;
  return out;
}

/** A − B. */
export function minus(a: Matrix, b: Matrix): Matrix {
  return sum([a, scaled(b, -1)]);
}

/** A Bᵀ. */
export function outer(a: Matrix, b: Matrix): Matrix {
  return algebra.gemm(a, b, { transposeB: true });
}
