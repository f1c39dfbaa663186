import type { ClosureLaws } from "./closure-laws.ts";
import { totalVariationEstimate } from "./total-variation-estimate.ts";

/** Total variation up to which a law is said to hold. */
export const closureLimit = 0.02;

/** Laws that the rule judges. */
export type ClosureLawName = "sandwich" | "cavity" | "edgeworth";

/** What the rule says of one law before any training. */
export interface ClosurePrediction {
  /** Expected total variation to the exact ensemble. */
  readonly predicted: number;
  /** What it is not expected to exceed. */
  readonly bound: number;
  /** "holds": the bound is within `closureLimit`; "does not hold": even a prediction as much too high as any seen is above it. */
  readonly claim: "holds" | "does not hold" | "no claim";
}

/**
 * Constants of the rule per law, fitted by bench/closure-fit.ts: which distance between laws of theory stands for the error, by
 * what factor, and by what factor errors and predictions differ at most.
 */
export const closureConstants = {
  sandwich: { factor: 1.1, margin: 1.4, floor: 0.002 },
  cavity: { factor: 2, margin: 2, floor: 0.004 },
  edgeworth: { factor: 1, margin: 2, floor: 0.004 },
} as const;

/**
 * Predicts, from theory alone, the total variation between each law of theory and the average law of exactly trained models. The error of a law
 * is taken to be what the next correction changes: for leading order its distance to the Edgeworth-corrected cavity law, for that law
 * and the cavity the distance between the two,
 * T̂ = factor · TV, bound = margin · T̂ + floor.
 * The constants are fitted on three points and 8 × 8 features; docs/accuracy.md has the test on other settings.
 *
 * @accuracy see docs/accuracy.md; total variation on the bins of the laws
 */
export function predictClosureErrors({
  sandwich,
  cavity,
  edgeworth,
}: Pick<ClosureLaws, ClosureLawName>): Readonly<Record<ClosureLawName, ClosurePrediction>> {
  const last = Math.max(0, totalVariationEstimate(cavity, edgeworth).value);
  return {
    sandwich: judgeClosure("sandwich", Math.max(0, totalVariationEstimate(sandwich, edgeworth).value)),
    cavity: judgeClosure("cavity", last),
    edgeworth: judgeClosure("edgeworth", last),
  };
}

/**
 * The rule of one law at a distance between laws of theory.
 *
 * @param distance - total variation that stands for the error of the law; ≥ 0
 */
export function judgeClosure(law: ClosureLawName, distance: number): ClosurePrediction {
  const { factor, margin, floor } = closureConstants[law];
  const predicted = factor * distance;
  const bound = margin * predicted + floor;
  const least = predicted / margin - floor;
  return {
    predicted,
    bound,
    claim: bound <= closureLimit ? "holds" : least > closureLimit ? "does not hold" : "no claim",
  };
}
