import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gaussianBumps } from "../../../../src/linear-models/index.ts";
import { logUniform, uniform } from "../../../support/arbitraries.ts";
import { expectClose } from "../../../support/tolerance.ts";

const seed = 20311;

describe("Gaussian bumps", () => {
  const options = fc.record({
    count: fc.integer({ min: 1, max: 20 }),
    low: uniform(-2, 0),
    span: logUniform(0.5, 4),
    width: logUniform(0.005, 3),
    height: fc.constantFrom("one" as const, "density" as const),
    xi: uniform(-5, 5),
  });

  it("are exponentials at equispaced centres from low to high, and zero below 1e-16 of the height", () => {
    fc.assert(
      fc.property(options, ({ count, low, span, width, height, xi }) => {
        const axis = gaussianBumps({ count, low, high: low + span, width, height });
        const peak = height === "one" ? 1 : 1 / (Math.sqrt(2 * Math.PI) * width);
        const spacing = span / Math.max(count - 1, 1);
        axis.table(Float64Array.of(xi)).values.forEach((value, j) => {
          const distance = xi - (low + j * spacing);
          const exponent = distance ** 2 / (2 * width ** 2);
          // Rounding of the exponents of the recurrence, of the centre, and the cut.
          const shift = (4 * (Math.abs(xi) + Math.abs(low) + span) * Math.abs(distance)) / width ** 2;
          const recurrence = 4 * (exponent + (Math.abs(distance) * spacing) / width ** 2 + (spacing / width) ** 2);
          const relative = Number.EPSILON * (32 + shift + recurrence);
          const bound = peak * (Math.exp(-exponent) * relative + (exponent > 36.9 ? Math.exp(-36.9) : 0));
          expectClose(value, peak * Math.exp(-exponent), { bound, reason: "rounding of exponents" }, `bump ${j}`);
        });
      }),
      { seed, numRuns: 400 },
    );
  });

  it("are by default half a spacing wide and of height one", () => {
    const { values } = gaussianBumps({ count: 3, low: -1, high: 1 }).table(Float64Array.of(0));
    expect([...values]).toEqual([Math.exp(-2), 1, Math.exp(-2)]);
  });

  it("have the width as their scale", () => {
    expect(gaussianBumps({ count: 16, low: -1.5, high: 1.5 }).scale).toBe(0.1);
  });

  it.each([
    [{ count: 0, low: 0, high: 1 }, "gaussianBumps: count = 0 must be a positive integer"],
    [{ count: 2, low: Number.NaN, high: 1 }, "gaussianBumps: low = NaN must be finite"],
    [{ count: 2, low: 1, high: 1 }, "gaussianBumps: high = 1 must be finite and above low = 1"],
    [{ count: 2, low: 0, high: 1, width: 0 }, "gaussianBumps: width = 0 must be positive"],
  ])("refuse %o", (wrong, message) => {
    expect(() => gaussianBumps(wrong)).toThrow(message);
  });
});
