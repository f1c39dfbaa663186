import { type ExperimentSpec, parseSpec } from "../spec.ts";
import threePoints from "./three-points.json" with { type: "json" };

const specs: Readonly<Record<string, unknown>> = { "three-points": threePoints };

/** Experiments shipped with the package. */
export const catalogueNames: readonly string[] = Object.keys(specs);

/** The experiment that runs when none is named. */
export const defaultExperiment: string = "three-points";

/** A shipped experiment by name; null when there is none of that name. */
export function catalogueSpec(name: string): ExperimentSpec | null {
  return Object.hasOwn(specs, name) ? parseSpec(specs[name]) : null;
}
