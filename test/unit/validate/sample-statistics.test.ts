import { describe, expect, it } from "vitest";
import type { Region, SampleSet } from "../../../src/core/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { histogramDensity, massPerModel, momentEstimates, regionMassEstimate } from "../../../src/validate/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30603;
const samples = (models: number, dim: number, ...values: number[]): SampleSet => ({
  kind: "samples",
  points: { count: values.length / dim, dim, values: Float64Array.from(values) },
  models,
});
const right: Region = { name: "right", kind: "intervals", intervals: [[0, null]] };

describe("mass of a region", () => {
  it("is counted model by model", () => {
    expect([...massPerModel(samples(2, 1, -1, 1, 2, 3), right)]).toEqual([0.5, 1]);
    expect([...massPerModel(samples(4, 1, -1, 1, 2, 3), right)]).toEqual([0, 1, 1, 1]);
  });

  it("has its error over models, not over samples", () => {
    const { value, standardError } = regionMassEstimate(samples(2, 1, -1, 1, 2, 3), right);
    expect(value).toBe(0.75);
    expectClose(standardError, 0.25, rounding(1));
  });

  it("reads whole states in the plane", () => {
    const ball: Region = { name: "ball", kind: "balls", centers: [[0, 1]], radius: 0.5 };
    expect([...massPerModel(samples(1, 2, 0, 1, 1, 0, 0.1, 1.2, 1, 1), ball)]).toEqual([0.5]);
  });
});

describe("moments", () => {
  it("are those of one coordinate around the overall mean, with errors over models", () => {
    const set = samples(2, 2, 0, 10, 2, 20, 4, 30, 6, 40);
    const first = momentEstimates(set);
    expectClose(first.mean.value, 3, rounding(3));
    expectClose(first.mean.standardError, 2, rounding(2));
    expectClose(first.variance.value, 5, rounding(9));
    expectClose(first.variance.standardError, 0, rounding(9));
    expectClose(momentEstimates(set, 1).mean.value, 25, rounding(25));
  });
});

describe("a histogram density", () => {
  const centers = Float64Array.of(-1, 0, 1);

  it("puts states at the lower edge of a bin into it", () => {
    const { density } = histogramDensity(samples(1, 1, -1.5, -0.5, 0.49, 0.5), centers);
    expect(density).toEqual([0.25, 0.5, 0.25]);
  });

  it("integrates to the share of samples in range: what is outside counts in the normalisation", () => {
    const values = [...seededRng(seed).normals(2000)].map((z) => 2 * z);
    const fine = Float64Array.from({ length: 12 }, (_, k) => -0.5 + 0.25 * k);
    const { density, x } = histogramDensity(samples(10, 1, ...values), fine);
    const inside = values.filter((value) => value >= -0.625 && value < 2.375).length;
    const integral = density.reduce((sum, value) => sum + 0.25 * value, 0);
    expectClose(integral, inside / 2000, rounding(1, 4000));
    expect(inside).toBeLessThan(1900);
    expect(x).toEqual([...fine]);
  });

  it("is zero, not NaN, where no sample is in range", () => {
    const { density, standardError } = histogramDensity(samples(2, 1, 50, 60), centers);
    expect(density).toEqual([0, 0, 0]);
    expect(standardError).toEqual([0, 0, 0]);
  });

  it("has errors over models, zero for a single model", () => {
    const two = histogramDensity(samples(2, 1, 0, 0, 0, 1), centers);
    expect(two.density).toEqual([0, 0.75, 0.25]);
    two.standardError.forEach((error, k) => {
      expectClose(error ** 2, [0, 0.0625, 0.0625][k]!, rounding(1));
    });
    expect(histogramDensity(samples(1, 1, 0, 1), centers).standardError).toEqual([0, 0, 0]);
  });
});
