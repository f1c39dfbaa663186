import { NotPositiveDefiniteError, ShapeError } from "../errors.ts";
import { type Matrix, matrix } from "../matrix.ts";
import { algebraAvailable, algebraInstance, releaseAlgebra } from "../wasm/algebra-kernels.ts";
import { requireFinite } from "./checks.ts";
import { algebra, engineChoice } from "./engine-selection.ts";

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
  const rows = checkedRows("hadamardGram", factors);
  if (!algebraAvailable()) return plainHadamardGram(factors, rows);
  const { kernels, heap } = algebraInstance();
  heap.begin(gramRoom(factors, rows));
  const sum = lowerGram(factors, rows);
  kernels.mirrorLower(rows, sum);
  const values = heap.copyOut(sum, rows * rows);
  releaseAlgebra();
  return { rows, cols: rows, values };
}

/**
 * X with {(A₁ A₁ᵀ) ∘ … ∘ (A_k A_kᵀ) + ρ} X = B, without the Gram matrix leaving WebAssembly.
 *
 * @param ridge - ρ
 * @param b - shape [N, C]
 * @returns shape [N, C]
 * @accuracy backward stable, as a Cholesky factorisation
 * @throws ShapeError when rows differ in number; NotPositiveDefiniteError when the sum has no Cholesky factor
 */
export function solveHadamardGram(factors: readonly Matrix[], ridge: number, b: Matrix): Matrix {
  const where = "solveHadamardGram";
  const rows = checkedRows(where, factors);
  if (b.rows !== rows) throw new ShapeError(where, { factors: [rows], b: [b.rows, b.cols] }, "rows must agree");
  const engine = engineChoice();
  if (!algebraAvailable() || (engine !== "auto" && engine !== "wasm")) {
    const gram = hadamardGram(factors);
    for (let n = 0; n < rows; n++) gram.values[n * (rows + 1)]! += ridge;
    return algebra.solvePositiveDefinite(gram, b);
  }
  factors.forEach((factor, a) => {
    requireFinite(where, `factor ${a}`, factor);
  });
  requireFinite(where, "b", b);
  const { kernels, heap } = algebraInstance();
  heap.begin(gramRoom(factors, rows) + b.values.length);
  const right = heap.copyIn(b.values);
  const sum = lowerGram(factors, rows);
  for (let n = 0; n < rows; n++) heap.view(sum + 8 * n * (rows + 1), 1)[0]! += ridge;
  const pivot = kernels.cholesky(rows, sum, rows);
  if (pivot >= 0) throw new NotPositiveDefiniteError(where, pivot, heap.view(sum + 8 * pivot * (rows + 1), 1)[0]!);
  kernels.solveLower(rows, b.cols, sum, rows, 1, right, b.cols, 1);
  kernels.solveLowerTransposed(rows, b.cols, sum, right);
  const values = heap.copyOut(right, b.values.length);
  releaseAlgebra();
  return { rows, cols: b.cols, values };
}

function checkedRows(where: string, factors: readonly Matrix[]): number {
  const rows = factors[0]?.rows ?? 0;
  if (factors.length === 0 || factors.some((factor) => factor.rows !== rows)) {
    const shapes = Object.fromEntries(factors.map((factor, a) => [`factor ${a}`, [factor.rows, factor.cols]]));
    throw new ShapeError(where, shapes, "at least one factor, all of equally many rows");
  }
  return rows;
}

/** Columns of a factor, made even for pairs of lanes. */
const evenWidth = ({ cols }: Matrix): number => cols + (cols % 2);

/** Numbers that `lowerGram` takes. */
function gramRoom(factors: readonly Matrix[], rows: number): number {
  return rows * rows + (rows + 1) * Math.max(...factors.map(evenWidth)) + 4;
}

/** Address of the lower triangle of the product of Gram matrices. */
function lowerGram(factors: readonly Matrix[], rows: number): number {
  const { kernels, heap } = algebraInstance();
  const widest = Math.max(...factors.map(evenWidth));
  const sum = heap.take(rows * rows + 2);
  const table = heap.take((rows + 1) * widest);
  factors.forEach((factor, a) => {
    const { cols, values } = factor;
    const width = evenWidth(factor);
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
  return sum;
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
