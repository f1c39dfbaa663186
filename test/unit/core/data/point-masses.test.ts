import { describe, expect, it } from "vitest";
import { pointMasses, points } from "../../../../src/core/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";

describe("pointMasses", () => {
  it("gives rows equal weights and no covariance", () => {
    const { components, dim } = pointMasses([
      [1, 2],
      [3, 4],
    ]);
    expect(dim).toBe(2);
    expect(components.map(({ weight, mean, covariance }) => [weight, [...mean], covariance])).toEqual([
      [0.5, [1, 2], null],
      [0.5, [3, 4], null],
    ]);
  });

  it("means are views of the points passed in", () => {
    const set = points(Float64Array.of(1, 2, 3), 1);
    expect(pointMasses(set).components[2]!.mean.buffer).toBe(set.values.buffer);
  });

  it("draws only its points, also from ten thousand images", () => {
    const set = points(
      new Float64Array(10_000 * 784).map((_, i) => Math.floor(i / 784)),
      784,
    );
    const drawn = pointMasses(set).sample(seededRng(3), 20);
    for (let n = 0; n < 20; n++) {
      const row = drawn.values.subarray(784 * n, 784 * (n + 1));
      expect(row.every((value) => value === row[0])).toBe(true);
    }
  });

  it("refuses no points, ragged rows, bad weights and numbers that are none", () => {
    expect(() => pointMasses([])).toThrow("points = [] must be a list of at least one point");
    expect(() => pointMasses([[1], [2, 3]])).toThrow("row 1 is [2], dim is [1]; rows must be equally long");
    expect(() => pointMasses([[1], [Number.NaN]])).toThrow("values[1][0] = NaN must be a finite number");
    expect(() => pointMasses([[1], [2]], [1])).toThrow("weights is [1], points is [2]");
    expect(() => pointMasses([[1], [2]], [1, -1])).toThrow("weights[1] = -1 must be a finite number above 0");
    expect(() => pointMasses([[1], [2]], [0, 0])).toThrow("weights[0] = 0");
  });
});
