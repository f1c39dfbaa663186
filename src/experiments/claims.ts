import type { CurveName, ErrorBudget, Estimate, Region, Validity, Verdict } from "../core/index.ts";
import { type ClaimInNumbers, judge } from "../validate/index.ts";
import { type Law, massEstimates } from "./law.ts";
import type { ExperimentSpec } from "./spec.ts";
import type { ClaimSpec, MetricName } from "./spec-claims.ts";

/** What the claims of a cell are judged on. */
export interface ClaimEvidence {
  readonly law: (name: CurveName) => Law;
  readonly regions: readonly Region[];
  readonly budgets: readonly ErrorBudget[];
  readonly validity: Validity;
  readonly distance: (from: CurveName, to: CurveName, metric: MetricName) => Estimate;
}

/** Laws that stand on the leading order in 1/P and are silent outside its domain. */
const leadingOrder: readonly CurveName[] = ["sandwich", "sandwich-misfit"];

/** Verdicts on the claims that concern this sample count. */
export function judgeClaims(spec: ExperimentSpec, sampleCount: number, evidence: ClaimEvidence): Verdict[] {
  return spec.claims
    .filter((claim) => claim.sampleCount === undefined || claim.sampleCount === sampleCount)
    .map((claim) => judge(inNumbers(claim, evidence)));
}

function inNumbers(claim: ClaimSpec, evidence: ClaimEvidence): ClaimInNumbers {
  const { law, regions, budgets, validity, distance } = evidence;
  const regionIndex = (name: string): number => regions.findIndex((region) => region.name === name);
  if (claim.kind === "sign") {
    const budget = budgets.find((candidate) => candidate.attribution === claim.attribution)!;
    const part =
      claim.part === "total" ? budget.total : budget.parts.find((candidate) => candidate.part === claim.part);
    return {
      statement: `${claim.part} (${claim.attribution}) ${claim.sign === "+" ? "adds" : "removes"} mass in ${claim.region}`,
      found: part?.masses[regionIndex(claim.region)] ?? { value: 0, standardError: 0 },
      expected: null,
      rule: { kind: "sign", sign: claim.sign },
      outsideDomain: claim.attribution === "theory" && !validity.trusted ? validity.reason : null,
    };
  }
  const outsideDomain =
    !validity.trusted && [claim.curve, claim.against].some((name) => leadingOrder.includes(name))
      ? validity.reason
      : null;
  if (claim.kind === "region-mass") {
    const at = regionIndex(claim.region);
    return {
      statement: `mass in ${claim.region}: ${claim.curve} = ${claim.against} within ${claim.tolerance}`,
      found: massEstimates(law(claim.curve))[at]!,
      expected: massEstimates(law(claim.against))[at]!,
      rule: { kind: "within", bound: claim.tolerance },
      outsideDomain,
    };
  }
  return {
    statement: `${claim.metric}(${claim.curve}, ${claim.against}) at most ${claim.atMost}`,
    found: distance(claim.curve, claim.against, claim.metric),
    expected: null,
    rule: { kind: "at most", bound: claim.atMost },
    outsideDomain,
  };
}
