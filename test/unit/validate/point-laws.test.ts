import { describe, expect, it } from "vitest";
import { ArgumentError, points, type SampleSet, ShapeError } from "../../../src/core/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import {
  gaussianDiscrepancy,
  maximumMeanDiscrepancy,
  medianBandwidth,
  pairedDistance,
  pointLaw,
  sampledPointLaw,
  sliceDirections,
  slicedEstimate,
} from "../../../src/validate/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const rng = seededRng(30807);
const cloud = (name: string, count: number, dim: number = 2) => points(rng.split(name).normals(count * dim), dim);
const samples = (models: number): SampleSet => ({ kind: "samples", points: cloud("samples", 12), models });

describe("sampled laws", () => {
  it("have the models of their samples; samples of one model are draws of their own", () => {
    expect(sampledPointLaw(samples(4)).models).toBe(4);
    expect(sampledPointLaw(samples(1)).models).toBe(12);
  });
});

describe("the unbiased discrepancy", () => {
  const exact = pointLaw(cloud("exact", 9));

  it("of exact laws is the square of the metric, without an error", () => {
    const other = pointLaw(cloud("other", 7), Float64Array.of(1, 2, 3, 4, 5, 6, 7));
    const { value, standardError } = maximumMeanDiscrepancy(exact, other, 0.9);
    expectClose(value, gaussianDiscrepancy(0.9).between(exact, other) ** 2, rounding(2, 64));
    expect(standardError).toBe(0);
  });

  it("does not depend on the order of the laws, nor on where one block of products ends", () => {
    const [a, b] = [pointLaw(cloud("many", 1200), undefined, 400), pointLaw(cloud("few", 30), undefined, 10)];
    const [one, other] = [maximumMeanDiscrepancy(a, b, 1), maximumMeanDiscrepancy(b, a, 1)];
    expectClose(one.value, other.value, rounding(2, 4096));
    expectClose(one.standardError, other.standardError, rounding(1, 4096));
    // By itself: 1200 points are two blocks. Against a direct sum over pairs of models.
    let sum = 0;
    const { values } = a.points;
    for (let n = 0; n < 1200; n++)
      for (let m = 0; m < 1200; m++)
        if (Math.floor(n / 3) !== Math.floor(m / 3))
          sum += Math.exp(
            -((values[2 * n]! - values[2 * m]!) ** 2 + (values[2 * n + 1]! - values[2 * m + 1]!) ** 2) / 2,
          );
    const far = pointLaw(points([[1e6, 0]]));
    expectClose(maximumMeanDiscrepancy(a, far, 1).value, 1 + sum / (9 * 400 * 399), {
      bound: 1e-6,
      reason: "centre at 1e6",
    });
  });

  it("asks for a bandwidth, for three models or one, and for one dimension", () => {
    expect(() => maximumMeanDiscrepancy(exact, exact, Number.NaN)).toThrow(/bandwidth/);
    expect(() => maximumMeanDiscrepancy(pointLaw(cloud("two", 2), undefined, 2), exact, 1)).toThrow(/a.models/);
    expect(() => maximumMeanDiscrepancy(exact, pointLaw(cloud("line", 3, 1)), 1)).toThrow(ShapeError);
    const same = pointLaw(
      points([
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    );
    expect(() => medianBandwidth(same, same)).toThrow(ArgumentError);
  });
});

describe("sliced distances with errors", () => {
  it("of exact laws have an error from directions alone, and none on the line", () => {
    const [a, b] = [pointLaw(cloud("a", 8)), pointLaw(cloud("b", 5))];
    const found = slicedEstimate(rng, 2, a, b, sliceDirections(rng, 2, 20));
    expect(found.distance.standardError).toBe(0);
    expect(found.directionError).toBeGreaterThan(0);
    const line = slicedEstimate(
      rng,
      1,
      pointLaw(cloud("a", 8, 1)),
      pointLaw(cloud("b", 5, 1)),
      sliceDirections(rng, 1, 20),
    );
    expect([line.distance.standardError, line.directionError]).toEqual([0, 0]);
  });

  it("ask for directions and replicates", () => {
    const law = pointLaw(cloud("a", 8), undefined, 4);
    expect(() => sliceDirections(rng, 0, 1)).toThrow(/dim/);
    expect(() => sliceDirections(rng, 2, 0)).toThrow(/count/);
    expect(() => slicedEstimate(rng, 1, law, law, matrix(0, 2))).toThrow(/at least one row/);
    expect(() => slicedEstimate(rng, 1, law, law, sliceDirections(rng, 2, 3), 1)).toThrow(/replicates/);
  });
});

describe("paired distances", () => {
  it("are root mean squares with the error of the mean square, over models or over pairs", () => {
    const set = (rows: number[][], models: number): SampleSet => ({ kind: "samples", points: points(rows), models });
    const [a, b] = [
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [3, 4],
        [0, 1],
        [1, 0],
        [1, 0],
      ],
    ];
    // Squares 25, 1, 1, 1: mean 7; by two models 13 and 1.
    const single = pairedDistance(set(a!, 1), set(b!, 1));
    expectClose(single.value, Math.sqrt(7), rounding(3));
    expectClose(single.standardError, 6 / (2 * Math.sqrt(7)), rounding(3));
    expectClose(pairedDistance(set(a!, 2), set(b!, 2)).standardError, 6 / (2 * Math.sqrt(7)), rounding(3));
    expect(() => pairedDistance(set(a!, 2), set(b!, 1))).toThrow(ShapeError);
  });
});
