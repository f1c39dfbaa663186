import { type DataDistribution, type Region, SpecError } from "../core/index.ts";
import type { ClaimSpec, MetricName, QuantitySpec } from "./spec-claims.ts";
import type { ExperimentSpec } from "./spec-experiment.ts";
import { knownNameRule } from "./spec-fields.ts";

/** What no field of a claim can know by itself: sample counts, laws and regions that must be there. */
export function checkClaim(claim: ClaimSpec, spec: ExperimentSpec, path: string): void {
  const counts = spec.sampleCounts;
  if ("sampleCount" in claim && claim.sampleCount !== undefined)
    checkCount(claim.sampleCount, counts, `${path}.sampleCount`);
  if (claim.kind === "trend" || claim.kind === "slope") {
    claim.sampleCounts?.forEach((count, i) => {
      checkCount(count, counts, `${path}.sampleCounts[${i}]`);
      if (claim.sampleCounts!.indexOf(count) < i)
        throw new SpecError(`${path}.sampleCounts[${i}]`, count, "given once");
    });
    if (claim.sampleCounts === undefined && counts.length < 2)
      throw new SpecError(`${path}.kind`, claim.kind, "about at least two sampleCounts; the spec has one");
  }
  if ((claim.kind === "region-mass" || claim.kind === "distance") && claim.curve === claim.against)
    throw new SpecError(`${path}.against`, claim.against, "another law than curve");
  if (claim.kind === "sign") checkPart(claim, path);
  if (claim.kind === "bounds" || claim.kind === "slope") checkBounds(claim, path);
  for (const [quantity, at] of quantitiesOf(claim, path)) {
    if ((quantity.kind === "distance" || quantity.kind === "flow-distance") && quantity.curve === quantity.against)
      throw new SpecError(`${at}.against`, quantity.against, "another law than curve");
    if (quantity.kind === "budget-part") checkPart(quantity, at);
    if (quantity.kind === "distance") checkDiscrepancy(quantity.metric, spec, at);
  }
  if (claim.kind === "distance") checkDiscrepancy(claim.metric, spec, path);
  if (spec.regions !== undefined) checkRegionNames(claim, spec.regions, path);
}

/** A claim's region exists; for default regions this is known only when the data are there. */
export function checkClaimRegions(spec: ExperimentSpec, regions: readonly Region[]): void {
  spec.claims.forEach((claim, i) => {
    checkRegionNames(claim, regions, `$.claims[${i}]`);
  });
}

/** Distances that laws of this dimension have; known when the data are there. */
export function checkClaimMetrics(spec: ExperimentSpec, dim: number): void {
  if (dim === 1) return;
  const check = (metric: MetricName, path: string): void => {
    if (binnedMetrics.includes(metric))
      throw new SpecError(
        `${path}.metric`,
        metric,
        `wasserstein-1, wasserstein-2 or kolmogorov-smirnov in dimension ${dim}`,
      );
  };
  spec.claims.forEach((claim, i) => {
    const path = `$.claims[${i}]`;
    if (claim.kind === "distance") check(claim.metric, path);
    for (const [quantity, at] of quantitiesOf(claim, path))
      if (quantity.kind === "distance") check(quantity.metric, at);
  });
}

/** Memorised fractions need data that is a list of at least two points; known when the data are there. */
export function checkClaimData(spec: ExperimentSpec, data: DataDistribution): void {
  const listed = data.components.length > 1 && data.components.every(({ covariance }) => covariance === null);
  if (listed) return;
  spec.claims.forEach((claim, i) => {
    for (const [quantity, at] of quantitiesOf(claim, `$.claims[${i}]`))
      if (quantity.kind === "memorised-fraction")
        throw new SpecError(`${at}.kind`, quantity.kind, "about data that is a list of at least two points");
  });
}

/** Distances that need bins on a line. */
const binnedMetrics: readonly MetricName[] = ["total-variation", "kl"];

/** The quantities of a claim with their JSON paths. */
function quantitiesOf(claim: ClaimSpec, path: string): (readonly [QuantitySpec, string])[] {
  switch (claim.kind) {
    case "ordering":
      return claim.quantities.map((quantity, i) => [quantity, `${path}.quantities[${i}]`] as const);
    case "equivalence":
      return typeof claim.against === "number"
        ? [[claim.quantity, `${path}.quantity`]]
        : [
            [claim.quantity, `${path}.quantity`],
            [claim.against, `${path}.against`],
          ];
    case "bounds":
    case "trend":
    case "slope":
      return [[claim.quantity, `${path}.quantity`]];
    default:
      return [];
  }
}

/** The error of a mean discrepancy leaves one model out, and pairs of models must be left. */
function checkDiscrepancy(metric: MetricName, { ensemble }: ExperimentSpec, path: string): void {
  const { pathsPerModel, fieldPaths } = ensemble;
  if (metric === "maximum-mean-discrepancy" && fieldPaths < 3 * pathsPerModel)
    throw new SpecError(`${path}.metric`, metric, "for ensemble.fieldPaths of at least 3 ensemble.pathsPerModel");
}

function checkCount(count: number, counts: readonly number[], path: string): void {
  if (!counts.includes(count)) throw new SpecError(path, count, `one of sampleCounts, ${counts.join(", ")}`);
}

function checkPart({ part, attribution }: { readonly part: string; readonly attribution: string }, path: string): void {
  if (part === "closure" && attribution === "measured")
    throw new SpecError(`${path}.part`, part, 'a part of the measured budget; closure belongs to attribution "theory"');
}

function checkBounds({ atLeast, atMost }: { readonly atLeast?: number; readonly atMost?: number }, path: string): void {
  if (atLeast === undefined && atMost === undefined)
    throw new SpecError(`${path}.atMost`, atMost, "given, or atLeast, or both");
  if (atLeast !== undefined && atMost !== undefined && !(atLeast < atMost))
    throw new SpecError(`${path}.atMost`, atMost, `above atLeast = ${atLeast}`);
}

function checkRegionNames(claim: ClaimSpec, regions: readonly Region[], path: string): void {
  const names = regions.map((region) => region.name);
  const check = (name: string, at: string): void => {
    if (!names.includes(name)) throw new SpecError(`${at}.region`, name, knownNameRule(name, names));
  };
  if (claim.kind === "region-mass" || claim.kind === "sign") check(claim.region, path);
  for (const [quantity, at] of quantitiesOf(claim, path))
    if (quantity.kind === "region-mass" || quantity.kind === "budget-part") check(quantity.region, at);
}
