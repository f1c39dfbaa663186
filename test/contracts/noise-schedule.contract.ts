import fc from "fast-check";
import { expect, it } from "vitest";
import type { NoiseSchedule } from "../../src/core/index.ts";
import { gaussLegendre } from "../../src/numerics/index.ts";
import { timeOf } from "../support/arbitraries.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

/**
 * Laws of every noise schedule. The two differential laws are held in their integral form between two times,
 * where Gauss–Legendre quadrature of a smooth integrand is exact to rounding: no step size, no derivative bound.
 */
export function noiseScheduleContract(name: string, schedule: NoiseSchedule, seed: number): void {
  const { cutoffTime, terminalTime, alpha, sigma, variance, beta, diffusivity } = schedule;
  const pair = fc.tuple(timeOf(schedule), timeOf(schedule)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const check = (law: (early: number, late: number) => void): void => {
    fc.assert(
      fc.property(pair, ([early, late]) => law(early, late)),
      { seed, numRuns: 200 },
    );
  };

  it(`${name}: the window is not empty and holds noise and signal`, () => {
    expect(cutoffTime).toBeLessThan(terminalTime);
    expect(sigma(cutoffTime)).toBeGreaterThan(0);
    expect(sigma(terminalTime)).toBeGreaterThan(sigma(cutoffTime));
    expect(alpha(terminalTime)).toBeGreaterThan(0);
  });

  it(`${name}: the signal scale is positive and never grows, the noise scale never shrinks`, () => {
    check((early, late) => {
      const slack = rounding(1, 64).bound;
      expect(alpha(late)).toBeGreaterThan(0);
      expect(alpha(late)).toBeLessThanOrEqual(alpha(early) * (1 + slack));
      expect(sigma(late)).toBeGreaterThanOrEqual(sigma(early) * (1 - slack));
      expect(beta(late)).toBeGreaterThanOrEqual(0);
      expect(diffusivity(late)).toBeGreaterThan(0);
    });
  });

  it(`${name}: the variance is the square of the noise scale`, () => {
    check((_, t) => expectClose(variance(t), sigma(t) ** 2, rounding(variance(t))));
  });

  it(`${name}: the drift rate is minus the logarithmic derivative of the signal scale`, () => {
    check((early, late) => {
      const decay = Math.log(alpha(early)) - Math.log(alpha(late));
      const scale = 1 + Math.abs(Math.log(alpha(early))) + Math.abs(Math.log(alpha(late)));
      expectClose(integral(beta, early, late), decay, rounding(scale, 256), `between ${early} and ${late}`);
    });
  });

  it(`${name}: the variance grows by 2D − 2βσ²`, () => {
    check((early, late) => {
      const growth = integral((t) => 2 * diffusivity(t) - 2 * beta(t) * variance(t), early, late);
      const scale = integral((t) => 2 * diffusivity(t) + 2 * beta(t) * variance(t), early, late) + variance(late);
      expectClose(growth, variance(late) - variance(early), rounding(scale, 256), `between ${early} and ${late}`);
    });
  });
}

/** Panels are short against the distance to t = 0 and to poles just above `high`, so that 24 nodes suffice on each. */
function integral(f: (t: number) => number, low: number, high: number): number {
  let sum = 0;
  let from = low;
  while (from < high) {
    const to = Math.min(high, from + Math.min((high - low) / 8, Math.max(from, (high - low) / 64)));
    const { nodes, weights } = gaussLegendre(24, from, to);
    nodes.forEach((node, i) => {
      sum += weights[i]! * f(node);
    });
    from = to;
  }
  return sum;
}
