import fc from "fast-check";
import {
  type DataDistribution,
  gaussianMixture,
  type NoiseSchedule,
  pointMasses,
  variancePreserving,
} from "../../src/core/index.ts";
import { logUniform, uniform, uniformVector } from "./arbitraries.ts";

/** The variance-preserving schedule of the published figures, from the given cutoff time. */
export function publishedSchedule(cutoffTime: number = 1e-4): NoiseSchedule {
  return variancePreserving({ drift: "beta", cutoffTime });
}

/** A schedule frozen at one signal scale and one noise variance, for formulas that know no time. */
export function frozenSchedule(alpha: number, variance: number): NoiseSchedule {
  return {
    name: "frozen",
    cutoffTime: 0.5,
    terminalTime: 1,
    alpha: () => alpha,
    sigma: () => Math.sqrt(variance),
    variance: () => variance,
    beta: () => 0,
    diffusivity: () => 0,
  };
}

/** Weighted points in [−1, 1]^D. */
export function pointSet(dim: number, minCount: number = 2, maxCount: number = 6): fc.Arbitrary<DataDistribution> {
  const point = fc.record({ mean: uniformVector(dim, -1, 1), weight: uniform(0.2, 1) });
  return fc.array(point, { minLength: minCount, maxLength: maxCount }).map((drawn) =>
    pointMasses(
      drawn.map(({ mean }) => mean),
      drawn.map(({ weight }) => weight),
    ),
  );
}

/** A positive semi-definite matrix L Lᵀ with entries of L in [−0.6, 0.6]. */
export function covariance(dim: number): fc.Arbitrary<number[][]> {
  return uniformVector(dim * dim, -0.6, 0.6).map((factor) =>
    Array.from({ length: dim }, (_, d) =>
      Array.from({ length: dim }, (_, e) => {
        let sum = 0;
        for (let k = 0; k < dim; k++) sum += factor[d * dim + k] * factor[e * dim + k];
        return sum;
      }),
    ),
  );
}

/** A Gaussian mixture with full and isotropic covariances and means in [−1, 1]^D. */
export function mixture(dim: number): fc.Arbitrary<DataDistribution> {
  const component = fc.record({
    weight: uniform(0.2, 1),
    mean: uniformVector(dim, -1, 1),
    covariance: fc.oneof(covariance(dim), logUniform(1e-3, 1)),
  });
  return fc.array(component, { minLength: 1, maxLength: 5 }).map((components) => gaussianMixture({ components }));
}

/** Points or mixture in 1 to 5 dimensions. */
export const anyData: fc.Arbitrary<DataDistribution> = fc
  .integer({ min: 1, max: 5 })
  .chain((dim) => fc.oneof(pointSet(dim), mixture(dim)));
