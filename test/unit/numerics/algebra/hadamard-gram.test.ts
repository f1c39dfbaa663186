import { describe, expect, it } from "vitest";
import { plainHadamardGram } from "../../../../src/numerics/algebra/hadamard-gram.ts";
import { hadamardGram, type Matrix, matrix, seededRng } from "../../../../src/numerics/index.ts";
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

  it("needs factors of equally many rows", () => {
    expect(() => hadamardGram([])).toThrow("at least one factor, all of equally many rows");
    expect(() => hadamardGram([matrix(2, 1), matrix(3, 1)])).toThrow("factor 1");
  });
});
