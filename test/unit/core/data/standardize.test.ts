import { describe, expect, it } from "vitest";
import { points, rowsOf, scaleToUnit, standardize } from "../../../../src/core/index.ts";

describe("standardize", () => {
  it("gives mean 0 and variance 1, and sets constant coordinates to 0", () => {
    const {
      points: standard,
      mean,
      scale,
    } = standardize(
      points([
        [1, 0.1, 4],
        [3, 0.1, 8],
      ]),
    );
    expect(rowsOf(standard)).toEqual([
      [-1, 0, -1],
      [1, 0, 1],
    ]);
    expect([...mean]).toEqual([2, 0.1, 6]);
    expect([...scale]).toEqual([1, 1, 2]);
  });

  it("refuses no points", () => {
    expect(() => standardize(points([]))).toThrow("points = [] must be at least one point");
  });
});

describe("scaleToUnit", () => {
  it("maps the common range to [0, 1]", () => {
    expect(
      rowsOf(
        scaleToUnit(
          points([
            [0, 4],
            [2, 8],
          ]),
        ),
      ),
    ).toEqual([
      [0, 0.5],
      [0.25, 1],
    ]);
  });

  it("refuses points without a range", () => {
    expect(() => scaleToUnit(points([[3], [3]]))).toThrow("points = [3,3] must be of more than one value");
  });
});
