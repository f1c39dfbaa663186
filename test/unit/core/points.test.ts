import { describe, expect, it } from "vitest";
import { firstPoints, points, rowsOf, statesAt } from "../../../src/core/index.ts";

describe("points", () => {
  it("keeps a flat array and copies rows", () => {
    const flat = Float64Array.of(1, 2, 3, 4);
    expect(points(flat, 2).values).toBe(flat);
    expect(
      rowsOf(
        points([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(points(flat)).toMatchObject({ count: 4, dim: 1 });
    expect(points([])).toMatchObject({ count: 0, dim: 1 });
  });

  it("refuses lengths that do not fit and numbers that are none", () => {
    expect(() => points(Float64Array.of(1, 2, 3), 2)).toThrow(
      "values is [3], dim is [2]; the length must be a multiple of dim",
    );
    expect(() => points([[1, 2], [3]])).toThrow("row 1 is [1], dim is [2]");
    expect(() => points([[1, 2]], 3)).toThrow("row 0 is [2], dim is [3]");
    expect(() =>
      points([
        [1, 2],
        [3, Number.NaN],
      ]),
    ).toThrow("points: values[1][1] = NaN must be a finite number");
    expect(() => points(Float64Array.of(1), 0)).toThrow("dim = 0 must be a positive integer");
    expect(() => points([[]])).toThrow("dim = 0 must be a positive integer");
  });

  it("gives states one time, and the first points as a view", () => {
    const x = points([[1], [2], [3]]);
    expect([...statesAt(x, 0.5).t]).toEqual([0.5, 0.5, 0.5]);
    expect([...firstPoints(x, 2).values]).toEqual([1, 2]);
    expect(firstPoints(x, 5).count).toBe(3);
    expect(() => firstPoints(x, 0)).toThrow("count = 0 must be a positive integer");
  });
});
