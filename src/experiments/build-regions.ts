import type { DataDistribution, Region } from "../core/index.ts";
import type { ExperimentSpec } from "./spec.ts";
import { checkClaimData, checkClaimMetrics, checkClaimRegions } from "./spec-claim-checks.ts";
import type { DisplaySpec } from "./spec-regions.ts";

/** More centres than this make no readable table of regions. */
const mostCenters = 12;

/**
 * The regions whose mass is compared: those of the spec, or modes and gaps of the data.
 * In one dimension the states within a quarter of the way to the neighbour are "near" a centre, the rest between
 * centres is "gap", and beyond the outer ones is "tail". In more dimensions: the cell of each centre, and the balls
 * around all of them with a quarter of the smallest distance as radius. Data with many centres have none.
 *
 * @throws SpecError when a claim names a region that is not there
 */
export function buildRegions(spec: ExperimentSpec, data: DataDistribution): readonly Region[] {
  const regions = spec.regions ?? (data.dim === 1 ? modesAndGaps(data) : cells(data));
  checkClaimRegions(spec, regions);
  checkClaimMetrics(spec, data.dim);
  checkClaimData(spec, data);
  return regions;
}

/** The states at which a density is shown: those of the spec, or the range of the data with margins. */
export function buildDisplay(spec: ExperimentSpec, data: DataDistribution): DisplaySpec {
  if (spec.display !== undefined) return spec.display;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { mean, covariance } of data.components) {
    const spread = 3 * Math.sqrt(covariance?.[0] ?? 0);
    low = Math.min(low, mean[0]! - spread);
    high = Math.max(high, mean[0]! + spread);
  }
  const margin = high > low ? 0.375 * (high - low) : 1;
  return { low: low - margin, high: high + margin, points: 301 };
}

function modesAndGaps(data: DataDistribution): Region[] {
  const centers = [...new Set(data.components.map(({ mean }) => mean[0]!))].toSorted((a, b) => a - b);
  if (centers.length > mostCenters) return [];
  const gaps = centers.slice(1).map((center, k) => center - centers[k]!);
  const outer = gaps.length > 0 ? Math.min(...gaps) : 2;
  const below = (k: number): number => centers[k]! - (gaps[k - 1] ?? outer) / 4;
  const above = (k: number): number => centers[k]! + (gaps[k] ?? outer) / 4;
  const near = centers.map(
    (center, k): Region => ({ name: `near ${shown(center)}`, kind: "intervals", intervals: [[below(k), above(k)]] }),
  );
  const gap: Region = {
    name: "gap",
    kind: "intervals",
    intervals: gaps.map((_, k) => [above(k), below(k + 1)] as const),
  };
  const tail: Region = {
    name: "tail",
    kind: "intervals",
    intervals: [
      [null, below(0)],
      [above(centers.length - 1), null],
    ],
  };
  return [...near, ...(gaps.length > 0 ? [gap] : []), tail];
}

function cells(data: DataDistribution): Region[] {
  const distinct = new Map(data.components.map(({ mean }) => [mean.join(), Array.from(mean)]));
  const centers = [...distinct.values()];
  if (centers.length > mostCenters || centers.length < 2) return [];
  const distances = centers.flatMap((a, i) =>
    centers.slice(i + 1).map((b) => Math.hypot(...a.map((value, d) => value - b[d]!))),
  );
  const named = centers.map((center, index): Region => {
    return { name: `cell of (${center.map(shown).join(", ")})`, kind: "cell", centers, index };
  });
  return [...named, { name: "near data", kind: "balls", centers, radius: Math.min(...distances) / 4 }];
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
