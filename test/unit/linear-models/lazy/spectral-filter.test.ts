import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gradientDescent,
  gradientFlow,
  interpolation,
  ridgeFilter,
  type SpectralFilter,
} from "../../../../src/linear-models/index.ts";
import { logUniform } from "../../../support/arbitraries.ts";
import { centralDifference, expectClose, rounding } from "../../../support/tolerance.ts";

const seed = 20371;
const eigenvalue = logUniform(1e-6, 1e3);
const largest = 1e3;

describe.each([
  ["gradient flow", gradientFlow(1.7)],
  ["gradient descent", gradientDescent(1e-3, 1700)],
  ["ridge", ridgeFilter(0.3)],
  ["interpolation", interpolation()],
] as const)("the filter of %s", (_, filter: SpectralFilter) => {
  it("has the interaction −ab (g(a) − g(b))/(a − b), symmetric and between 0 and 1", () => {
    fc.assert(
      fc.property(eigenvalue, eigenvalue, (a, b) => {
        const found = filter.interaction(a, b, largest);
        expect(filter.interaction(b, a, largest)).toBe(found);
        expect(found >= 0 && found <= 1 + 4 * Number.EPSILON).toBe(true);
        const [ga, gb] = [filter.inverse(a, largest), filter.inverse(b, largest)];
        // The plain quotient loses digits as a approaches b; its rounding is its own bound.
        const noise = rounding((a * b * Math.max(ga, gb)) / Math.abs(a - b), 64);
        if (a !== b) expectClose(found, (-a * b * (ga - gb)) / (a - b), noise, `a = ${a}, b = ${b}`);
      }),
      { seed, numRuns: 200 },
    );
  });

  it("has −a² g′(a) where both eigenvalues are one", () => {
    for (const a of [0.01, 0.4, 3]) {
      const h = 1e-4 * a;
      const slope = (filter.inverse(a + h, largest) - filter.inverse(a - h, largest)) / (2 * h);
      const size = filter.inverse(a, largest);
      const bound = centralDifference(h, (6 * size) / a ** 3, size).bound * a * a;
      const reason = "central difference, |g‴| ≤ 6 g/a³";
      expectClose(filter.interaction(a, a, largest), -a * a * slope, { bound, reason }, `a = ${a}`);
    }
  });
});

describe("filters", () => {
  it("of gradient flow invert zero to τ, and everything to zero at τ = 0", () => {
    expect(gradientFlow(3).inverse(0, 1)).toBe(3);
    expect(gradientFlow(3).inverse(-1e-17, 1)).toBe(3);
    expect(gradientFlow(0).inverse(2, 2)).toBe(0);
    expect(gradientFlow(0).interaction(2, 1, 2)).toBe(0);
  });

  it("of gradient flow learn 1 − e^{−eτ}, of a ridge e/(e + ρ)", () => {
    expectClose(2 * gradientFlow(0.7).inverse(2, 2), 1 - Math.exp(-1.4), rounding(1));
    expectClose(2 * ridgeFilter(0.7).inverse(2, 2), 2 / 2.7, rounding(1));
  });

  it("of gradient descent learn 1 − (1 − ηe)^k, and become gradient flow for small steps", () => {
    expectClose(2 * gradientDescent(0.1, 7).inverse(2, 2), 1 - 0.8 ** 7, rounding(1));
    expect(gradientDescent(0.1, 7).inverse(0, 2)).toBe(0.1 * 7);
    expect(gradientDescent(0.1, 0).inverse(2, 2)).toBe(0);
    expect(gradientDescent(0.1, 0).interaction(2, 1, 2)).toBe(0);
    for (const steps of [100, 1000]) {
      // (1 − u)^k e^{ku} = 1 − ku²/2 + …, with ku = eτ and u = eτ/k.
      const bound = { bound: 1.4 ** 2 / steps, reason: "one order in the step" };
      const [descent, flow] = [gradientDescent(0.7 / steps, steps), gradientFlow(0.7)];
      expectClose(descent.inverse(2, 2), flow.inverse(2, 2), bound);
      expectClose(descent.interaction(2, 0.5, 2), flow.interaction(2, 0.5, 2), bound);
    }
  });

  it("of gradient descent refuse a step or a number of steps that is none", () => {
    expect(() => gradientDescent(0, 1)).toThrow("gradientDescent: learningRate = 0 must be finite and positive");
    expect(() => gradientDescent(0.1, 1.5)).toThrow("gradientDescent: steps = 1.5 must be a non-negative integer");
  });

  it("of long training and of a small ridge become interpolation", () => {
    for (const filter of [gradientFlow(1e6), ridgeFilter(1e-15)]) {
      expectClose(filter.inverse(0.5, 1), interpolation().inverse(0.5, 1), rounding(2, 64));
      expectClose(filter.interaction(0.5, 0.2, 1), 1, rounding(1, 64));
    }
  });

  it("of interpolation leave zero eigenvalues alone", () => {
    expect(interpolation(1e-3).inverse(1e-4, 1)).toBe(0);
    expect(interpolation(1e-3).interaction(1e-4, 1, 1)).toBe(0);
  });

  it("refuse a negative time, a ridge that is not positive and a tolerance out of range", () => {
    expect(() => gradientFlow(-1)).toThrow("gradientFlow: time = -1 must be finite and at least 0");
    expect(() => ridgeFilter(0)).toThrow("interpolation() is the limit 0");
    expect(() => interpolation(1)).toThrow("tolerance");
  });
});
