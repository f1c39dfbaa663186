import { describe, expect, it } from "vitest";
import { namedData, points, statesAt } from "../../../src/core/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { publishedSchedule } from "../../support/mixtures.ts";

const marginal = noisedMarginal(namedData("three-points"), publishedSchedule());

describe("the noised marginal of three points", () => {
  it("says which shapes do not agree", () => {
    const plane = points([[0, 0]]);
    for (const method of ["scoreAt", "posteriorMeanAt", "logDensityAt", "scoreDivergenceAt"] as const)
      expect(() => marginal[method](plane, 0.5)).toThrow(/x is \[1, 2\], data is \[1\]|x is \[1, 2\]/);
    expect(() => marginal.score(statesAt(plane, 0.5))).toThrow(/x is \[1, 2\], t is \[1\], data is \[1\]/);
  });

  it("refuses a time without noise and a state too large to square, rather than return NaN", () => {
    expect(() => marginal.scoreAt(points([[0]]), 0)).toThrow(/t = 0 must be a time with noise/);
    expect(() => marginal.scoreAt(points([[1e200]]), 0.5)).toThrow(/x = 1e\+200 must be finite, and of a size/);
    expect(() => marginal.logDensityAt(points([[1e200]]), 0.5)).toThrow(/must be finite, and of a size/);
  });

  it("gives empty results for no states", () => {
    const none = points(new Float64Array(0), 1);
    expect(marginal.scoreAt(none, 0.5)).toHaveLength(0);
    expect(marginal.targetCovariance(statesAt(none, 0.5))).toHaveLength(0);
  });

  it("does not write to the states it is given", () => {
    const at = statesAt(points([[0.1], [-0.4]]), 0.3);
    marginal.targetCovarianceHessian(at);
    marginal.score(at);
    expect(Array.from(at.x.values)).toEqual([0.1, -0.4]);
  });

  it("is finite at states far out and at almost no noise", () => {
    const at = { x: points([[1e100], [50], [0.5], [-1]]), t: Float64Array.of(1e-4, 1e-4, 1e-9, 1e-12) };
    for (const method of [
      "score",
      "posteriorMean",
      "targetCovariance",
      "targetCovarianceHessian",
      "varianceFraction",
    ] as const)
      expect(marginal[method](at).every(Number.isFinite)).toBe(true);
  });
});
