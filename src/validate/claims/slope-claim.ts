import { ArgumentError, type Estimate } from "../../core/index.ts";
import { type ClaimSetting, type ClaimTest, inWords, requireEstimates } from "./claim-test.ts";
import { powerLawFit } from "./power-law.ts";
import { boundsTest } from "./scalar-claim.ts";

/** A claim that y grows as a power of x, with an exponent within bounds. */
export interface SlopeInNumbers extends ClaimSetting {
  /** Positive, at least two different; shape [k]. */
  readonly x: readonly number[];
  /** Independent estimates; shape [k]. */
  readonly values: readonly Estimate[];
  readonly low: number;
  readonly high: number;
}

/** Standard errors that a number must be above 0 before its logarithm is taken. */
const resolvedSigmas = 3;

/**
 * The slope of log y against log x as a test of low ≤ slope ≤ high; see `powerLawFit`. Where a value is not above 0 by three
 * standard errors it has no logarithm to speak of, and the claim stays undecided.
 *
 * @throws ArgumentError for fewer than two points, and as `powerLawFit`
 */
export function slopeClaim(claim: SlopeInNumbers): ClaimTest {
  const { x, values, low, high, freedom = Number.POSITIVE_INFINITY, statement, outsideDomain } = claim;
  if (values.length < 2) throw new ArgumentError("slopeClaim", "values", values.length, "at least two");
  requireEstimates(`claim "${statement}"`, Object.fromEntries(values.map((value, i) => [`values[${i}]`, value])));
  const twoSided = Number.isFinite(low) && Number.isFinite(high);
  const base = {
    kind: "slope",
    statement,
    expected: twoSided ? { value: (low + high) / 2, standardError: 0 } : null,
    outsideDomain,
  } as const;
  const odd = values.findIndex(({ value, standardError }) => !(value > 0 && value >= resolvedSigmas * standardError));
  if (odd >= 0) {
    return {
      ...base,
      found: values[odd]!,
      expected: null,
      ...boundsTest({ low, high }, { value: 0, standardError: 0 }, freedom),
      p: 1,
      confirmation: { by: "test", p: 1 },
      shown: `value at ${x[odd]} is not above 0 by ${resolvedSigmas} standard errors: ${inWords(values[odd]!)}`,
    };
  }
  const { slope, chiSquared, fitP } = powerLawFit(x, values);
  const test = boundsTest({ low, high }, slope, freedom);
  const fit =
    values.length > 2 ? `; χ² = ${chiSquared.toPrecision(2)} for ${values.length - 2}, p = ${fitP.toPrecision(2)}` : "";
  return { ...base, found: slope, ...test, shown: `slope ${test.shown}${fit}` };
}
