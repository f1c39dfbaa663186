import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { points } from "../../src/core/index.ts";
import { matrix, studentTCdf } from "../../src/numerics/index.ts";
import {
  holmAdjusted,
  maximumMeanDiscrepancy,
  medianBandwidth,
  momentErrors,
  nearestRatios,
  perSampleAgreement,
  pointLaw,
  powerLawFit,
  scoreMoments,
  slicedWasserstein,
} from "../../src/validate/index.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

type Rows = number[][];
interface Reference {
  readonly student: readonly (readonly [number, number, number])[];
  readonly holm: readonly { p: number[]; adjusted: number[] }[];
  readonly moments: {
    scores: Rows;
    mean: number[];
    meanError: number[];
    covariance: Rows;
    covarianceError: Rows;
    predictedMean: number[];
    predictedCovariance: Rows;
    relative: [[number, number], [number, number]];
  };
  readonly clouds: {
    x: Rows[];
    y: Rows[];
    bandwidth: number;
    mmd: [number, number];
    median: number;
    directions: Rows;
    sliced: [number, number];
  };
  readonly memorised: { training: Rows; samples: Rows; ratios: number[] };
  readonly agreement: { found: Rows; predicted: Rows; determination: number[]; correlation: number[] };
  readonly fits: readonly {
    x: number[];
    y: number[];
    error: number[];
    slope: [number, number];
    level: number;
    chi2: number;
    p: number;
  }[];
}

const reference = JSON.parse(readFileSync(new URL("judging.json", import.meta.url), "utf8")) as Reference;
const asMatrix = (rows: Rows) => matrix(rows.length, rows[0]!.length, Float64Array.from(rows.flat()));

const expectAll = (found: ArrayLike<number>, expected: readonly number[], scale: number, what: string): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expectClose(found[i]!, value, rounding(scale, 256), `${what}[${i}]`);
  });
};

describe("measurement and claims agree with direct sums in NumPy and with SciPy (generate-judging.py)", () => {
  it("Student's law has the tails that mpmath gives", () => {
    for (const [t, nu, p] of reference.student)
      expectClose(studentTCdf(t, nu) / p, 1, { bound: 1e-12, reason: "claimed relative accuracy" }, `T(${t}; ${nu})`);
  });

  it("Holm's correction is the smallest level at which the step-down procedure rejects", () => {
    for (const { p, adjusted } of reference.holm) expectAll(holmAdjusted(p), adjusted, 1, `Holm of ${p}`);
  });

  it("moments of scores carry the errors of a jackknife by recomputation", () => {
    const { scores, mean, meanError, covariance, covarianceError } = reference.moments;
    const found = scoreMoments(asMatrix(scores));
    expectAll(found.mean, mean, 4, "mean");
    expectAll(found.meanStandardError, meanError, 4, "error of the mean");
    expectAll(found.covariance.values, covariance.flat(), 16, "covariance");
    expectAll(found.covarianceStandardError.values, covarianceError.flat(), 64, "error of the covariance");
  });

  it("relative errors of moments carry those of a jackknife by recomputation", () => {
    const { scores, predictedMean, predictedCovariance, relative } = reference.moments;
    const found = momentErrors(asMatrix(scores), Float64Array.from(predictedMean), asMatrix(predictedCovariance));
    const [mean, covariance] = [found.mean.error, found.covariance.error];
    expectAll([mean.value, mean.standardError], relative[0], 4, "mean");
    expectAll([covariance.value, covariance.standardError], relative[1], 4, "covariance");
  });

  it("discrepancies and sliced distances are those of loops over models and directions", () => {
    const { x, y, bandwidth, mmd, median, directions, sliced } = reference.clouds;
    const a = pointLaw(points(x.flat()), undefined, x.length);
    const b = pointLaw(points(y.flat()), undefined, y.length);
    const { value, standardError } = maximumMeanDiscrepancy(a, b, bandwidth);
    expectAll([value, standardError], mmd, 4, "MMD²");
    expectClose(medianBandwidth(a, b), median, rounding(8), "median distance");
    expectClose(slicedWasserstein(asMatrix(directions), 1).between(a, b), sliced[0], rounding(4, 256), "SW₁");
    expectClose(slicedWasserstein(asMatrix(directions), 2).between(a, b), sliced[1], rounding(4, 256), "SW₂");
  });

  it("ratios of nearest distances are those of a k-d tree, far from the origin and near copies too", () => {
    const { training, samples, ratios } = reference.memorised;
    // Coordinates of size 1e4 are rounded to 2e-12, distances between those points are near 1e-7.
    const found = nearestRatios(points(samples), points(training));
    ratios.forEach((ratio, i) => {
      expectClose(found[i]!, ratio, rounding(1e4, 16), `ratio[${i}]`);
    });
  });

  it("r² of samples is that of variances and of Pearson's coefficient", () => {
    const { found, predicted, determination, correlation } = reference.agreement;
    const r2 = (measure: "determination" | "correlation") =>
      perSampleAgreement(points(found), points(predicted), measure);
    expectAll(r2("determination"), determination, 4, "determination");
    expectAll(r2("correlation"), correlation, 4, "correlation");
  });

  it("slopes are those of curve_fit with absolute errors, scaled where points scatter", () => {
    for (const { x, y, error, slope, level, chi2, p } of reference.fits) {
      const fit = powerLawFit(
        x,
        y.map((value, i) => ({ value, standardError: error[i]! })),
      );
      // curve_fit stops at a relative step of 1e-8; its error in χ² is of second order.
      const near = { bound: 1e-6, reason: "stopping rule of curve_fit" };
      expectClose(fit.slope.value, slope[0], near, "slope");
      expectClose(fit.slope.standardError, slope[1], near, "error of the slope");
      expectClose(fit.logPrefactor, level, near, "level");
      if (x.length > 2) expectClose(fit.chiSquared, chi2, near, "χ²");
      expectClose(fit.fitP, p, near, "p of the fit");
    }
  });
});
