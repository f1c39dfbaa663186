import { describe, expect, it } from "vitest";
import {
  expressionSchedule,
  geometricGrid,
  karrasGrid,
  uniformGrid,
  varianceExploding,
} from "../../../src/core/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.002, terminalTime: 80 });

describe("time grids", () => {
  for (const grid of [uniformGrid, geometricGrid, karrasGrid]) {
    it(`${grid.name} runs strictly down from the terminal time to the cutoff time`, () => {
      const { times } = grid(schedule, 18);
      expect([times.length, times[0], times[18]]).toEqual([19, 80, 0.002]);
      for (let k = 1; k <= 18; k++) expect(times[k]).toBeLessThan(times[k - 1]!);
    });

    it(`${grid.name} refuses a number of steps that is none`, () => {
      for (const steps of [0, -1, 2.5, Number.NaN])
        expect(() => grid(schedule, steps)).toThrow(`steps = ${steps} must be`);
    });
  }

  it("steps are equal in t, in log t, and in t^(1/7)", () => {
    const steps = (times: Float64Array, map: (t: number) => number): number[] =>
      Array.from(times.subarray(1), (t, k) => map(times[k]!) - map(t));
    for (const [grid, map] of [
      [uniformGrid(schedule, 9), (t: number) => t],
      [geometricGrid(schedule, 9), Math.log],
      [karrasGrid(schedule, 9), (t: number) => t ** (1 / 7)],
    ] as const) {
      const [first, ...others] = steps(grid.times, map);
      for (const step of others) expectClose(step, first!, rounding(map(80), 64), grid.name);
    }
  });

  it("a geometric grid needs a positive cutoff time, a Karras grid an exponent of at least 1", async () => {
    const fromZero = await expressionSchedule({ alpha: "1", sigma: "1+t", cutoffTime: 0, terminalTime: 1 });
    expect(() => geometricGrid(fromZero, 4)).toThrow("cutoffTime = 0 must be positive");
    expect(karrasGrid(fromZero, 4).times[4]).toBe(0);
    expect(() => karrasGrid(schedule, 4, 0.5)).toThrow("exponent = 0.5 must be at least 1");
  });
});
