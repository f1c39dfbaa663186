import { type Region, SpecError } from "../core/index.ts";
import { checkClaim } from "./spec-claim-checks.ts";
import { type DataSpec, digitsName } from "./spec-data.ts";
import type { ExperimentSpec } from "./spec-experiment.ts";
import type { AxisSpec, FeaturesSpec } from "./spec-features.ts";
import type { ScheduleSpec } from "./spec-schedule.ts";

/** What no single field can know: sizes and names that must agree across parts. */
export function checkSpec(spec: ExperimentSpec): void {
  checkDataSpec(spec.data, "$.data");
  checkScheduleSpec(spec.schedule, "$.schedule");
  checkFeaturesSpec(spec.model.features, "$.model.features");
  if (spec.sampling.grid.kind === "geometric" && !(spec.schedule.cutoffTime > 0)) {
    throw new SpecError("$.schedule.cutoffTime", spec.schedule.cutoffTime, "above 0 for a geometric grid");
  }
  if (spec.model.trainingTimes === "log-uniform" && !(spec.schedule.cutoffTime > 0)) {
    throw new SpecError("$.schedule.cutoffTime", spec.schedule.cutoffTime, "above 0 for log-uniform training times");
  }
  if (spec.sampling.extrapolate === "clamp" && spec.model.features.kind === "formulas") {
    throw new SpecError("$.sampling.extrapolate", "clamp", '"free" for formula features, which have no box');
  }
  refuseRepeats(spec.sampleCounts, "$.sampleCounts");
  if (spec.display !== undefined && !(spec.display.low < spec.display.high)) {
    throw new SpecError("$.display.high", spec.display.high, `above low = ${spec.display.low}`);
  }
  spec.regions?.forEach((region, i) => {
    checkRegion(region, `$.regions[${i}]`);
  });
  if (spec.regions !== undefined)
    refuseRepeats(
      spec.regions.map(({ name }) => name),
      "$.regions",
      ".name",
    );
  spec.claims.forEach((claim, i) => {
    checkClaim(claim, spec, `$.claims[${i}]`);
  });
  const dim = dimensionOf(spec.data);
  if (dim !== null) checkDimension(spec, dim);
}

/** Sizes of explicit data agree. */
export function checkDataSpec(data: DataSpec, path: string): void {
  if (data.kind === "points") {
    const width = data.points[0]!.length;
    const odd = data.points.findIndex((point) => point.length !== width);
    if (odd >= 0)
      throw new SpecError(
        `${path}.points[${odd}]`,
        data.points[odd],
        `${width} ${width === 1 ? "coordinate" : "coordinates"}, like the first point`,
      );
    if (data.weights !== undefined && data.weights.length !== data.points.length) {
      throw new SpecError(`${path}.weights`, data.weights, `${data.points.length} weights, one a point`);
    }
  }
  if (data.kind === "named" && data.name !== digitsName) {
    for (const option of ["limit", "standardize"] as const) {
      if (data[option] !== undefined)
        throw new SpecError(`${path}.${option}`, data[option], `left out: it is for files and "${digitsName}"`);
    }
  }
  if (data.kind === "gaussian-mixture") {
    const width = data.components[0]!.mean.length;
    data.components.forEach(({ mean, covariance }, i) => {
      const at = `${path}.components[${i}]`;
      if (mean.length !== width)
        throw new SpecError(
          `${at}.mean`,
          mean,
          `${width} ${width === 1 ? "coordinate" : "coordinates"}, like the first mean`,
        );
      if (typeof covariance === "number") return;
      const square = covariance.length === width && covariance.every((row) => row.length === width);
      if (!square)
        throw new SpecError(`${at}.covariance`, covariance, `${width} rows of ${width} numbers, or a number`);
    });
  }
}

/** The time window is one. */
export function checkScheduleSpec(schedule: ScheduleSpec, path: string): void {
  const { cutoffTime, terminalTime } = schedule;
  if (!(cutoffTime < terminalTime))
    throw new SpecError(`${path}.cutoffTime`, cutoffTime, `below terminalTime = ${terminalTime}`);
}

