import { describe, expect, it } from "vitest";
import { ArgumentError, logSumExp, logSumExpRows, matrix, seededRng } from "../../../../src/numerics/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";
import { withKernels, withoutKernels } from "../../../support/with-engine.ts";

const seed = 6_152;
const inf = Number.POSITIVE_INFINITY;

describe("logSumExpRows", () => {
  it("agrees with logSumExp row by row, for even and odd lengths and terms that underflow", () => {
    const rng = seededRng(seed);
    for (const cols of [1, 2, 3, 8, 101]) {
      const values = rng.normals(5 * cols).map((value) => 300 * value);
      withKernels(() => logSumExpRows(matrix(5, cols, values))).forEach((found, n) => {
        const expected = logSumExp(values, n * cols, (n + 1) * cols);
        expectClose(found, expected, rounding(Math.max(1, Math.abs(expected)), 4), `row ${n} of ${cols}`);
      });
    }
  });

  it("takes the limits of empty, vanishing and infinite rows", () => {
    for (const apply of [withKernels, withoutKernels])
      apply(() => {
        expect([...logSumExpRows(matrix(2, 0))]).toEqual([-inf, -inf]);
        expect(logSumExpRows(matrix(0, 3)).length).toBe(0);
        expect([...logSumExpRows(matrix(3, 2, Float64Array.of(-inf, -inf, inf, 0, -inf, 7)))]).toEqual([-inf, inf, 7]);
      });
  });

  it("refuses NaN by its place", () => {
    const bad = matrix(2, 3, Float64Array.of(0, 0, 0, 0, Number.NaN, inf));
    for (const apply of [withKernels, withoutKernels]) {
      expect(() => apply(() => logSumExpRows(bad))).toThrow(ArgumentError);
      expect(() => apply(() => logSumExpRows(bad))).toThrow(/\(1, 1\)/);
    }
  });
});
