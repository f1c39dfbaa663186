import { describe, expect, it } from "vitest";
import { gaussianMixture, namedData, points, statesAt } from "../../../src/core/index.ts";
import { diagonalMixture } from "../../../src/theory/diagonal-mixture.ts";
import { forEachTime, mixtureSlice } from "../../../src/theory/mixture-slice.ts";
import { frozenSchedule, publishedSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const three = diagonalMixture(namedData("three-points"));

describe("a noised mixture at one time", () => {
  it("has spread σ² + α² λ", () => {
    const blurred = diagonalMixture(gaussianMixture({ components: [{ weight: 1, mean: [0], covariance: 2 }] }));
    const slice = mixtureSlice(blurred, frozenSchedule(0.5, 0.75), 1);
    expectClose(slice.spread_MD![0], 1.25, rounding(1));
    expectClose(slice.logPeak_M[0] + slice.logScale, -0.5 * Math.log(2 * Math.PI * 1.25), rounding(1));
  });

  it("leaves the common spread of points to the log scale", () => {
    const slice = mixtureSlice(three, frozenSchedule(0.5, 0.75), 1);
    expect(slice.spread_MD).toBeNull();
    expectClose(slice.logScale, -0.5 * Math.log(2 * Math.PI * 0.75), rounding(1));
  });

  it("refuses a time without noise", () => {
    expect(() => mixtureSlice(three, publishedSchedule(), 0)).toThrow(/t = 0 must be a time with noise/);
    expect(() => mixtureSlice(three, publishedSchedule(), Number.NaN)).toThrow(/t = NaN/);
  });

  it("is made once for each run of equal times", () => {
    const runs: number[][] = [];
    const at = { x: points([[0], [1], [2], [3]]), t: Float64Array.of(0.2, 0.2, 0.5, 0.2) };
    forEachTime(three, publishedSchedule(), at, (_, start, end) => runs.push([start, end]));
    expect(runs).toEqual([
      [0, 2],
      [2, 3],
      [3, 4],
    ]);
  });

  it("refuses states of another dimension, and times that do not match the states", () => {
    const visit = (): void => {};
    expect(() => forEachTime(three, publishedSchedule(), statesAt(points([[0, 0]]), 0.5), visit)).toThrow(
      /x is \[1, 2\]/,
    );
    const short = { x: points([[0], [1]]), t: Float64Array.of(0.5) };
    expect(() => forEachTime(three, publishedSchedule(), short, visit)).toThrow(/t is \[1\]/);
  });
});
