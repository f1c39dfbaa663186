import {
  type DataDistribution,
  type Density,
  type ForwardProcess,
  geometricGrid,
  type NoiseSchedule,
  type PlaneDensity,
  type Propagation,
  variancePreserving,
} from "../../src/core/index.ts";

/** The published variance-preserving schedule, with the drift named. */
export const publishedSchedule = (cutoffTime: number = 0.01): NoiseSchedule =>
  variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime: 1 });

/** Data with geometric steps of a schedule. */
export const geometricProcess = (data: DataDistribution, schedule: NoiseSchedule, steps: number): ForwardProcess => ({
  data,
  schedule,
  grid: geometricGrid(schedule, steps),
});

/** The law as a density; other kinds are an error of the test. */
export function densityOf({ distribution }: Propagation): Density {
  if (distribution.kind !== "density") throw new Error(`a density wanted, not ${distribution.kind}`);
  return distribution;
}

/** The law as a density in the plane. */
export function planeOf({ distribution }: Propagation): PlaneDensity {
  if (distribution.kind !== "plane-density") throw new Error(`a plane density wanted, not ${distribution.kind}`);
  return distribution;
}

/** Mass of [low, high], linear within the cells at its ends. */
export function massBetween({ x, cdf }: Density, low: number, high: number): number {
  const at = (state: number): number => {
    if (state <= x[0]!) return 0;
    const above = x.findIndex((value) => value > state);
    if (above < 0) return cdf.at(-1)!;
    const share = (state - x[above - 1]!) / (x[above]! - x[above - 1]!);
    return cdf[above - 1]! + share * (cdf[above]! - cdf[above - 1]!);
  };
  return at(high) - at(low);
}

/** Mean and variance within [low, high] of a density that is linear in each cell, with the slope of its neighbours. */
export function momentsOf(
  { x, cdf }: Density,
  low: number = -Infinity,
  high: number = Infinity,
): { readonly mass: number; readonly mean: number; readonly variance: number } {
  const height = (i: number): number => (cdf[i + 1]! - cdf[i]!) / (x[i + 1]! - x[i]!);
  const middle = (i: number): number => (x[i]! + x[i + 1]!) / 2;
  let mass = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const center = middle(i);
    if (center < low || center > high) continue;
    const width = x[i + 1]! - x[i]!;
    const inner = i > 0 && i + 2 < x.length;
    const slope = inner ? (height(i + 1) - height(i - 1)) / (middle(i + 1) - middle(i - 1)) : 0;
    const own = cdf[i + 1]! - cdf[i]!;
    mass += own;
    first += own * center + (slope * width ** 3) / 12;
    second += own * (center * center + (width * width) / 12) + (slope * center * width ** 3) / 6;
  }
  const mean = first / mass;
  return { mass, mean, variance: second / mass - mean * mean };
}
