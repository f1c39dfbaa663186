import type { Comparison, CurveName, Estimate } from "../core/index.ts";
import { SpecError } from "../core/index.ts";
import type { Rng } from "../numerics/index.ts";
import {
  bootstrapReplicates,
  distanceEstimates,
  kolmogorovSmirnov,
  kullbackLeibler,
  type Metric,
  totalVariation,
  wasserstein1,
  wasserstein2,
} from "../validate/index.ts";
import type { Law } from "./law.ts";
import type { LineMetricName } from "./spec-quantities.ts";

/** Distances between the laws of a cell, each pair computed once. */
export interface CellDistances {
  /** Every metric of the cell, in the order of the report. */
  readonly compare: (from: CurveName, to: CurveName) => readonly Comparison[];
  /** @throws SpecError for a metric that this dimension does not have */
  readonly distance: (from: CurveName, to: CurveName, metric: LineMetricName) => Estimate;
}

/** Bins of the binned distances. */
const binCount = 70;

/**
 * @param display - states over which binned metrics have their bins; null above one dimension, where the metrics are
 * means over fixed directions and there are no binned ones
 */
export function cellDistances(rng: Rng, law: (name: CurveName) => Law, display: Float64Array | null): CellDistances {
  const metrics = metricsFor(display);
  const names = Object.keys(metrics) as LineMetricName[];
  const known = new Map<string, readonly Comparison[]>();
  const compare = (from: CurveName, to: CurveName): readonly Comparison[] => {
    const key = `${from}/${to}`;
    let found = known.get(key);
    if (found === undefined) {
      const estimates = lineMeans(rng.split(key), Object.values(metrics), law(from), law(to));
      found = Object.values(metrics).map((metric, k) => ({
        from,
        to,
        metric: display === null ? `sliced ${metric.name}` : metric.name,
        distance: estimates[k]!,
      }));
      known.set(key, found);
    }
    return found;
  };
  return {
    compare,
    distance(from, to, metric) {
      const at = names.indexOf(metric);
      if (at < 0) throw new SpecError("$.claims", metric, `one of ${names.join(", ")} for data of this dimension`);
      return compare(from, to)[at]!.distance;
    },
  };
}

function metricsFor(display: Float64Array | null): Partial<Readonly<Record<LineMetricName, Metric>>> {
  const plain = {
    "wasserstein-1": wasserstein1,
    "wasserstein-2": wasserstein2,
    "kolmogorov-smirnov": kolmogorovSmirnov,
  };
  if (display === null) return plain;
  const low = display[0]!;
  const high = display.at(-1)!;
  const edges = Float64Array.from({ length: binCount + 1 }, (_, k) => low + ((high - low) * k) / binCount);
  return { "total-variation": totalVariation(edges), ...plain, kl: kullbackLeibler(edges) };
}

/** Means over directions; directions share their models, so their errors are averaged, not reduced. */
function lineMeans(rng: Rng, metrics: readonly Metric[], a: Law, b: Law): Estimate[] {
  // Directions share the replicates among them, since their errors are averaged.
  const replicates = Math.ceil(bootstrapReplicates / a.projections.length);
  const lines = a.projections.map((line, k) =>
    distanceEstimates(rng.split(`${k}`), metrics, line, b.projections[k]!, replicates),
  );
  const mean = (metric: number, pick: (estimate: Estimate) => number): number =>
    lines.reduce((sum, estimates) => sum + pick(estimates[metric]!), 0) / lines.length;
  return metrics.map((_, k) => ({ value: mean(k, (e) => e.value), standardError: mean(k, (e) => e.standardError) }));
}
