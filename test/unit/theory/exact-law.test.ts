import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gaussianMixture, namedData, variancePreserving } from "../../../src/core/index.ts";
import { compositeGaussLegendre } from "../../../src/numerics/index.ts";
import { exactLaw } from "../../../src/theory/index.ts";
import { logUniform, uniform } from "../../support/arbitraries.ts";
import { frozenSchedule, publishedSchedule } from "../../support/mixtures.ts";
import { expectClose, quadrature, rounding } from "../../support/tolerance.ts";

const data = gaussianMixture({
  components: [
    { weight: 0.7, mean: [-0.6], covariance: 0.01 },
    { weight: 0.3, mean: [0.9], covariance: 0.2 },
  ],
});
const law = exactLaw(data, variancePreserving({ drift: "half-beta", cutoffTime: 0.01 }), 0.1);
const seed = 204;

describe("the exact law on a line", () => {
  it("has cdf and survival that add up to one, and a cdf that inverts its quantile", () => {
    fc.assert(
      fc.property(uniform(1e-6, 1 - 1e-6), (u) => {
        const x = law.quantile(u);
        // A quantile is off by a few units of rounding over the density; the cdf magnifies that back by the density.
        expectClose(law.cdf(x), u, { bound: 1e-12, reason: "relative accuracy 2e-13 of the normal cdf, twice" });
        expectClose(law.cdf(x) + law.survival(x), 1, { bound: 1e-12, reason: "accuracy of the normal cdf" });
      }),
      { seed },
    );
  });

  it("keeps both tails to relative accuracy down to 1e-250", () => {
    fc.assert(
      fc.property(logUniform(1e-250, 0.5), (u) => {
        const tolerance = {
          bound: 1e-9 * u,
          reason: "normal tail, error of x times slope of log survival, up to 60 / sd",
        };
        expectClose(law.cdf(law.quantile(u)), u, tolerance);
        expectClose(law.survival(law.upperQuantile(u)), u, tolerance);
      }),
      { seed },
    );
  });

  it("finds a lattice of quantiles that equals them one by one, for modes that overlap, part and hardly touch", () => {
    for (const [sigma, count] of [
      [1, 7],
      [0.1, 200],
      [0.001, 301],
    ] as const) {
      const schedule = frozenSchedule(1, sigma * sigma);
      const own = exactLaw(namedData("three-points"), schedule, 0.5);
      own.quantileLattice(count).forEach((found, i) => {
        const probability = (i + 0.5) / count;
        const expected = probability < 0.5 ? own.quantile(probability) : own.upperQuantile(1 - probability);
        const density = Math.exp(own.logDensity(expected));
        expectClose(found, expected, {
          bound: 1e-12 * (1 / density + Math.abs(expected)),
          reason: "accuracy 2e-13 of the normal cdf over the density, a few times",
        });
      });
    }
    expect(() => law.quantileLattice(0)).toThrow(/quantileLattice: count = 0 must be a positive integer/);
  });

  it("agrees with quadrature of its density: mass, mean and width of an interval", () => {
    for (const [low, high] of [
      [-0.8, 0.1],
      [0.4, 2],
      [-3, 4],
    ]) {
      const edges = Array.from({ length: 101 }, (_, k) => low + ((high - low) * k) / 100);
      const { nodes, weights } = compositeGaussLegendre(edges, 10);
      const moment = (of: (x: number) => number): number =>
        weights.reduce((sum, weight, k) => sum + weight * Math.exp(law.logDensity(nodes[k])) * of(nodes[k]), 0);
      const { mass, mean, standardDeviation } = law.moments(low, high);
      expectClose(
        mass,
        moment(() => 1),
        quadrature(1e-12),
      );
      expectClose(law.mass(low, high), mass, rounding(1));
      expectClose(mean, moment((x) => x) / mass, quadrature(1e-11));
      expectClose(standardDeviation, Math.sqrt(moment((x) => (x - mean) ** 2) / mass), quadrature(1e-11));
    }
  });

  it("has total mass one, the mixture's mean, and modes of width σ for points far apart", () => {
    expectClose(law.mass(-Infinity, Infinity), 1, rounding(1));
    const three = exactLaw(namedData("three-points"), publishedSchedule(), 1e-4);
    const sigma = publishedSchedule().sigma(1e-4);
    expectClose(three.moments(-0.5, 0.5).standardDeviation, sigma, rounding(sigma, 64));
    expectClose(three.moments(-Infinity, Infinity).mean, 0, rounding(1));
  });

  it("gives the mass of an interval in the far tail without cancellation", () => {
    const unit = exactLaw(namedData("three-points"), frozenSchedule(1e-9, 1), 1);
    const expected = unit.survival(20) - unit.survival(21);
    expectClose(unit.mass(20, 21), expected, {
      bound: 1e-11 * expected,
      reason: "relative accuracy of the normal tail",
    });
    expect(unit.moments(60, 61)).toEqual({ mass: 0, mean: 0, standardDeviation: 0 });
  });

  it("refuses data in the plane, probabilities outside (0, 1) and reversed intervals", () => {
    expect(() => exactLaw(namedData("polygon"), publishedSchedule(), 0.5)).toThrow(/dim = 2 must be 1/);
    expect(() => law.quantile(0)).toThrow(/quantile: probability = 0 must be between 0 and 1/);
    expect(() => law.upperQuantile(1)).toThrow(/upperQuantile: probability = 1/);
    expect(() => law.mass(1, 0)).toThrow(/low ≤ high/);
  });
});
