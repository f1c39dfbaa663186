import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logNormalScaleLaw } from "../../../src/linear-models/index.ts";
import { compositeGaussLegendre, gaussHermite, normalCdf, normalDensity } from "../../../src/numerics/index.ts";
import { logUniform, uniform } from "../../support/arbitraries.ts";
import { expectClose, quadrature, rounding } from "../../support/tolerance.ts";

const seed = 20611;

describe("a log-normal scale mixture of Gaussians", () => {
  it("has a density that integrates to one and to its second moment", () => {
    const law = fc.record({ start: logUniform(0.1, 10), mean: uniform(-2, 1), variance: logUniform(1e-4, 0.5) });
    fc.assert(
      fc.property(law, ({ start, mean, variance }) => {
        const mixture = logNormalScaleLaw(start, mean, variance);
        const width = Math.sqrt(start) * Math.exp(mean);
        // Panels growing with |x|: the tail is that of the largest scales, e^{10√ν} wide.
        const edges = Array.from(
          { length: 61 },
          (_, k) => width * Math.expm1((k / 60) * (4 + 12 * Math.sqrt(variance))),
        );
        const { nodes, weights } = compositeGaussLegendre(edges, 10);
        const density = mixture.density(Float64Array.from(nodes));
        let mass = 0;
        let square = 0;
        nodes.forEach((x, k) => {
          mass += 2 * weights[k]! * density[k]!;
          square += 2 * weights[k]! * x * x * density[k]!;
        });
        expectClose(mass, 1, quadrature(1e-9), "mass");
        expectClose(square / mixture.secondMoment, 1, quadrature(1e-8), "second moment");
      }),
      { seed, numRuns: 20 },
    );
  });

  it("has density and distribution function of Gauss–Hermite quadrature where that converges", () => {
    const mixture = logNormalScaleLaw(0.8, -0.3, 0.02);
    const { nodes, weights } = gaussHermite(60);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const x = Float64Array.of(-1.4, -0.2, 0, 0.7, 2.1);
    const density = mixture.density(x);
    const cdf = mixture.cdf(x);
    x.forEach((at, n) => {
      let d = 0;
      let c = 0;
      nodes.forEach((node, k) => {
        // Nodes of the weight e^{−s²} or e^{−s²/2}: the second moment of the rule tells which.
        const scale = Math.sqrt(0.8) * Math.exp(-0.3 + Math.sqrt(0.02) * standardise * node);
        d += ((weights[k]! / total) * normalDensity(at / scale)) / scale;
        c += (weights[k]! / total) * normalCdf(at / scale);
      });
      expectClose(density[n]!, d, quadrature(1e-11), `density at ${at}`);
      expectClose(cdf[n]!, c, quadrature(1e-11), `distribution function at ${at}`);
    });
  });
  const rule = gaussHermite(60);
  const norm = rule.weights.reduce((sum, weight) => sum + weight, 0);
  const standardise = 1 / Math.sqrt(rule.nodes.reduce((sum, s, k) => sum + (rule.weights[k]! / norm) * s * s, 0));

  it("is Gaussian without variance of the scale", () => {
    const mixture = logNormalScaleLaw(4, Math.log(0.5), 0);
    expectClose(mixture.density(Float64Array.of(0.3))[0]!, normalDensity(0.3), rounding(1, 64), "density");
    expectClose(mixture.cdf(Float64Array.of(0.3))[0]!, normalCdf(0.3), rounding(1, 64), "distribution function");
    expectClose(mixture.secondMoment, 1, rounding(1), "second moment");
    expectClose(mixture.kurtosis, 3, rounding(3), "kurtosis");
  });

  it("has heavy tails that stay finite and positive far out", () => {
    const mixture = logNormalScaleLaw(1, 0, 1);
    const far = mixture.density(Float64Array.of(0, 10, 1e3, 1e6));
    expect(far.every((value) => value > 0 && Number.isFinite(value))).toBe(true);
    expect(far[1]! / normalDensity(10)).toBeGreaterThan(1e10);
  });

  it("refuses parameters that are none", () => {
    expect(() => logNormalScaleLaw(0, 0, 1)).toThrow("startVariance = 0");
    expect(() => logNormalScaleLaw(1, Number.NaN, 1)).toThrow("logMean");
    expect(() => logNormalScaleLaw(1, 0, -1)).toThrow("logVariance = -1");
  });
});
