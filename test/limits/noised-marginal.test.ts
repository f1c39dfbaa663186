import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DataDistribution,
  gaussianMixture,
  pointMasses,
  points,
  statesAt,
  variancePreserving,
} from "../../src/core/index.ts";
import { compositeGaussLegendre, seededRng } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { logUniform, uniform, uniformVector } from "../support/arbitraries.ts";
import { frozenSchedule, mixture, pointSet } from "../support/mixtures.ts";
import { expectClose, monteCarlo, quadrature, rounding } from "../support/tolerance.ts";

const seed = 202;
const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 1e-3 });

describe("Gaussian data", () => {
  it("have the affine score −(x − α μ) / v and constant target covariance α² λ / (σ² v), v = σ² + α² λ", () => {
    const drawn = fc.tuple(uniform(-1, 1), logUniform(1e-3, 10), uniform(-3, 3), logUniform(1e-3, 1));
    fc.assert(
      fc.property(drawn, ([mu, lambda, x, t]) => {
        const data = gaussianMixture({ components: [{ weight: 1, mean: [mu], covariance: lambda }] });
        const marginal = noisedMarginal(data, schedule);
        const at = statesAt(points([[x]]), t);
        const variance = schedule.variance(t);
        const v = variance + schedule.alpha(t) ** 2 * lambda;
        expectClose(marginal.score(at)[0], -(x - schedule.alpha(t) * mu) / v, rounding((Math.abs(x) + 1) / v));
        const c = (schedule.alpha(t) ** 2 * lambda) / (variance * v);
        expectClose(marginal.targetCovariance(at)[0], c, rounding(c));
      }),
      { seed },
    );
  });

  it("have target covariance 1/σ² − B⁻¹ in two dimensions, whatever the state", () => {
    const data = gaussianMixture({
      components: [
        {
          weight: 1,
          mean: [0.3, -0.2],
          covariance: [
            [0.5, 0.2],
            [0.2, 0.3],
          ],
        },
      ],
    });
    fc.assert(
      fc.property(uniformVector(2, -3, 3), logUniform(0.01, 1), (x, t) => {
        const variance = schedule.variance(t);
        const a2 = schedule.alpha(t) ** 2;
        const [p, q, r] = [variance + 0.5 * a2, 0.2 * a2, variance + 0.3 * a2];
        const determinant = p * r - q * q;
        const expected = [
          1 / variance - r / determinant,
          q / determinant,
          q / determinant,
          1 / variance - p / determinant,
        ];
        const c = noisedMarginal(data, schedule).targetCovariance(statesAt(points([x]), t));
        for (const [k, value] of expected.entries())
          expectClose(c[k], value, rounding(1 / variance + p / determinant, 64));
      }),
      { seed },
    );
  });
});

describe("mixtures whose covariances vanish", () => {
  it("have the posterior of point masses, with an error proportional to the covariance", () => {
    const drawn = fc.record({
      data: pointSet(2, 2, 4),
      x: uniformVector(2, -1.5, 1.5),
      t: uniform(0.2, 1),
      lambda: logUniform(1e-9, 1e-6),
    });
    fc.assert(
      fc.property(drawn, ({ data, x, t, lambda }) => {
        const blurred = gaussianMixture({
          components: data.components.map(({ weight, mean }) => ({ weight, mean, covariance: lambda })),
        });
        const at = statesAt(points([x]), t);
        const [sharp, soft] = [noisedMarginal(data, schedule), noisedMarginal(blurred, schedule)];
        const variance = schedule.variance(t);
        // b = σ² + α² λ changes every quantity relatively by α² λ / σ², and exponents of size up to |x − α μ|² / σ² with it.
        const shift = (20 * lambda * (1 + 12 / variance)) / variance;
        const size = Math.max(...sharp.score(at).map(Math.abs), 4 / variance);
        sharp.score(at).forEach((value, d) => {
          expectClose(soft.score(at)[d], value, { bound: shift * size, reason: "first order in λ" });
        });
        sharp.targetCovariance(at).forEach((value, k) => {
          expectClose(soft.targetCovariance(at)[k], value, {
            bound: shift * (4 / variance) ** 2,
            reason: "first order in λ",
          });
        });
      }),
      { seed },
    );
  });

  it("equal point masses exactly when the covariance is zero", () => {
    const rows = [
      [-1, 0],
      [0.5, 0.2],
      [0.3, 1],
    ];
    const zero = gaussianMixture({ components: rows.map((mean) => ({ weight: 1, mean, covariance: 0 })) });
    const at = statesAt(
      points([
        [0.1, 0.4],
        [-0.3, 0.2],
      ]),
      0.3,
    );
    expect(noisedMarginal(zero, schedule).score(at)).toEqual(noisedMarginal(pointMasses(rows), schedule).score(at));
  });
});

