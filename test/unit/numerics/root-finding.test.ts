import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArgumentError, ConvergenceError, findRoot } from "../../../src/numerics/index.ts";
import { uniform } from "../../support/arbitraries.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 102;

/** A function that counts its calls. */
function counted(f: (x: number) => number): { f: (x: number) => number; calls: () => number } {
  let count = 0;
  const counting = (x: number) => {
    count++;
    return f(x);
  };
  return { f: counting, calls: () => count };
}

describe("findRoot", () => {
  it("finds simple roots to rounding, whichever end is low", () => {
    expectClose(findRoot(Math.cos, 0, 3), Math.PI / 2, rounding(3, 4));
    expectClose(findRoot(Math.cos, 3, 0), Math.PI / 2, rounding(3, 4));
    expectClose(
      findRoot((x) => Math.exp(x) - 2, -20, 20),
      Math.LN2,
      rounding(20, 4),
    );
  });

  it("returns an end that is a root without a step", () => {
    for (const root of [1, 5]) {
      const { f, calls } = counted((x) => x - root);
      expect(findRoot(f, 1, 5)).toBe(root);
      expect(calls()).toBe(2);
    }
  });

  it("finds the root of any monotone cubic", () => {
    fc.assert(
      fc.property(uniform(-3, 3), uniform(0.01, 5), (root, slope) => {
        const found = findRoot((x) => (x - root) ** 3 + slope * (x - root), -4, 4);
        expectClose(found, root, rounding(4, 8));
      }),
      { seed },
    );
  });

  it("is at most twice as slow as bisection where interpolation is useless, and locates a jump", () => {
    const { f, calls } = counted((x) => (x < 0.3 ? -1 : 1e9));
    expectClose(findRoot(f, 0, 1), 0.3, rounding(1, 4));
    expect(calls()).toBeLessThan(2 * 53 + 10);
  });

  it("takes no more evaluations than SciPy's brentq for smooth functions", () => {
    // Evaluations of scipy.optimize.brentq 1.17.1 at xtol = 4 ε, plus one for the different last step.
    const cases: readonly [(x: number) => number, number, number, number][] = [
      [(x) => Math.tanh(x - 0.7), -1, 2, 8],
      [(x) => x ** 3 - 2, 0, 2, 9],
      [(x) => Math.exp(x) - 2, -5, 5, 13],
      [Math.cos, 0, 3, 8],
      [(x) => Math.atan(x - 0.123), -100, 300, 11],
    ];
    for (const [function_, low, high, allowed] of cases) {
      const { f, calls } = counted(function_);
      findRoot(f, low, high);
      expect(calls(), String(function_)).toBeLessThanOrEqual(allowed + 1);
    }
  });

  it("stops at the tolerance asked for", () => {
    const { f, calls } = counted((x) => x ** 3 - 2);
    expectClose(findRoot(f, 0, 2, { tolerance: 1e-3 }), Math.cbrt(2), {
      bound: 1e-3,
      reason: "the tolerance asked for",
    });
    expect(calls()).toBeLessThan(10);
  });

  it("refuses ends without a change of sign, ends or values that are no numbers, and a spent budget", () => {
    expect(() => findRoot((x) => x * x + 1, -1, 1)).toThrow("of opposite signs");
    expect(() => findRoot((x) => x, Number.NaN, 1)).toThrow(ArgumentError);
    expect(() => findRoot((x) => x, -1, Number.POSITIVE_INFINITY)).toThrow(ArgumentError);
    expect(() => findRoot(() => Number.NaN, -1, 1)).toThrow(ArgumentError);
    expect(() => findRoot((x) => x, -1, 2, { tolerance: -1 })).toThrow(ArgumentError);
    expect(() => findRoot((x) => Math.atan(x - 0.123), -100, 300, { maxIterations: 3 })).toThrow(ConvergenceError);
  });
});
