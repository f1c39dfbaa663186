import { describe, expect, it } from "vitest";
import { plainHadamardGram } from "../../../../src/numerics/algebra/hadamard-gram.ts";
import {
  engineChoice,
  forceEngine,
  hadamardGram,
  type Matrix,
  matrix,
  NotPositiveDefiniteError,
  seededRng,
  solveHadamardGram,
} from "../../../../src/numerics/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const seed = 20616;

describe("the product of Gram matrices", () => {
  it.each([
    [1, [3]],
    [2, [1, 1]],
    [7, [10, 10, 10]],
    [33, [4, 7]],
    [130, [9, 2, 5, 1]],
  ])(
    "of %d rows and widths %j is the same in WebAssembly as in plain loops, and symmetric to the last bit",
    (rows, widths) => {
      const factors = widths.map(
        (cols, a): Matrix =>
          matrix(
            rows,
            cols,
            seededRng(seed)
              .split(`${rows}/${a}`)
              .normals(rows * cols),
          ),
      );
      const found = hadamardGram(factors);
      const plain = plainHadamardGram(factors, rows);
      expect([found.rows, found.cols]).toEqual([rows, rows]);
      const square = (n: number): number => plain.values[n * (rows + 1)]!;
      for (let n = 0; n < rows; n++) {
        for (let m = 0; m < rows; m++) {
          // Cauchy–Schwarz bounds every sum of products by the two diagonal entries.
          const bound = rounding(Math.sqrt(square(n) * square(m)), 40);
          expectClose(found.values[n * rows + m]!, plain.values[n * rows + m]!, bound, `entry ${n}, ${m}`);
          expect(found.values[m * rows + n]).toBe(found.values[n * rows + m]);
        }
      }
    },
  );

  it.each(["auto", "typed-array"])(
    "solves its ridge problem: multiplied back, the solution gives the right side (%s)",
    (engine) => {
      const chosen = engineChoice();
      forceEngine(engine);
      try {
        for (const rows of [1, 5, 60, 131]) {
          const factors = [7, 4].map((cols, a) =>
            matrix(
              rows,
              cols,
              seededRng(seed)
                .split(`solve/${rows}/${a}`)
                .normals(rows * cols),
            ),
          );
          const right = matrix(
            rows,
            3,
            seededRng(seed)
              .split(`right/${rows}`)
              .normals(rows * 3),
          );
          const found = solveHadamardGram(factors, 0.5, right);
          const gram = plainHadamardGram(factors, rows);
          const size = Math.max(...gram.values) * Math.max(...found.values.map(Math.abs));
          for (let n = 0; n < rows; n++) {
            for (let c = 0; c < 3; c++) {
              let sum = 0.5 * found.values[3 * n + c]!;
              for (let m = 0; m < rows; m++) sum += gram.values[n * rows + m]! * found.values[3 * m + c]!;
              expectClose(sum, right.values[3 * n + c]!, rounding(size, 30 * rows), `rows ${rows}, entry ${n}, ${c}`);
            }
          }
        }
      } finally {
        forceEngine(chosen);
      }
    },
  );

  it("refuses a sum without a Cholesky factor, and entries that are not finite", () => {
    const equal = matrix(2, 1, Float64Array.of(1, 1));
    expect(() => solveHadamardGram([equal], -1, equal)).toThrow(NotPositiveDefiniteError);
    expect(() => solveHadamardGram([matrix(2, 1, Float64Array.of(1, Number.NaN))], 1, equal)).toThrow("factor 0");
    expect(() => solveHadamardGram([equal], 1, matrix(3, 1))).toThrow("rows must agree");
  });

  it("needs factors of equally many rows", () => {
    expect(() => hadamardGram([])).toThrow("at least one factor, all of equally many rows");
    expect(() => hadamardGram([matrix(2, 1), matrix(3, 1)])).toThrow("factor 1");
  });
});
