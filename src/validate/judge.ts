import { difference, type Estimate, type Verdict } from "../core/index.ts";

/** A claim in numbers: two quantities and how far apart they may be. */
export interface ClaimInNumbers {
  readonly statement: string;
  readonly found: Estimate;
  /** null for claims about the sign or size of `found` alone. */
  readonly expected: Estimate | null;
  readonly rule:
    | { readonly kind: "within" | "at most"; readonly bound: number }
    | { readonly kind: "sign"; readonly sign: "+" | "-" };
  /** Why the theory makes no claim here, or null where it does. */
  readonly outsideDomain: string | null;
}

/** Standard errors that a deviation must exceed before it counts. */
const sigmas = 2;

/**
 * Holds a claim against its numbers. It passes when the deviation is within the bound; it fails when the deviation is
 * beyond the bound by more than two standard errors; in between, or where the errors are as large as the bound, the
 * data do not decide, and the verdict says so.
 */
export function judge(claim: ClaimInNumbers): Verdict {
  const { statement, found, expected, rule, outsideDomain } = claim;
  const gap = expected === null ? found : difference(found, expected);
  const bound = rule.kind === "sign" ? 0 : rule.bound;
  const verdict = (status: Verdict["status"], explanation: string): Verdict => ({
    statement,
    status,
    found,
    expected,
    bound,
    explanation,
  });
  if (outsideDomain !== null) return verdict("no claim", outsideDomain);
  const margin = sigmas * gap.standardError;
  if (rule.kind === "sign") {
    const signed = rule.sign === "+" ? gap.value : -gap.value;
    if (signed > margin)
      return verdict("passed", `${rule.sign === "+" ? "positive" : "negative"} by more than ${sigmas} standard errors`);
    if (signed < -margin) return verdict("failed", `the sign is the opposite by more than ${sigmas} standard errors`);
    return verdict("undecided", `zero is within ${sigmas} standard errors`);
  }
  const size = rule.kind === "within" ? Math.abs(gap.value) : gap.value;
  const shown = `${size.toPrecision(3)} against ${bound}, standard error ${gap.standardError.toPrecision(2)}`;
  if (size - margin > bound)
    return verdict("failed", `beyond the bound by more than ${sigmas} standard errors: ${shown}`);
  if (size > bound) return verdict("undecided", `beyond the bound by less than ${sigmas} standard errors: ${shown}`);
  if (margin > bound) return verdict("undecided", `${sigmas} standard errors exceed the bound: ${shown}`);
  return verdict("passed", `within the bound: ${shown}`);
}
