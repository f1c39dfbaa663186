import { ArgumentError, type Verdict } from "../../core/index.ts";
import { normalCdf } from "../../numerics/index.ts";
import type { ClaimTest } from "./claim-test.ts";
import { holmAdjusted } from "./holm.ts";

/** How sure verdicts are, and over what. */
export interface Judging {
  /** 1 − α, between ½ and 1. */
  readonly confidence: number;
  /** "holm": over all claims judged together; "none": each claim by itself. */
  readonly correction: "holm" | "none";
}

/** Two standard errors of a normal estimate, one-sided: Φ(2) = 0.977. */
export const defaultConfidence: number = normalCdf(2);

/**
 * Verdicts on claims that belong together. A claim fails where its p-value, corrected over the family, is at most α: the
 * probability that any claim that holds is shown as failed is then at most α. A claim that passes by a test passes where
 * the corrected p-value of its opposite is at most α: likewise for claims that do not hold and are shown as passed. Claims
 * of kind "within" and "at most" pass where the estimate is inside a resolved bound, which establishes nothing
 * beyond that. Where neither happens the data do not decide, and the verdict says so. Claims outside the domain of the
 * theory are not tested and do not count in the family.
 *
 * @throws ArgumentError for a confidence outside (½, 1)
 * @source HOLM1979
 */
export function judgeFamily(claims: readonly ClaimTest[], judging: Judging): Verdict[] {
  const { confidence, correction } = judging;
  if (!(confidence > 0.5 && confidence < 1))
    throw new ArgumentError("judgeFamily", "confidence", confidence, "between 0.5 and 1");
  const alpha = 1 - confidence;
  const judged = claims.filter(({ outsideDomain }) => outsideDomain === null);
  const adjusted = (p: readonly number[]): ArrayLike<number> => (correction === "holm" ? holmAdjusted(p) : p);
  const claimP = adjusted(judged.map(({ p }) => p));
  const tested = judged.filter(({ confirmation }) => confirmation.by === "test");
  const oppositeP = adjusted(tested.map(({ confirmation }) => (confirmation.by === "test" ? confirmation.p : 1)));
  return claims.map((claim) => {
    const { kind, statement, found, expected, bound, outsideDomain, confirmation } = claim;
    const at = judged.indexOf(claim);
    const mine = {
      claimP: claimP[at] ?? 1,
      oppositeP: confirmation.by === "test" ? (oppositeP[tested.indexOf(claim)] ?? 1) : null,
    };
    const test = {
      kind,
      confidence,
      correction: correction === "holm" ? ("Holm" as const) : ("none" as const),
      family: judged.length,
      ...mine,
    };
    const { status, explanation } =
      outsideDomain === null
        ? outcome(claim, mine, alpha)
        : { status: "no claim" as const, explanation: outsideDomain };
    return { statement, status, found, expected, bound, explanation, test };
  });
}

function outcome(
  { confirmation, shown }: ClaimTest,
  { claimP, oppositeP }: { readonly claimP: number; readonly oppositeP: number | null },
  alpha: number,
): Pick<Verdict, "status" | "explanation"> {
  const about = (p: number): string => `p = ${p.toPrecision(2)}`;
  if (claimP <= alpha) return { status: "failed", explanation: `refuted, ${about(claimP)}: ${shown}` };
  if (confirmation.by === "test") {
    const p = oppositeP ?? 1;
    if (p <= alpha) return { status: "passed", explanation: `established, ${about(p)}: ${shown}` };
    return {
      status: "undecided",
      explanation: `neither established, ${about(p)}, nor refuted, ${about(claimP)}: ${shown}`,
    };
  }
  if (!confirmation.inside)
    return { status: "undecided", explanation: `beyond the bound, but not refuted, ${about(claimP)}: ${shown}` };
  if (confirmation.resolution > alpha)
    return { status: "undecided", explanation: `the errors are as large as the bound: ${shown}` };
  return { status: "passed", explanation: `within the bound: ${shown}` };
}
