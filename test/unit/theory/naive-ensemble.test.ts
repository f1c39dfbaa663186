import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gaussianMixture,
  namedData,
  pointMasses,
  points,
  statesAt,
  variancePreserving,
} from "../../../src/core/index.ts";
import { naiveEnsemble, naiveGaussianEulerLaw, naiveGaussianLaw, noisedMarginal } from "../../../src/theory/index.ts";
import { logUniform, mixture, pointSet, schedule, uniform, uniformVector } from "../../support/arbitraries.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 52102;
const vp = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime: 0.01, terminalTime: 1 });

describe("the naive estimator", () => {
  it("has the intensity κ C(x, t) and the true score as its mean, for any mixture", () => {
    fc.assert(
      fc.property(mixture(2), uniformVector(2, -3, 3), uniform(0.05, 1), uniform(0, 3), (data, x, t, kappa) => {
        const marginal = noisedMarginal(data, vp);
        const ensemble = naiveEnsemble(marginal, kappa);
        const state = points([x]);
        const expected = marginal.targetCovarianceHessian(statesAt(state, t));
        const scale = 1 / vp.variance(t);
        ensemble.scoreIntensity(state, t).forEach((value, k) => {
          // The curvature form cancels 1/σ² against the Hessian.
          expectClose(value, kappa * expected[k]!, rounding(kappa * scale * (1 + 20 * scale), 256));
        });
        expect(ensemble.meanField.score(state, t)).toEqual(marginal.scoreAt(state, t));
        expect(ensemble.calculus).toBe("ito");
      }),
      { seed, numRuns: 60 },
    );
  });

  it("draws one of finitely many scores a step from point masses, of mean zero and covariance S about the mean", () => {
    fc.assert(
      fc.property(pointSet(2), uniformVector(2, -3, 3), uniform(0.02, 1), logUniform(1e-3, 3), (set, x, t, kappa) => {
        const ensemble = naiveEnsemble(noisedMarginal(pointMasses(set), vp), kappa);
        const state = points([x]);
        const { count, weight, residual } = ensemble.stepAtoms!(state, t);
        const intensity = ensemble.scoreIntensity(state, t);
        const size = (Math.sqrt(kappa) * vp.alpha(t) * 4) / vp.variance(t);
        let total = 0;
        const mean = [0, 0];
        const square = [0, 0, 0, 0];
        for (let i = 0; i < count; i++) {
          total += weight[i]!;
          for (let d = 0; d < 2; d++) {
            mean[d]! += weight[i]! * residual[2 * i + d]!;
            for (let e = 0; e < 2; e++) square[2 * d + e]! += weight[i]! * residual[2 * i + d]! * residual[2 * i + e]!;
          }
        }
        expectClose(total, 1, rounding(1));
        for (const value of mean) expectClose(value, 0, rounding(size, 64));
        for (let k = 0; k < 4; k++) expectClose(square[k]!, intensity[k]!, rounding(size * size, 64));
      }),
      { seed, numRuns: 100 },
    );
  });

  it("has no noise at all for one data point, repeated or not", () => {
    fc.assert(
      fc.property(uniformVector(3, -2, 2), uniformVector(3, -2, 2), schedule(), (point, x, given) => {
        for (const copies of [1, 3]) {
          const data = pointMasses(points(Array.from({ length: copies }, () => point)));
          const ensemble = naiveEnsemble(noisedMarginal(data, given), 2);
          const t = given.terminalTime / 2;
          expect(ensemble.scoreIntensity(points([x]), t).every((value) => value === 0)).toBe(true);
          expect(ensemble.stepAtoms!(points([x]), t).residual.every((value) => value === 0)).toBe(true);
        }
      }),
      { seed, numRuns: 30 },
    );
  });

  it("agrees with itself between few and many point masses: splitting weights changes nothing", () => {
    const few = namedData("three-points");
    const many = pointMasses(points(Array.from({ length: 30 }, (_, i) => [(i % 3) - 1])));
    const states = points([[-0.7], [0.02], [0.5], [1.3]]);
    const [a, b] = [few, many].map((data) => naiveEnsemble(noisedMarginal(data, vp), 0.7).scoreIntensity(states, 0.05));
    a!.forEach((value, n) => {
      expectClose(value, b![n]!, rounding(value, 256));
    });
  });

  it("refuses a negative κ, states of another dimension, and closed forms of several components", () => {
    const marginal = noisedMarginal(namedData("three-points"), vp);
    expect(() => naiveEnsemble(marginal, -1)).toThrow("kappa = -1");
    expect(() => naiveEnsemble(marginal, 1).scoreIntensity(points([[1, 2]]), 0.1)).toThrow("dimension");
    expect(() => naiveEnsemble(marginal, 1).scoreIntensity(points([[Number.NaN]]), 0.1)).toThrow("finite");
    const process = {
      data: namedData("three-points"),
      schedule: vp,
      grid: { name: "", times: Float64Array.of(1, 0.01) },
    };
    expect(() => naiveGaussianLaw(process, 1)).toThrow("components = 3");
    expect(() => naiveGaussianEulerLaw(process, Number.NaN)).toThrow("kappa");
  });
});

describe("closed forms in several dimensions", () => {
  it("turn with the data", () => {
    const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
    const turn = (a: number, b: number, m: number): number[][] => [
      [c * c * a + s * s * b - 2 * c * s * m, c * s * (a - b) + (c * c - s * s) * m],
      [c * s * (a - b) + (c * c - s * s) * m, s * s * a + c * c * b + 2 * c * s * m],
    ];
    const grid = { name: "", times: Float64Array.from({ length: 41 }, (_, k) => 0.01 ** (k / 40)) };
    const lawOf = (covariance: number[][], mean: number[]) => {
      const process = { data: gaussianMixture({ components: [{ weight: 1, mean, covariance }] }), schedule: vp, grid };
      return [naiveGaussianLaw(process, 0.4), naiveGaussianEulerLaw(process, 0.4)] as const;
    };
    const straight = lawOf(
      [
        [0.8, 0],
        [0, 0.1],
      ],
      [1, -2],
    );
    const turned = lawOf(turn(0.8, 0.1, 0), [c * 1 + s * 2, s * 1 - c * 2]);
    straight.forEach((law, k) => {
      const [a, , , b] = law.covariance;
      const expected = turn(a!, b!, 0).flat();
      turned[k]!.covariance.forEach((value, i) => {
        expectClose(value, expected[i]!, rounding(1, 4096));
      });
      expectClose(turned[k]!.mean[0]!, c * law.mean[0]! - s * law.mean[1]!, rounding(2, 1024));
      expectClose(turned[k]!.mean[1]!, s * law.mean[0]! + c * law.mean[1]!, rounding(2, 1024));
    });
  });
});
