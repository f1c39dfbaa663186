import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradientDescent, ridgeFilter, scheduledDescent } from "../../../../src/linear-models/index.ts";
import { logUniform } from "../../../support/arbitraries.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const seed = 20531;
const eigenvalue = logUniform(1e-6, 0.9);
const steps = 300;
const falling = Float64Array.from({ length: steps }, (_, k) => (1 + Math.cos((Math.PI * k) / steps)) / 2);

describe("descent along a schedule", () => {
  it("is gradient descent where the rates are constant", () => {
    const [scheduled, plain] = [scheduledDescent(new Float64Array(steps).fill(0.7)), gradientDescent(0.7, steps)];
    fc.assert(
      fc.property(eigenvalue, eigenvalue, (a, b) => {
        expectClose(scheduled.inverse(a, 1), plain.inverse(a, 1), rounding(plain.inverse(a, 1), 4 * steps));
        // Sums of positive terms on one side, 1e-12 as documented on the other.
        const expected = plain.interaction(a, b, 1);
        const bound = rounding(expected, 4 * steps).bound + 1e-12 * expected;
        expectClose(scheduled.interaction(a, b, 1), expected, { bound, reason: "rounding, and 1e-12" });
      }),
      { seed, numRuns: 100 },
    );
  });

  it("becomes the filter of its ridge when it has forgotten its start", () => {
    const ridge = 0.2;
    const [scheduled, limit] = [scheduledDescent(falling, ridge), ridgeFilter(ridge)];
    // Half the steps count: e^{−150 · 0.2} = 1e-13 at the flattest, times the steps for the slope.
    const left = (scale: number) => ({
      bound: 1e-13 * steps * scale + rounding(scale, 4 * steps).bound,
      reason: "start",
    });
    for (const [a, b] of [
      [0, 0.3],
      [0.5, 0.5],
      [0.01, 0.8],
    ] as const) {
      expectClose(scheduled.inverse(a, 1), limit.inverse(a, 1), left(1 / ridge));
      expectClose(scheduled.interaction(a, b, 1), limit.interaction(a, b, 1), left(1));
    }
  });

  it("has the interaction −ab (g(a) − g(b))/(a − b), symmetric, with the ridge shifting g alone", () => {
    const filter = scheduledDescent(falling, 0.05);
    fc.assert(
      fc.property(eigenvalue, eigenvalue, (a, b) => {
        const found = filter.interaction(a, b, 1);
        expect(filter.interaction(b, a, 1)).toBe(found);
        const [ga, gb] = [filter.inverse(a, 1), filter.inverse(b, 1)];
        const noise = rounding((a * b * Math.max(ga, gb)) / Math.abs(a - b) + found, 8 * steps);
        if (a !== b) expectClose(found, (-a * b * (ga - gb)) / (a - b), noise, `a = ${a}, b = ${b}`);
      }),
      { seed, numRuns: 100 },
    );
  });

  it("inverts zero to the sum of the rates, and does nothing in no step", () => {
    expectClose(
      scheduledDescent(falling).inverse(0, 1),
      falling.reduce((sum, rate) => sum + rate, 0),
      rounding(steps),
    );
    expect(scheduledDescent(new Float64Array(0), 1).inverse(0.5, 1)).toBe(0);
  });

  it("refuses rates and ridges that are negative or no numbers", () => {
    expect(() => scheduledDescent(Float64Array.of(1, -1))).toThrow(/rates\[1\] = -1 must be finite/);
    expect(() => scheduledDescent(falling, Number.NaN)).toThrow(/ridge = NaN must be finite/);
  });
});
