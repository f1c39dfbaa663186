import { algebra, type Matrix, matrix } from "../../numerics/index.ts";

/**
 * φ(x_n, t_k)ᵀ A_m for every state and every time, as two products of matrices: the times are contracted first.
 *
 * @param space - products of spatial features at each state; shape [N, S]
 * @param clock - time features at each time; shape [K, T]
 * @param coefficients - A_m, one a row, flattened (space, time, column); shape [E, S·T·C]
 * @param columns - C
 * @returns ordered (time, model, column, state); shape [K, E·C·N]
 */
export function latticeOutputs(space: Matrix, clock: Matrix, coefficients: Matrix, columns: number): Matrix {
  const spaceCount = space.cols;
  const timeCount = clock.cols;
  const outputs = coefficients.rows * columns;
  const times = clock.rows;
  const contracted = algebra.gemm(timesLast(coefficients, spaceCount, timeCount, columns), clock, { transposeB: true });
  const byTime = matrix(times * outputs, spaceCount);
  for (let o = 0, at = 0; o < outputs; o++)
    for (let s = 0; s < spaceCount; s++)
      for (let k = 0; k < times; k++, at++) byTime.values[(k * outputs + o) * spaceCount + s] = contracted.values[at]!;
  const { values } = algebra.gemm(byTime, space, { transposeB: true });
  return matrix(times, outputs * space.rows, values);
}

/** Coefficients ordered (model, column, space, time); shape [E·C·S, T]. */
function timesLast({ rows, values }: Matrix, spaceCount: number, timeCount: number, columns: number): Matrix {
  if (columns === 1) return matrix(rows * spaceCount, timeCount, values);
  const out = matrix(rows * columns * spaceCount, timeCount);
  const size = spaceCount * timeCount;
  for (let m = 0; m < rows; m++)
    for (let c = 0; c < columns; c++)
      for (let f = 0; f < size; f++) out.values[(m * columns + c) * size + f] = values[(m * size + f) * columns + c]!;
  return out;
}