describe("averages over the noised law", () => {
  const lines: [string, fc.Arbitrary<DataDistribution>][] = [
    ["points", pointSet(1)],
    ["mixtures", mixture(1)],
  ];
  it.each(lines)("of %s on a line: mass one, mean score zero, E[C + s²] = 1/σ²", (_, drawn) => {
    fc.assert(
      fc.property(drawn, uniform(0.05, 1), (data, t) => {
        const sigma = schedule.sigma(t);
        const reach =
          1 + 12 * Math.max(1, ...data.components.map(({ covariance }) => Math.sqrt(1 + (covariance?.[0] ?? 0))));
        const edges = Float64Array.from({ length: Math.ceil((2 * reach) / sigma) + 1 }, (_, k) => -reach + k * sigma);
        const rule = compositeGaussLegendre(edges, 16);
        const at = statesAt(points(rule.nodes), t);
        const marginal = noisedMarginal(data, schedule);
        const density = marginal.logDensity(at).map(Math.exp);
        const score = marginal.score(at);
        const c = marginal.targetCovariance(at);
        const mean = (of: (k: number) => number): number =>
          rule.weights.reduce((sum, weight, k) => sum + weight * density[k] * of(k), 0);
        expectClose(
          mean(() => 1),
          1,
          quadrature(1e-12),
        );
        expectClose(
          mean((k) => score[k]),
          0,
          quadrature(1e-12 / sigma),
        );
        expectClose(
          mean((k) => c[k] + score[k] ** 2),
          1 / sigma ** 2,
          quadrature(1e-11 / sigma ** 2),
        );
      }),
      { seed, numRuns: 30 },
    );
  });

  it("of a mixture in the plane: E[C + s sᵀ] = I/σ² within five standard errors", () => {
    const data = gaussianMixture({
      components: [
        { weight: 0.5, mean: [-1, 0], covariance: 0 },
        {
          weight: 0.3,
          mean: [0.5, 0.8],
          covariance: [
            [0.3, 0.1],
            [0.1, 0.2],
          ],
        },
        { weight: 0.2, mean: [0.4, -0.9], covariance: 0.05 },
      ],
    });
    const [alpha, variance, n] = [0.8, 0.36, 20_000];
    const rng = seededRng(seed);
    const clean = data.sample(rng.split("data"), n);
    const noise = rng.split("noise").normals(2 * n);
    const x = points(
      clean.values.map((value, k) => alpha * value + Math.sqrt(variance) * noise[k]),
      2,
    );
    const marginal = noisedMarginal(data, frozenSchedule(alpha, variance));
    const [s, c] = [marginal.score(statesAt(x, 1)), marginal.targetCovariance(statesAt(x, 1))];
    for (const [d, e] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ]) {
      const values = Float64Array.from({ length: n }, (_, k) => c[4 * k + 2 * d + e] + s[2 * k + d] * s[2 * k + e]);
      const mean = values.reduce((sum, value) => sum + value, 0) / n;
      const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
      expectClose(mean, d === e ? 1 / variance : 0, monteCarlo(Math.sqrt(square / n)), `entry ${d}${e}`);
    }
  });
});
