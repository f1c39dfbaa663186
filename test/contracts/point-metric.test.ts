import { describe, expect, it } from "vitest";
import { ArgumentError, points, ShapeError } from "../../src/core/index.ts";
import { matrix, seededRng } from "../../src/numerics/index.ts";
import {
  gaussianDiscrepancy,
  pointLaw,
  sliceDirections,
  slicedWasserstein,
  stepLaw,
  wasserstein1,
  wasserstein2,
} from "../../src/validate/index.ts";
import { expectClose, rounding } from "../support/tolerance.ts";
import { pointMetricContract } from "./point-metric.contract.ts";

const seed = 21701;
const rng = seededRng(seed);

describe("every distance between laws of points obeys the laws", () => {
  for (const dim of [1, 2, 3]) {
    const directions = sliceDirections(rng.split("directions", dim), dim, 12);
    const cases = [gaussianDiscrepancy(0.8), slicedWasserstein(directions, 1), slicedWasserstein(directions, 2)];
    cases.forEach((metric, k) => {
      pointMetricContract(`${metric.name} in dimension ${dim}`, metric, dim, seed + 100 * dim + k);
    });
  }
});

describe("distances between laws of points have their known values", () => {
  const at = (...rows: number[][]) => pointLaw(points(rows));

  it("in one dimension the sliced distances are those on the line", () => {
    const [a, b] = [rng.normals(40), rng.normals(25)];
    const axis = sliceDirections(rng, 1, 7);
    expect(axis).toEqual(matrix(1, 1, Float64Array.of(1)));
    const line = (values: Float64Array) => stepLaw(values, new Float64Array(values.length).fill(1));
    for (const [order, metric] of [[1, wasserstein1] as const, [2, wasserstein2] as const])
      expectClose(
        slicedWasserstein(axis, order).between(pointLaw(points(a)), pointLaw(points(b))),
        metric.between(line(a), line(b)),
        rounding(4, 128),
      );
  });

  it("two points at distance r are at MMD² = 2 − 2 exp(−r²/2h²)", () => {
    expectClose(gaussianDiscrepancy(2).between(at([0, 0]), at([3, 4])) ** 2, 2 - 2 * Math.exp(-25 / 8), rounding(2));
  });

  it("a shift is seen along each direction as its projection", () => {
    const directions = sliceDirections(rng.split("shift"), 3, 50);
    const cloud = rng.normals(60);
    const shift = [0.3, -1, 0.5];
    const moved = cloud.map((value, k) => value + shift[k % 3]!);
    const seen = Array.from({ length: 50 }, (_, k) =>
      Math.abs(shift.reduce((sum, s, d) => sum + s * directions.values[3 * k + d]!, 0)),
    );
    const [a, b] = [pointLaw(points(cloud, 3)), pointLaw(points(moved, 3))];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expectClose(slicedWasserstein(directions, 1).between(a, b), mean(seen), rounding(4, 256));
    const squares = seen.map((value) => value ** 2);
    expectClose(slicedWasserstein(directions, 2).between(a, b) ** 2, mean(squares), rounding(4, 256));
  });

  it("a dilation by c is at SW₂² = (c − 1)² mean θᵀMθ, M the second moment", () => {
    const directions = sliceDirections(rng.split("dilation"), 2, 30);
    const cloud = rng.normals(80);
    const moments = new Float64Array(4);
    for (let n = 0; n < 40; n++)
      for (let d = 0; d < 4; d++) moments[d]! += (cloud[2 * n + (d >> 1)]! * cloud[2 * n + (d & 1)]!) / 40;
    let expected = 0;
    for (let k = 0; k < 30; k++)
      for (let d = 0; d < 4; d++)
        expected += (directions.values[2 * k + (d >> 1)]! * directions.values[2 * k + (d & 1)]! * moments[d]!) / 30;
    const wide = cloud.map((value) => 1.7 * value);
    const found = slicedWasserstein(directions, 2).between(pointLaw(points(cloud, 2)), pointLaw(points(wide, 2)));
    expectClose(found ** 2, 0.49 * expected, rounding(4, 512));
  });
});

describe("distances between laws of points refuse what they cannot take", () => {
  const flat = pointLaw(points([[0, 0]]));
  it("a bandwidth that is not positive, directions that are not unit, laws of different dimensions", () => {
    expect(() => gaussianDiscrepancy(0)).toThrow(ArgumentError);
    expect(() => slicedWasserstein(matrix(1, 2, Float64Array.of(1, 1)), 1)).toThrow(/length 1/);
    expect(() => gaussianDiscrepancy(1).between(flat, pointLaw(points([[0]])))).toThrow(ShapeError);
    expect(() => slicedWasserstein(matrix(1, 1, Float64Array.of(1)), 1).between(flat, flat)).toThrow(/dimension/);
  });

  it("weights that are negative, do not fit, or belong to a sampled law; models that do not divide", () => {
    const two = points([[0], [1]]);
    expect(() => pointLaw(two, Float64Array.of(1, -1))).toThrow(/weights\[1\]/);
    expect(() => pointLaw(two, Float64Array.of(1))).toThrow(ShapeError);
    expect(() => pointLaw(two, Float64Array.of(0, 0))).toThrow(ArgumentError);
    expect(() => pointLaw(two, Float64Array.of(1, 1), 2)).toThrow(/models weigh the same/);
    expect(() => pointLaw(two, undefined, 3)).toThrow(/divisor/);
  });
});
