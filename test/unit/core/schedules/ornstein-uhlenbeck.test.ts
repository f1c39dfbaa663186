import { describe, expect, it } from "vitest";
import { ornsteinUhlenbeck } from "../../../../src/core/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

describe("ornsteinUhlenbeck", () => {
  const schedule = ornsteinUhlenbeck({ cutoffTime: 0.01, terminalTime: 4 });

  it("has signal e^-t, variance 1 - e^-2t and unit rates", () => {
    expectClose(schedule.alpha(0.5), Math.exp(-0.5), rounding(1));
    expectClose(schedule.variance(0.5), 1 - Math.exp(-1), rounding(1));
    expect([schedule.beta(2), schedule.diffusivity(2)]).toEqual([1, 1]);
  });

  it("keeps the digits of the variance at tiny times", () => {
    expectClose(schedule.variance(1e-15), 2e-15, rounding(2e-15, 16));
  });

  it("refuses a cutoff without noise and an empty window", () => {
    expect(() => ornsteinUhlenbeck({ cutoffTime: 0, terminalTime: 1 })).toThrow(
      "cutoffTime = 0 must be a time with noise",
    );
    expect(() => ornsteinUhlenbeck({ cutoffTime: 2, terminalTime: 1 })).toThrow("cutoffTime = 2 must be below");
    expect(() => ornsteinUhlenbeck({ cutoffTime: 1, terminalTime: 1e3 })).toThrow(
      "terminalTime = 1000 must be a time with signal",
    );
  });
});
