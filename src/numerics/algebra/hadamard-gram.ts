import { ShapeError } from "../errors.ts";
import { type Matrix, matrix } from "../matrix.ts";
import { algebraAvailable, algebraInstance, releaseAlgebra } from "../wasm/algebra-kernels.ts";

/**
 * (A₁ A₁ᵀ) ∘ … ∘ (A_k A_kᵀ), the entrywise product of Gram matrices: the kernel of product features, whose own Gram
 * matrix would be wide.
 *
 * @param factors - one matrix per axis; at least one; shapes [N, F_a]
 * @returns exactly symmetric; shape [N, N]
 * @accuracy rounding of a sum of F_a terms per axis
 * @throws ShapeError without factors, or when their rows differ in number
 */
export function hadamardGram(factors: readonly Matrix[]): Matrix {
  const rows = factors[0]?.rows ?? 0;
  if (factors.length === 0 || factors.some((factor) => factor.rows !== rows)) {
    const shapes = Object.fromEntries(factors.map((factor, a) => [`factor ${a}`, [factor.rows, factor.cols]]));
    throw new ShapeError("hadamardGram", shapes, "at least one factor, all of equally many rows");
  }
  return algebraAvailable() ? kernelGram(factors, rows) : plainHadamardGram(factors, rows);
}

function kernelGram(factors: readonly Matrix[], rows: number): Matrix {
  const { kernels, heap } = algebraInstance();
  const widths = factors.map(({ cols }) => cols + (cols % 2));
  const widest = Math.max(...widths);
  heap.begin(rows * rows + (rows + 1) * widest + 2);
  const sum = heap.take(rows * rows + 2);
  const table = heap.take((rows + 1) * widest);
  factors.forEach(({ cols, values }, a) => {
    const width = widths[a]!;
    const room = heap.view(table, rows * width);
    if (width === cols) room.set(values);
    else {
      for (let n = 0; n < rows; n++) {
        room.set(values.subarray(n * cols, (n + 1) * cols), n * width);
        room[n * width + cols] = 0;
      }
    }
    kernels.hadamardGram(rows, width, table, sum, a === 0 ? 1 : 0);
  });
  kernels.mirrorLower(rows, sum);
  const values = heap.copyOut(sum, rows * rows);
  releaseAlgebra();
  return { rows, cols: rows, values };
}

/** `hadamardGram` without WebAssembly. */
export function plainHadamardGram(factors: readonly Matrix[], rows: number): Matrix {
  const out = matrix(rows, rows);
  for (let n = 0; n < rows; n++) {
    for (let m = 0; m <= n; m++) {
      let product = 1;
      for (const { cols, values } of factors) {
        let dot = 0;
        for (let j = 0; j < cols; j++) dot += values[n * cols + j]! * values[m * cols + j]!;
        product *= dot;
      }
      out.values[n * rows + m] = product;
      out.values[m * rows + n] = product;
    }
  }
  return out;
}
