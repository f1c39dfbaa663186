import { describe, expect, it } from "vitest";
import { scoreCumulants } from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 20371;

describe("standardised cumulants of the learned score", () => {
  it("of eight values are those of the definition", () => {
    const values = [1, 2, 2, 3, 5, 8, 13, -4];
    const mean = values.reduce((a, b) => a + b) / 8;
    const moment = (k: number): number => values.reduce((sum, value) => sum + (value - mean) ** k, 0) / 8;
    const [found] = scoreCumulants(matrix(8, 1, Float64Array.from(values)));
    expectClose(found!.mean, mean, rounding(10), "mean");
    expectClose(found!.variance, (moment(2) * 8) / 7, rounding(100, 64), "variance");
    expectClose(found!.skewness.value, moment(3) / moment(2) ** 1.5, rounding(10, 64), "skewness");
    expectClose(found!.excessKurtosis.value, moment(4) / moment(2) ** 2 - 3, rounding(10, 64), "kurtosis");
  });

  it("do not change when the scores are shifted or stretched, and the skewness changes sign with them", () => {
    const scores = seededRng(seed).normals(200);
    const [base, moved] = [scores, scores.map((value) => 3 - 2 * value)].map(
      (values) => scoreCumulants(matrix(200, 1, values))[0]!,
    );
    expectClose(moved!.skewness.value, -base!.skewness.value, rounding(10, 1000), "skewness");
    expectClose(moved!.excessKurtosis.value, base!.excessKurtosis.value, rounding(10, 1000), "kurtosis");
    expectClose(moved!.variance, 4 * base!.variance, rounding(10, 1000), "variance");
  });

  it("of Gaussian and of exponential scores agree with their laws within their own errors", () => {
    const rng = seededRng(seed + 1);
    const count = 20_000;
    const sample = matrix(count, 2);
    for (let m = 0; m < count; m++) {
      sample.values[2 * m] = rng.normal();
      sample.values[2 * m + 1] = -Math.log(rng.uniform());
    }
    const expected = [
      [0, 0],
      [2, 6],
    ];
    scoreCumulants(sample).forEach(({ skewness, excessKurtosis }, c) => {
      expectClose(skewness.value, expected[c]![0]!, monteCarlo(skewness.standardError), `skewness ${c}`);
      expectClose(excessKurtosis.value, expected[c]![1]!, monteCarlo(excessKurtosis.standardError), `kurtosis ${c}`);
    });
    // √(6/n) and √(24/n) for Gaussian scores; forty blocks know an error to about 1/√80 of itself.
    const [gaussian] = scoreCumulants(sample);
    for (const [found, exact] of [
      [gaussian!.skewness.standardError, Math.sqrt(6 / count)],
      [gaussian!.excessKurtosis.standardError, Math.sqrt(24 / count)],
    ] as const)
      expectClose(found, exact, monteCarlo(exact / Math.sqrt(80)), "standard error");
  });

  it("of a score that does not vary are zero", () => {
    const [found] = scoreCumulants(matrix(8, 1, new Float64Array(8).fill(2)));
    expect(found).toMatchObject({ mean: 2, variance: 0, skewness: { value: 0 }, excessKurtosis: { value: 0 } });
  });

  it("refuse fewer than eight models", () => {
    expect(() => scoreCumulants(matrix(7, 1))).toThrow("scoreCumulants: models = 7 must be at least 8");
  });
});
