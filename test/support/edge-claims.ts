import { type Estimate, meanEstimate } from "../../src/core/index.ts";
import type { Rng } from "../../src/numerics/index.ts";
import {
  type ClaimSetting,
  type ClaimTest,
  type Judging,
  judgeFamily,
  orderingClaim,
  scalarClaim,
  slopeClaim,
  trendClaim,
} from "../../src/validate/index.ts";

/** A mean over E models whose numbers are normal around the truth: its error is estimated, not known. */
export const measured = (stream: Rng, truth: number, models: number, spread: number = 1): Estimate =>
  meanEstimate(stream.normals(models).map((z) => truth + spread * z));

export const setting = (models: number): ClaimSetting => ({ statement: "", outsideDomain: null, freedom: models - 1 });
export const exactly = (value: number): Estimate => ({ value, standardError: 0 });

/** One claim of every tested kind, at the edge between holding and not holding, on numbers of its own. */
export function claimsAtTheEdge(stream: Rng, models: number): ClaimTest[] {
  let k = 0;
  const number = (truth: number, spread: number = 1) => measured(stream.split("number", k++), truth, models, spread);
  const base = setting(models);
  return [
    scalarClaim({ ...base, found: number(0), expected: null, rule: { kind: "sign", sign: "+" } }),
    scalarClaim({ ...base, found: number(0), expected: null, rule: { kind: "sign", sign: "-" } }),
    scalarClaim({ ...base, found: number(3), expected: exactly(1), rule: { kind: "equivalence", bound: 2 } }),
    scalarClaim({ ...base, found: number(-1), expected: exactly(1), rule: { kind: "equivalence", bound: 2 } }),
    scalarClaim({ ...base, found: number(1), expected: null, rule: { kind: "bounds", low: -Infinity, high: 1 } }),
    scalarClaim({ ...base, found: number(-1), expected: null, rule: { kind: "bounds", low: -1, high: 3 } }),
    // One tied step beside a step far apart: the least favourable ordering.
    orderingClaim({ ...base, values: [number(0), number(0), number(30)] }),
    trendClaim({ ...base, values: [number(0), number(0), number(0), number(0)], direction: "rising" }),
    slopeClaim({ ...base, x: [1, 10, 100], values: [1, 0.1, 0.01].map((y) => number(y, 0.02 * y)), low: -1, high: 0 }),
  ];
}

/** Share of repetitions (family-wise rates of error, since the claims are at the edge) in which any verdict is "passed", and in which any is "failed". */
export function anyRates(
  rng: Rng,
  repetitions: number,
  models: number,
  judging: Judging,
): { readonly passed: number; readonly failed: number } {
  const count = { passed: 0, failed: 0 };
  for (let r = 0; r < repetitions; r++) {
    const verdicts = judgeFamily(claimsAtTheEdge(rng.split("edge", r), models), judging);
    for (const status of ["passed", "failed"] as const)
      if (verdicts.some((verdict) => verdict.status === status)) count[status]++;
  }
  return { passed: count.passed / repetitions, failed: count.failed / repetitions };
}
