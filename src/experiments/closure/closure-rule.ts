import type { Density } from "../../core/index.ts";
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

/** How far the laws of theory are apart, as the rule reads it. */
export interface ClosureDistances {
  /** From leading order to the farther of the two corrected laws. */
  readonly leading: number;
  /** From the cavity to its Edgeworth correction. */
  readonly last: number;
}

/**
 * Constants of the rule per law, fitted by bench/closure-fit.ts on the cells of the validity map and rounded: shares of the two distances in
 * the predicted error, factors by which errors are above and below their predictions at most, and what noise of the theory adds.
 */
export const closureConstants = {
  sandwich: { leading: 1.1, last: 0, above: 1.3, below: 2.5, floor: 0.001 },
  cavity: { leading: 0.15, last: 1.1, above: 1.6, below: 2.5, floor: 0.002 },
  edgeworth: { leading: 0.1, last: 1, above: 1.6, below: 2.5, floor: 0.002 },
} as const;

/**
 * Predicts, from theory alone, the total variation between each law of theory and the average law of exactly trained models. What a
 * correction changes stands for the error of the law without it: T̂ = a · (leading order to corrected) + b · (cavity to Edgeworth), and the
 * bound is above · T̂ + floor.
 *
 * @accuracy as measured on settings that are not in the fit: docs/accuracy.md; total variation on the bins of the laws
 */
export function predictClosureErrors({
  sandwich,
  cavity,
  edgeworth,
}: Pick<ClosureLaws, ClosureLawName>): Readonly<Record<ClosureLawName, ClosurePrediction>> {
  const distance = (a: Density, b: Density): number => Math.max(0, totalVariationEstimate(a, b).value);
  const distances = {
    leading: Math.max(distance(sandwich, cavity), distance(sandwich, edgeworth)),
    last: distance(cavity, edgeworth),
  };
  return {
    sandwich: judgeClosure("sandwich", distances),
    cavity: judgeClosure("cavity", distances),
    edgeworth: judgeClosure("edgeworth", distances),
  };
}

/** The rule of one law at given distances between laws of theory. */
export function judgeClosure(law: ClosureLawName, distances: ClosureDistances): ClosurePrediction {
  const { leading, last, above, below, floor } = closureConstants[law];
  const predicted = leading * distances.leading + last * distances.last;
  const bound = above * predicted + floor;
  const least = predicted / below - floor;
  return {
    predicted,
    bound,
    claim: bound <= closureLimit ? "holds" : least > closureLimit ? "does not hold" : "no claim",
  };
}
