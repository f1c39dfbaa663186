import { type ClaimInNumbers, type ClaimTest, orderingClaim, scalarClaim } from "../validate/index.ts";
import { type CellNumber, type ClaimEvidence, cellNumber, quantityName } from "./claim-quantities.ts";
import type { CellClaimSpec, QuantitySpec } from "./spec-claims.ts";

/** A claim about one cell as a test on its numbers. */
export function cellClaim(claim: CellClaimSpec, evidence: ClaimEvidence): ClaimTest {
  switch (claim.kind) {
    case "region-mass": {
      const { curve, against, region, tolerance } = claim;
      return compared(
        `mass in ${region}: ${curve} = ${against} within ${tolerance}`,
        cellNumber({ kind: "region-mass", curve, region }, evidence),
        cellNumber({ kind: "region-mass", curve: against, region }, evidence),
        { kind: "within", bound: tolerance },
      );
    }
    case "distance": {
      const { metric, curve, against, atMost } = claim;
      return compared(
        `${metric}(${curve}, ${against}) at most ${atMost}`,
        cellNumber({ kind: "distance", metric, curve, against }, evidence),
        null,
        { kind: "at most", bound: atMost },
      );
    }
    case "sign": {
      const { part, region, sign, attribution } = claim;
      return compared(
        `${part} (${attribution}) ${sign === "+" ? "adds" : "removes"} mass in ${region}`,
        cellNumber({ kind: "budget-part", part, region, attribution }, evidence),
        null,
        { kind: "sign", sign },
      );
    }
    case "equivalence": {
      const { quantity, against, tolerance } = claim;
      const constant = typeof against === "number";
      return compared(
        `${equalityName(quantity, against)} within ${tolerance}`,
        cellNumber(quantity, evidence),
        constant ? exactly(against) : cellNumber(against, evidence),
        { kind: "equivalence", bound: tolerance },
      );
    }
    case "bounds": {
      const { quantity, atLeast, atMost } = claim;
      return compared(
        `${quantityName(quantity)} ${boundsName(atLeast, atMost)}`,
        cellNumber(quantity, evidence),
        null,
        {
          kind: "bounds",
          low: atLeast ?? Number.NEGATIVE_INFINITY,
          high: atMost ?? Number.POSITIVE_INFINITY,
        },
      );
    }
    case "ordering": {
      const numbers = claim.quantities.map((quantity) => cellNumber(quantity, evidence));
      return orderingClaim({
        statement: claim.quantities.map(quantityName).join(" < "),
        values: numbers.map(({ estimate }) => estimate),
        freedom: Math.min(...numbers.map(({ freedom }) => freedom)),
        outsideDomain: firstReason(numbers),
      });
    }
  }
}

/** "between −0.6 and −0.4", "at most 3", "at least 2". */
export function boundsName(atLeast: number | undefined, atMost: number | undefined): string {
  if (atLeast === undefined) return `at most ${atMost}`;
  return atMost === undefined ? `at least ${atLeast}` : `between ${atLeast} and ${atMost}`;
}

/** "mass in gap: quenched = trained-noisy" where only the law differs, else both numbers in full. */
function equalityName(quantity: QuantitySpec, against: QuantitySpec | number): string {
  if (typeof against === "number") return `${quantityName(quantity)} = ${against}`;
  if (quantity.kind === "region-mass" && against.kind === "region-mass" && quantity.region === against.region)
    return `mass in ${quantity.region}: ${quantity.curve} = ${against.curve}`;
  return `${quantityName(quantity)} = ${quantityName(against)}`;
}

/** Why the theory makes no claim about one of several numbers, or null where it does about all. */
export function firstReason(numbers: readonly CellNumber[]): string | null {
  return numbers.find(({ outsideDomain }) => outsideDomain !== null)?.outsideDomain ?? null;
}

function compared(
  statement: string,
  found: CellNumber,
  expected: CellNumber | null,
  rule: ClaimInNumbers["rule"],
): ClaimTest {
  const numbers = expected === null ? [found] : [found, expected];
  return scalarClaim({
    statement,
    found: found.estimate,
    expected: expected?.estimate ?? null,
    rule,
    freedom: Math.min(...numbers.map(({ freedom }) => freedom)),
    outsideDomain: firstReason(numbers),
  });
}

function exactly(value: number): CellNumber {
  return { estimate: { value, standardError: 0 }, freedom: Number.POSITIVE_INFINITY, outsideDomain: null };
}
