import { ArgumentError, difference, type Estimate } from "../../core/index.ts";
import {
  type ClaimSetting,
  type ClaimTest,
  inWords,
  notNegativeProbability,
  requireEstimates,
  tailProbability,
} from "./claim-test.ts";

/** What a claim says about one number. */
export type ScalarRule =
  /** |found − expected| ≤ bound, or found − expected ≤ bound: passes on the estimate, where the bound is resolved. */
  | { readonly kind: "within" | "at most"; readonly bound: number }
  /** found − expected is positive or negative. */
  | { readonly kind: "sign"; readonly sign: "+" | "-" }
  /** |found − expected| ≤ bound: passes where two one-sided tests establish it. */
  | { readonly kind: "equivalence"; readonly bound: number }
  /** low ≤ found − expected ≤ high, either of which may be infinite: passes where tests establish it. */
  | { readonly kind: "bounds"; readonly low: number; readonly high: number };

/** A claim in numbers: two quantities and how far apart they may be. */
export interface ClaimInNumbers extends ClaimSetting {
  readonly found: Estimate;
  /** null for claims about the sign or size of `found` alone. */
  readonly expected: Estimate | null;
  readonly rule: ScalarRule;
}

/**
 * A claim about one number as a test. With G = found − expected, its error s, and T the upper tail of Student's law:
 * "within" and "equivalence" are refuted with p = T((|G| − b)/s) + T((|G| + b)/s); "at most" with T((G − b)/s); a sign with
 * T(∓G/s); bounds as "within" about their middle, with one tail where one of them is infinite. An equivalence is established with p = max of T((b − G)/s) and T((b + G)/s), the two one-sided tests.
 *
 * @throws ArgumentError for bounds that are not ones, or a number that is not finite
 * @source SCHUIRMANN1987
 */
export function scalarClaim(claim: ClaimInNumbers): ClaimTest {
  const { found, expected, rule, freedom = Number.POSITIVE_INFINITY, statement, outsideDomain } = claim;
  requireEstimates(`claim "${statement}"`, { found, expected });
  const gap = expected === null ? found : difference(found, expected);
  const { value, standardError } = gap;
  const base = { kind: rule.kind, statement, found, expected, outsideDomain };
  const beyond = (excess: number): number => tailProbability(excess, standardError, freedom);
  if (rule.kind === "sign") {
    const signed = rule.sign === "+" ? value : -value;
    const confirmation = { by: "test", p: beyond(signed) } as const;
    return { ...base, bound: 0, p: beyond(-signed), confirmation, shown: inWords(gap) };
  }
  if (rule.kind === "bounds") return { ...base, ...boundsTest(rule, gap, freedom) };
  const { bound } = rule;
  if (!(bound >= 0 && bound < Infinity)) throw new ArgumentError("scalarClaim", "bound", bound, "finite, at least 0");
  const size = rule.kind === "at most" ? value : Math.abs(value);
  const p = rule.kind === "at most" ? beyond(size - bound) : Math.min(1, beyond(size - bound) + beyond(size + bound));
  const shown = `${size.toPrecision(3)} against ${bound}, standard error ${standardError.toPrecision(2)}`;
  if (rule.kind === "equivalence") {
    // The nearer edge decides: of both one-sided tests the larger p-value.
    const inside = notNegativeProbability({ value: bound - size, standardError }, freedom);
    return { ...base, bound, p, confirmation: { by: "test", p: inside }, shown };
  }
  const resolution = standardError === 0 ? 0 : beyond(bound);
  return { ...base, bound, p, confirmation: { by: "estimate", inside: size <= bound, resolution }, shown };
}

/** The test of low ≤ G ≤ high; what the verdict calls its bound is the finite edge, or half the width around the middle. */
export function boundsTest(
  { low, high }: { readonly low: number; readonly high: number },
  gap: Estimate,
  freedom: number,
): Pick<ClaimTest, "bound" | "p" | "confirmation" | "shown"> {
  if (!(low < high) && !(low === high && Number.isFinite(low)))
    throw new ArgumentError("scalarClaim", "bounds", [low, high], "increasing, with at least one of them finite");
  const { value, standardError } = gap;
  const excess = Math.max(value - high, low - value);
  const tail = (by: number): number => (by === Infinity ? 0 : tailProbability(by, standardError, freedom));
  const inside = Math.max(
    notNegativeProbability({ value: high - value, standardError }, freedom),
    notNegativeProbability({ value: value - low, standardError }, freedom),
  );
  const twoSided = Number.isFinite(low) && Number.isFinite(high);
  const edge = Number.isFinite(high) ? high : low;
  return {
    bound: twoSided ? (high - low) / 2 : edge,
    p: Math.min(1, tail(excess) + tail(excess + high - low)),
    confirmation: { by: "test", p: inside },
    shown: `${inWords(gap)}, against ${rangeInWords(low, high)}`,
  };
}

/** [−0.6, −0.4], at most 3, at least 2. */
function rangeInWords(low: number, high: number): string {
  if (!Number.isFinite(low)) return `at most ${high}`;
  return Number.isFinite(high) ? `[${low}, ${high}]` : `at least ${low}`;
}
