import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  chiSquaredCdf,
  gaussLegendre,
  kolmogorovSurvival,
  normalCdf,
  normalDensity,
  normalLogDensity,
  normalQuantile,
  studentTQuantile,
} from "../../../src/numerics/index.ts";
import { logUniform, uniform } from "../../support/arbitraries.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 103;

describe("the normal law", () => {
  it("Φ(−x) = 1 − Φ(x), Φ(0) = 1/2, and the ends are 0 and 1", () => {
    fc.assert(
      fc.property(uniform(-8, 8), (x) => expectClose(normalCdf(-x), 1 - normalCdf(x), rounding(1))),
      { seed },
    );
    expect([normalCdf(0), normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([
      0.5, 0, 1,
    ]);
  });

  it("the quantile inverts the distribution function, in relative terms, over 300 decades", () => {
    fc.assert(
      fc.property(logUniform(1e-300, 0.5), (p) => {
        // A relative error ε in x is an error x² ε in Φ.
        const x = normalQuantile(p);
        expectClose(normalCdf(x), p, rounding(p, 32 + 16 * x * x));
      }),
      { seed, numRuns: 500 },
    );
  });

  it("the quantile is odd about 1/2 and increases across the change of method at 1e-3", () => {
    expect(normalQuantile(0.75)).toBe(-normalQuantile(0.25));
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(1e-3 * (1 - 1e-12))).toBeLessThan(normalQuantile(1e-3 * (1 + 1e-12)));
  });

  it("the density integrates to the distribution function", () => {
    const { nodes, weights } = gaussLegendre(40, -1, 2);
    const integral = nodes.reduce((sum, x, i) => sum + weights[i]! * normalDensity(x, 0.5, 0.7), 0);
    expectClose(integral, normalCdf(1.5 / 0.7) - normalCdf(-1.5 / 0.7), rounding(1));
  });

  it("the log-density reaches where the density vanishes", () => {
    expect(normalDensity(100)).toBe(0);
    expectClose(normalLogDensity(100), -5000 - Math.log(2 * Math.PI) / 2, rounding(5000));
    expectClose(normalDensity(1, 1, 2), 1 / Math.sqrt(8 * Math.PI), rounding(1));
  });
});

describe("test statistics", () => {
  it("chi-squared with two degrees of freedom is exponential, and zero below zero", () => {
    for (const x of [0.1, 1, 5, 20]) expectClose(chiSquaredCdf(x, 2), -Math.expm1(-x / 2), rounding(1));
    expect(chiSquaredCdf(-1, 3)).toBe(0);
  });

  it("Student's law with one degree of freedom is Cauchy's, and normal for many", () => {
    expectClose(studentTQuantile(0.9, 1), Math.tan(0.4 * Math.PI), rounding(3, 32));
    expectClose(studentTQuantile(0.975, 1e7), normalQuantile(0.975), {
      bound: 1e-6,
      reason: "1/ν expansion at ν = 1e7",
    });
  });

  it("the Kolmogorov law falls from one to zero, without a jump where the series change", () => {
    expect([kolmogorovSurvival(-1), kolmogorovSurvival(0), kolmogorovSurvival(0.05)]).toEqual([1, 1, 1]);
    expect(kolmogorovSurvival(Number.POSITIVE_INFINITY)).toBe(0);
    for (let x = 0.2; x < 4; x += 0.01) expect(kolmogorovSurvival(x + 0.01)).toBeLessThan(kolmogorovSurvival(x));
    expectClose(kolmogorovSurvival(1 - 1e-15), kolmogorovSurvival(1), rounding(1, 32));
  });
});

describe("arguments outside the domain", () => {
  it("are refused", () => {
    for (const p of [0, 1, -0.1, Number.NaN]) {
      expect(() => normalQuantile(p)).toThrow(ArgumentError);
      expect(() => studentTQuantile(p, 3)).toThrow(ArgumentError);
    }
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => chiSquaredCdf(1, bad)).toThrow(ArgumentError);
      expect(() => studentTQuantile(0.5, bad)).toThrow(ArgumentError);
      expect(() => normalDensity(0, 0, bad)).toThrow(ArgumentError);
    }
    for (const call of [normalCdf, kolmogorovSurvival, normalDensity, (x: number) => chiSquaredCdf(x, 1)]) {
      expect(() => call(Number.NaN)).toThrow(ArgumentError);
    }
  });
});
