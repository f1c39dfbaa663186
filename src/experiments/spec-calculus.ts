import { SpecError } from "../core/index.ts";

/**
 * A stochastic calculus belongs to noise that is white in time; one that is asked for elsewhere is answered with the reason.
 *
 * @param json - a request, before it is read
 * @throws SpecError at the calculus
 */
export function refuseCalculus(json: unknown): void {
  const ensemble = fieldOf(json, "ensemble");
  const rule =
    "left out: noise of trained models is smooth in time and has no Itô or Stratonovich reading; " +
    'a naive ensemble is white in time, and takes "calculus": "ito"';
  if (fieldOf(json, "calculus") !== undefined) throw new SpecError("$.calculus", fieldOf(json, "calculus"), rule);
  const calculus = fieldOf(ensemble, "calculus");
  if (calculus !== undefined && fieldOf(ensemble, "kind") !== "naive")
    throw new SpecError("$.ensemble.calculus", calculus, rule);
  if (calculus !== undefined && calculus !== "ito")
    throw new SpecError(
      "$.ensemble.calculus",
      calculus,
      '"ito": the naive estimator draws its score at the state before each step',
    );
}

function fieldOf(json: unknown, name: string): unknown {
  if (typeof json !== "object" || json === null || !Object.hasOwn(json, name)) return undefined;
  return (json as Record<string, unknown>)[name];
}
