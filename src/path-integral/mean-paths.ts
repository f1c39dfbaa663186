import type { ForwardProcess, ScoreField, ScoreFunctional } from "../core/index.ts";

/** Paths of the noise-free flow with what carries the noise of the score back to their labels. */
export interface MeanPaths {
  readonly times: Float64Array;
  /** State of each path at each time; [K][L]. */
  readonly path: readonly Float64Array[];
  /** D δυ / J: label moved per unit of score; [K][L]. */
  readonly gain: readonly Float64Array[];
  /** Mean score along the paths; [K][L]. */
  readonly mean: readonly Float64Array[];
  /** δy = ∫ J⁻¹ D (ŝ − s̄) dυ of each path as a functional of the learned score. */
  readonly functionals: readonly ScoreFunctional[];
}

/** Step of the slope of the mean score, relative to σ(t). */
const slopeStep = 1e-4;

/**
 * The motion of labels by the noise of the score along given paths of the mean flow, in one dimension, to first order:
 * J = ∂X/∂y by the slope of the mean score, integrals over time by trapezoids.
 *
 * @param path - states of each path at every time of the grid, from the terminal time down; [K][L]
 */
export function meanPaths(process: ForwardProcess, field: ScoreField, path: readonly Float64Array[]): MeanPaths {
  const { schedule, grid } = process;
  const { times } = grid;
  const count = path[0]!.length;
  const mean = path.map((values, k) => field.score({ count, dim: 1, values }, times[k]!).slice());
  const slope = path.map((values, k) => {
    const h = slopeStep * schedule.sigma(times[k]!);
    const above = field.score({ count, dim: 1, values: values.map((v) => v + h) }, times[k]!).slice();
    const below = field.score({ count, dim: 1, values: values.map((v) => v - h) }, times[k]!);
    return above.map((value, j) => (value - below[j]!) / (2 * h));
  });
  const logJacobian = [new Float64Array(count)];
  const rate = slope.map((values, k) =>
    values.map((value) => schedule.beta(times[k]!) + schedule.diffusivity(times[k]!) * value),
  );
  for (let k = 1; k < times.length; k++) {
    const half = (times[k - 1]! - times[k]!) / 2;
    logJacobian.push(logJacobian[k - 1]!.map((value, j) => value + half * (rate[k - 1]![j]! + rate[k]![j]!)));
  }
  const gain = path.map((_, k) => {
    const before = k > 0 ? times[k - 1]! - times[k]! : 0;
    const after = k + 1 < times.length ? times[k]! - times[k + 1]! : 0;
    const share = (schedule.diffusivity(times[k]!) * (before + after)) / 2;
    return logJacobian[k]!.map((value) => share * Math.exp(-value));
  });
  const functionals = Array.from({ length: count }, (_, j) => ({
    at: {
      x: { count: times.length, dim: 1, values: Float64Array.from(path, (values) => values[j]!) },
      t: times,
    },
    coefficients: Float64Array.from(gain, (values) => values[j]!),
  }));
  return { times, path, gain, mean, functionals };
}
