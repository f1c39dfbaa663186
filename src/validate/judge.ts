import type { Verdict } from "../core/index.ts";
import { defaultConfidence, judgeFamily } from "./claims/judge-family.ts";
import { type ClaimInNumbers, scalarClaim } from "./claims/scalar-claim.ts";

/**
 * Holds one claim about a number against its numbers, by itself: `judgeFamily` of one. By default deviations count from
 * two standard errors on.
 *
 * @param confidence - between ½ and 1; Φ(2) by default
 */
export function judge(claim: ClaimInNumbers, confidence: number = defaultConfidence): Verdict {
  return judgeFamily([scalarClaim(claim)], { confidence, correction: "none" })[0]!;
}
