import { describe, expect, it } from "vitest";
import { type VarianceExplodingOptions, varianceExploding } from "../../../../src/core/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const window = { cutoffTime: 0.01, terminalTime: 1 };

describe("varianceExploding", () => {
  it("with sigma = t has variance t², diffusivity t and no drift", () => {
    const schedule = varianceExploding({ sigma: "t", ...window });
    expect([schedule.alpha(0.5), schedule.sigma(0.5), schedule.variance(0.5)]).toEqual([1, 0.5, 0.25]);
    expect([schedule.beta(0.5), schedule.diffusivity(0.5)]).toEqual([0, 0.5]);
  });

  it("with a base has variance (base^2t - 1) / (2 ln base)", () => {
    const schedule = varianceExploding({ base: 25, ...window });
    expectClose(schedule.variance(0.5), 24 / (2 * Math.log(25)), rounding(4, 64));
    expectClose(schedule.sigma(0.5) ** 2, schedule.variance(0.5), rounding(4));
    expectClose(schedule.diffusivity(0.5), 12.5, rounding(12.5, 64));
    expectClose(schedule.variance(1e-14), 1e-14, rounding(1e-14, 2000));
  });

  it.each([
    [{ base: 1 }, "base = 1 must be a finite number above 1"],
    [{ base: Number.NaN }, "base = NaN"],
    [{ sigma: "t^2" }, 'sigma = "t^2" must be "t"'],
    [{}, "sigma = undefined"],
    [{ sigma: "t", cutoffTime: 0 }, "cutoffTime = 0 must be a time with noise"],
    [{ base: 25, terminalTime: 400 }, "terminalTime = 400 must be earlier"],
  ])("refuses %o", (change, message) => {
    expect(() => varianceExploding({ ...window, ...change } as VarianceExplodingOptions)).toThrow(message);
  });
});
