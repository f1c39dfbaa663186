import fc from "fast-check";
import {
  type DataDistribution,
  type GaussianComponent,
  gaussianMixture,
  type NoiseSchedule,
  ornsteinUhlenbeck,
  type Points,
  points,
  varianceExploding,
  variancePreserving,
} from "../../src/core/index.ts";

/** Uniform on [low, high]: unlike fc.double, which draws bit patterns and so mostly numbers near zero. */
export function uniform(low: number, high: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 2 ** 30 }).map((k) => low + ((high - low) * k) / 2 ** 30);
}

/** Log-uniform on [low, high], low > 0. */
export function logUniform(low: number, high: number): fc.Arbitrary<number> {
  return uniform(Math.log(low), Math.log(high)).map(Math.exp);
}

/** A vector of independent uniforms. */
export function uniformVector(dim: number, low: number, high: number): fc.Arbitrary<number[]> {
  return fc.array(uniform(low, high), { minLength: dim, maxLength: dim });
}

/** Closed-form schedules of every kind with random constants; cutoff times from 1e-4 to 0.1, terminal time 1 to 10. */
export function schedule(): fc.Arbitrary<NoiseSchedule> {
  const cutoffTime = logUniform(1e-4, 0.1);
  const drift = fc.constantFrom("beta" as const, "half-beta" as const);
  return fc.oneof(
    fc
      .record({ betaMin: logUniform(0.01, 2), betaMax: uniform(2, 20), drift, cutoffTime })
      .map((options) => variancePreserving(options)),
    fc.record({ cutoffTime, terminalTime: uniform(1, 5) }).map((window) => ornsteinUhlenbeck(window)),
    fc
      .record({ cutoffTime, terminalTime: uniform(1, 10) })
      .map((window) => varianceExploding({ sigma: "t", ...window })),
    fc
      .record({ base: uniform(1.5, 50), cutoffTime })
      .map((options) => varianceExploding({ ...options, terminalTime: 1 })),
  );
}

/** A time of the schedule, half of the draws equally spread, half on a logarithmic scale above the cutoff. */
export function timeOf({ cutoffTime, terminalTime }: NoiseSchedule): fc.Arbitrary<number> {
  const above = logUniform(1e-6, 1).map((share) => cutoffTime + share * (terminalTime - cutoffTime));
  return fc.oneof(uniform(cutoffTime, terminalTime), above);
}

/** A covariance as `gaussianMixture` takes it: zero, isotropic, full, or of rank one (singular above one dimension). */
export function covariance(dim: number): fc.Arbitrary<GaussianComponent["covariance"]> {
  const product = (rank: number) =>
    fc
      .array(uniformVector(rank, -1, 1), { minLength: dim, maxLength: dim })
      .map((rows) => rows.map((a) => rows.map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0))));
  return fc.oneof(fc.constant(0), uniform(0.05, 1), product(dim), product(1));
}

/** A Gaussian mixture of one to four components, means in [−2, 2], covariances as in `covariance`. */
export function mixture(dim: number): fc.Arbitrary<DataDistribution> {
  const component = fc.record({
    weight: uniform(0.1, 1),
    mean: uniformVector(dim, -2, 2),
    covariance: covariance(dim),
  });
  return fc.array(component, { minLength: 1, maxLength: 4 }).map((components) => gaussianMixture({ components }));
}

/** One to eight points in [−2, 2]^dim. */
export function pointSet(dim: number): fc.Arbitrary<Points> {
  return fc.array(uniformVector(dim, -2, 2), { minLength: 1, maxLength: 8 }).map((rows) => points(rows, dim));
}
