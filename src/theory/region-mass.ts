import type { Region } from "../core/index.ts";
import { ArgumentError } from "../numerics/index.ts";
import type { ExactLaw } from "./exact-law.ts";

/**
 * Exact mass of a one-dimensional region under p(x | t).
 *
 * @throws ArgumentError for centres that are not one-dimensional, or a reversed interval
 * @accuracy rounding, relative to the mass of each interval
 */
export function regionMass(law: ExactLaw, region: Region): number {
  let sum = 0;
  for (const [low, high] of disjoint(regionIntervals(region))) sum += law.mass(low, high);
  return sum;
}

/** A one-dimensional region as intervals, ends possibly infinite. */
export function regionIntervals(region: Region): [low: number, high: number][] {
  if (region.kind === "intervals")
    return region.intervals.map(([low, high]) => checked([low ?? -Infinity, high ?? Infinity]));
  const centers = region.centers.map((center) => {
    if (center.length !== 1) throw new ArgumentError("regionMass", "center", center, "one-dimensional");
    return center[0];
  });
  if (region.kind === "balls")
    return centers.map((center) => checked([center - region.radius, center + region.radius]));
  const own = centers[region.index];
  const below = centers.filter((center) => center < own);
  const above = centers.filter((center) => center > own);
  return [[(Math.max(...below) + own) / 2, (Math.min(...above) + own) / 2]];
}

function checked(interval: [number, number]): [number, number] {
  if (!(interval[0] <= interval[1])) throw new ArgumentError("regionMass", "interval", interval, "ordered, low ≤ high");
  return interval;
}

/** The union of intervals, overlaps merged. */
function disjoint(intervals: [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [low, high] of intervals.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1]) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}
