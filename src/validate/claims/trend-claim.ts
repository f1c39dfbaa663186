import { ArgumentError, difference, type Estimate } from "../../core/index.ts";
import { type ClaimSetting, type ClaimTest, inWords, requireEstimates, tailProbability } from "./claim-test.ts";

/** A claim that a quantity rises or falls along a list of cells. */
export interface TrendInNumbers extends ClaimSetting {
  /** Independent estimates, one a cell, in the order of the cells; at least two. */
  readonly values: readonly Estimate[];
  readonly direction: "rising" | "falling";
}

/**
 * Monotone dependence as a test. What is measured is the mean rise over all pairs of cells,
 * θ = 2/(k(k − 1)) Σ_{i<j} (y_j − y_i): the numerator of Kendall's τ with sizes instead of signs, so that the errors of the
 * estimates count and few cells suffice. The trend is established where θ is positive. A monotone dependence is refuted
 * where some pair of cells falls, or θ does, each at its share of the level (Bonferroni). Flat steps do not refute it;
 * that every step rises is what an ordering claims.
 *
 * @returns a test whose `found` is θ, positive in the direction claimed
 * @accuracy errors of different cells are taken as independent
 * @throws ArgumentError for fewer than two values
 * @source KENDALL1938 (pairs), HOLM1979 (Bonferroni's inequality)
 */
export function trendClaim(claim: TrendInNumbers): ClaimTest {
  const { values, direction, freedom = Number.POSITIVE_INFINITY, statement, outsideDomain } = claim;
  const k = values.length;
  if (k < 2) throw new ArgumentError("trendClaim", "values", k, "at least two");
  requireEstimates(`claim "${statement}"`, Object.fromEntries(values.map((value, i) => [`values[${i}]`, value])));
  const sign = direction === "rising" ? 1 : -1;
  const pairs = (k * (k - 1)) / 2;
  let value = 0;
  let variance = 0;
  values.forEach((estimate, i) => {
    const share = (sign * (2 * i - k + 1)) / pairs;
    value += share * estimate.value;
    variance += (share * estimate.standardError) ** 2;
  });
  const rise = { value, standardError: Math.sqrt(variance) };
  let smallest = tailProbability(-rise.value, rise.standardError, freedom);
  let worst: Estimate | null = null;
  for (let i = 0; i < k; i++)
    for (let j = i + 1; j < k; j++) {
      const step = difference(values[j]!, values[i]!);
      const fall = tailProbability(-sign * step.value, step.standardError, freedom);
      if (fall < smallest) {
        smallest = fall;
        worst = { value: sign * step.value, standardError: step.standardError };
      }
    }
  const against = worst !== null && worst.value < 0 ? `; largest fall ${inWords(worst)}` : "";
  return {
    kind: "trend",
    statement,
    found: rise,
    expected: null,
    bound: 0,
    // Two cells are one pair, whose rise is θ.
    p: Math.min(1, (k === 2 ? 1 : pairs + 1) * smallest),
    confirmation: { by: "test", p: tailProbability(rise.value, rise.standardError, freedom) },
    shown: `mean ${direction === "rising" ? "rise" : "fall"} over ${pairs} ${pairs === 1 ? "pair" : "pairs"} ${inWords(rise)}${against}`,
    outsideDomain,
  };
}
