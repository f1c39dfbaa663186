import { type Matrix, matrix } from "../numerics/index.ts";

/** The block A_ij [F, F] of a matrix over unknowns (f, d). */
export function outputBlock(a: Matrix, featureCount: number, dim: number, i: number, j: number): Matrix {
  if (dim === 1) return a;
  const out = matrix(featureCount, featureCount);
  for (let f = 0; f < featureCount; f++)
    for (let g = 0; g < featureCount; g++)
      out.values[f * featureCount + g] = a.values[(f * dim + i) * a.cols + g * dim + j]!;
  return out;
}

/** Writes a block A_ij [F, F] into a matrix over unknowns (f, d). */
export function setOutputBlock(into: Matrix, block: Matrix, dim: number, i: number, j: number): void {
  for (let f = 0; f < block.rows; f++)
    for (let g = 0; g < block.cols; g++)
      into.values[(f * dim + i) * into.cols + g * dim + j] = block.values[f * block.cols + g]!;
}
