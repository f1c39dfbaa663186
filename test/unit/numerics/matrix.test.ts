import { describe, expect, it } from "vitest";
import { ArgumentError, matrix, ShapeError } from "../../../src/numerics/index.ts";

describe("matrix", () => {
  it("keeps the array it is given and is zero without one", () => {
    const values = Float64Array.of(1, 2);
    expect(matrix(1, 2, values).values).toBe(values);
    expect(matrix(2, 2).values).toEqual(new Float64Array(4));
  });

  it("refuses a length that is not rows times cols, and sizes that are not counts", () => {
    expect(() => matrix(2, 2, new Float64Array(3))).toThrow(ShapeError);
    for (const size of [-1, 1.5, Number.NaN]) {
      expect(() => matrix(size, 1)).toThrow(ArgumentError);
      expect(() => matrix(1, size)).toThrow(ArgumentError);
    }
  });
});
