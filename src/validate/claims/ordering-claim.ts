import { ArgumentError, difference, type Estimate } from "../../core/index.ts";
import { type ClaimSetting, type ClaimTest, inWords, requireEstimates, tailProbability } from "./claim-test.ts";

/** A claim that quantities increase strictly in the order given. */
export interface OrderingInNumbers extends ClaimSetting {
  /** Independent estimates; at least two. */
  readonly values: readonly Estimate[];
}

/**
 * y₁ < y₂ < … < y_k as a test. It is established where every step is, so that the p-value of its opposite is the largest
 * of the steps' one-sided ones: an intersection–union test, all steps together at the stated confidence without a
 * correction. It is refuted where some step goes down, with the smallest one-sided p-value times the number of steps.
 *
 * @returns a test whose `found` is the step that is established least
 * @accuracy errors of different estimates are taken as independent; positive dependence makes it conservative
 * @throws ArgumentError for fewer than two values
 * @source BERGER1982
 */
export function orderingClaim(claim: OrderingInNumbers): ClaimTest {
  const { values, freedom = Number.POSITIVE_INFINITY, statement, outsideDomain } = claim;
  if (values.length < 2) throw new ArgumentError("orderingClaim", "values", values.length, "at least two");
  requireEstimates(`claim "${statement}"`, Object.fromEntries(values.map((value, i) => [`values[${i}]`, value])));
  const steps = values.slice(1).map((value, i) => difference(value, values[i]!));
  const upward = steps.map(({ value, standardError }) => tailProbability(value, standardError, freedom));
  const downward = steps.map(({ value, standardError }) => tailProbability(-value, standardError, freedom));
  const p = Math.max(...upward);
  const weakest = upward.indexOf(p);
  return {
    kind: "ordering",
    statement,
    found: steps[weakest]!,
    expected: null,
    bound: 0,
    p: Math.min(1, steps.length * Math.min(...downward)),
    confirmation: { by: "test", p },
    shown: `smallest step ${inWords(steps[weakest]!)}, from place ${weakest + 1} to ${weakest + 2} of ${values.length}`,
    outsideDomain,
  };
}