/** Boxes and edges of axes increase. */
export function checkFeaturesSpec(features: FeaturesSpec, path: string): void {
  if (features.kind !== "tensor-product") return;
  const axes = [
    ...features.space.map((axis, i) => [axis, `${path}.space[${i}]`] as const),
    [features.time, `${path}.time`] as const,
  ];
  for (const [axis, at] of axes) {
    if (axis.kind === "gaussian-bumps" && !(axis.low < axis.high)) {
      throw new SpecError(`${at}.high`, axis.high, `above low = ${axis.low}`);
    }
    if (axis.kind === "indicator-bins") {
      const odd = axis.edges.findIndex((edge, j) => j > 0 && !(edge > axis.edges[j - 1]!));
      if (odd > 0)
        throw new SpecError(`${at}.edges[${odd}]`, axis.edges[odd], `above the edge before it, ${axis.edges[odd - 1]}`);
    }
  }
  const count = axes.reduce((product, [axis]) => product * axisCount(axis), 1);
  if (count > mostFeatures)
    throw new SpecError(path, features, `at most ${mostFeatures} features; the axes multiply to ${count}`);
}

/** Most features of a model: as many numbers a state are held in memory. */
const mostFeatures = 100_000;

function axisCount(axis: AxisSpec): number {
  switch (axis.kind) {
    case "gaussian-bumps":
    case "fourier":
      return axis.count;
    case "polynomial":
      return axis.degree + 1;
    case "indicator-bins":
      return axis.edges.length - 1;
    default:
      return 1;
  }
}

/**
 * Features and regions fit data of this dimension.
 *
 * @throws SpecError with the JSON path of the part that does not
 */
export function checkDimension(spec: Pick<ExperimentSpec, "model" | "regions">, dim: number): void {
  checkFeatureDimension(spec.model.features, dim, "$.model.features");
  spec.regions?.forEach((region, i) => {
    const path = `$.regions[${i}]`;
    if (region.kind === "intervals") {
      if (dim !== 1) throw new SpecError(`${path}.kind`, region.kind, `"balls" or "cell" for data of dimension ${dim}`);
      return;
    }
    const odd = region.centers.findIndex((center) => center.length !== dim);
    if (odd >= 0)
      throw new SpecError(`${path}.centers[${odd}]`, region.centers[odd], `${dim} coordinates, like the data`);
  });
}

/** One space axis per data dimension. */
export function checkFeatureDimension(features: FeaturesSpec, dim: number, path: string): void {
  if (features.kind === "tensor-product" && features.space.length !== dim) {
    throw new SpecError(
      `${path}.space`,
      features.space,
      `${dim} ${dim === 1 ? "axis" : "axes"}, one per data dimension`,
    );
  }
}

function checkRegion(region: Region, path: string): void {
  if (region.kind === "intervals") {
    region.intervals.forEach(([low, high], i) => {
      if (!((low ?? -Infinity) < (high ?? Infinity)))
        throw new SpecError(`${path}.intervals[${i}]`, [low, high], "increasing");
    });
  }
  if (region.kind === "cell" && region.index >= region.centers.length) {
    throw new SpecError(`${path}.index`, region.index, `below the number of centers, ${region.centers.length}`);
  }
}

function refuseRepeats(values: readonly (string | number)[], path: string, field: string = ""): void {
  const repeated = values.findIndex((value, i) => values.indexOf(value) < i);
  if (repeated >= 0) throw new SpecError(`${path}[${repeated}]${field}`, values[repeated], "given once");
}

/** Dimension of explicit data; null where a file or a name must be read first. */
function dimensionOf(data: DataSpec): number | null {
  if (data.kind === "points") return data.points[0]!.length;
  if (data.kind === "gaussian-mixture") return data.components[0]!.mean.length;
  return null;
}
