import type { Verdict } from "../core/index.ts";
import { type ClaimTest, judgeFamily, slopeClaim, trendClaim } from "../validate/index.ts";
import { boundsName, cellClaim, firstReason } from "./cell-claims.ts";
import { type CellNumber, type ClaimEvidence, cellNumber, quantityName } from "./claim-quantities.ts";
import type { AlongClaimSpec } from "./spec-claims.ts";
import type { ExperimentSpec } from "./spec-experiment.ts";

export type { ClaimEvidence } from "./claim-quantities.ts";

/** What the claims of a spec need to know of one cell. */
export interface CellEvidence {
  readonly sampleCount: number;
  readonly featureRatio: number;
  /** Claims about this cell, as tests. */
  readonly tests: readonly ClaimTest[];
  /** The numbers of claims about several cells; one per such claim. */
  readonly along: readonly CellNumber[];
}

/** Verdicts on all claims of a spec: those of each cell, in the order of the cells, and those about several. */
export interface SpecVerdicts {
  readonly cells: readonly (readonly Verdict[])[];
  readonly overall: readonly Verdict[];
}

/** The numbers that claims are held against, from one cell. */
export function cellEvidence(spec: ExperimentSpec, sampleCount: number, evidence: ClaimEvidence): CellEvidence {
  return {
    sampleCount,
    featureRatio: evidence.validity.featureRatio,
    tests: spec.claims.flatMap((claim) => {
      if (isAlong(claim)) return [];
      return claim.sampleCount === undefined || claim.sampleCount === sampleCount ? [cellClaim(claim, evidence)] : [];
    }),
    along: spec.claims.filter(isAlong).map((claim) => cellNumber(claim.quantity, evidence)),
  };
}

/** Judges every claim of a spec as one family, so that the confidence of the spec holds for all of them together. */
export function judgeClaims(spec: ExperimentSpec, cells: readonly CellEvidence[]): SpecVerdicts {
  const along = spec.claims.filter(isAlong).map((claim, i) => alongClaim(claim, i, cells));
  const verdicts = judgeFamily([...cells.flatMap(({ tests }) => tests), ...along], spec.judging);
  let at = 0;
  return {
    cells: cells.map(({ tests }) => verdicts.slice(at, (at += tests.length))),
    overall: verdicts.slice(at),
  };
}

/** A claim about several cells, taken in increasing order of what it is along. */
function alongClaim(claim: AlongClaimSpec, index: number, cells: readonly CellEvidence[]): ClaimTest {
  const { quantity, along, sampleCounts } = claim;
  const place = (cell: CellEvidence): number => (along === "sample-count" ? cell.sampleCount : cell.featureRatio);
  const used = cells
    .filter(({ sampleCount }) => sampleCounts === undefined || sampleCounts.includes(sampleCount))
    .toSorted((a, b) => place(a) - place(b));
  const numbers = used.map((cell) => cell.along[index]!);
  const axis = along === "sample-count" ? "P" : "F/P";
  const setting = {
    values: numbers.map(({ estimate }) => estimate),
    freedom: Math.min(...numbers.map(({ freedom }) => freedom)),
    outsideDomain: firstReason(numbers),
  };
  if (claim.kind === "trend")
    return trendClaim({
      ...setting,
      statement: `${quantityName(quantity)} ${claim.direction === "rising" ? "rises" : "falls"} with ${axis}`,
      direction: claim.direction,
    });
  const { atLeast, atMost } = claim;
  return slopeClaim({
    ...setting,
    statement: `${quantityName(quantity)} ∝ ${axis}^s, s ${boundsName(atLeast, atMost)}`,
    x: used.map(place),
    low: atLeast ?? Number.NEGATIVE_INFINITY,
    high: atMost ?? Number.POSITIVE_INFINITY,
  });
}

function isAlong(claim: ExperimentSpec["claims"][number]): claim is AlongClaimSpec {
  return claim.kind === "trend" || claim.kind === "slope";
}
