import { describe, expect, it } from "vitest";
import { type VariancePreservingOptions, variancePreserving } from "../../../../src/core/index.ts";
import { expectClose, printed, rounding } from "../../../support/tolerance.ts";

describe("variancePreserving", () => {
  const beta = variancePreserving({ drift: "beta", cutoffTime: 1e-2 });
  const half = variancePreserving({ drift: "half-beta", cutoffTime: 1e-2 });

  it("drift beta reproduces the published signal scale and variance", () => {
    const rows = [
      [0.2, 0.658362228, 0.566559176],
      [0.05, 0.970566847, 0.057999996],
      [0.5, 0.079063812, 0.993748914],
      [0.01, 0.998006989, 0.003982051],
    ] as const;
    for (const [t, alpha, variance] of rows) {
      expectClose(beta.alpha(t), alpha, printed(1e-9));
      expectClose(beta.variance(t), variance, printed(1e-9));
    }
  });

  it("drift beta reproduces the published noise scale at three cutoff times", () => {
    for (const [t, sigma] of [
      [1e-2, 0.06310349],
      [1e-3, 0.01482821],
      [1e-4, 0.00449431],
    ] as const) {
      expectClose(beta.sigma(t), sigma, printed(1e-8));
    }
  });

  it("half-beta has the square root of the signal scale of beta, and half its rates", () => {
    for (const t of [0.01, 0.3, 1]) {
      expectClose(half.alpha(t) ** 2, beta.alpha(t), rounding(beta.alpha(t), 64));
      expect(half.beta(t)).toBe(beta.beta(t) / 2);
      expect(half.diffusivity(t)).toBe(half.beta(t));
    }
    expect(beta.diffusivity(0.3)).toBe(beta.beta(0.3));
  });

  it("alpha² and the variance sum to one", () => {
    for (const t of [1e-4, 0.1, 0.7]) expectClose(beta.alpha(t) ** 2 + beta.variance(t), 1, rounding(1));
  });

  it("the variance keeps its digits at tiny times", () => {
    const t = 1e-12;
    const exponent = 2 * (0.1 * t + 0.5 * 19.9 * t * t);
    expectClose(beta.variance(t), exponent - exponent ** 2 / 2, rounding(exponent, 4));
  });

  it.each([
    [{ betaMin: 0 }, "variancePreserving: betaMin = 0 must be a finite number above 0"],
    [{ betaMin: -1 }, "betaMin = -1"],
    [{ betaMax: Number.NaN }, "betaMax = NaN"],
    [{ betaMin: 2, betaMax: 1, terminalTime: 3 }, "betaMax = 1 must be so large that beta(t) stays above 0"],
    [{ drift: "full" }, 'drift = "full" must be "beta" or "half-beta"'],
    [{ cutoffTime: 0 }, "cutoffTime = 0 must be a time with noise"],
    [{ cutoffTime: -0.1 }, "cutoffTime = -0.1 must be a finite number, at least 0"],
    [{ cutoffTime: Number.NaN }, "cutoffTime = NaN"],
    [{ cutoffTime: 1 }, "cutoffTime = 1 must be below terminalTime = 1"],
    [{ terminalTime: Number.POSITIVE_INFINITY }, "terminalTime = Infinity must be a finite number"],
    [{ terminalTime: 50 }, "terminalTime = 50 must be a time with signal: alpha(terminalTime) is 0"],
  ])("refuses %o", (change, message) => {
    const options = { drift: "beta", cutoffTime: 1e-2, ...change } as VariancePreservingOptions;
    expect(() => variancePreserving(options)).toThrow(message);
  });
});
