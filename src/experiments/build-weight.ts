import { ArgumentError, compileFormula, type NoiseSchedule } from "../core/index.ts";
import { buildPart } from "./build-errors.ts";
import type { ModelSpec } from "./spec-model.ts";

/** Training times at which a weight is looked at before any work is done. */
const checkedTimes = 512;

const denoiserWeight = "alpha^2/sigma^2";
const scoreWeight = "sigma^2";

/**
 * The loss weight w(t): alpha^2/sigma^2 for a denoiser and sigma^2 for a score where the spec says nothing, so that
 * both weigh the same error of the score equally; or any formula in alpha, sigma and t.
 *
 * @throws SpecError when the formula is not allowed, or negative or infinite somewhere in the time window
 */
export function buildWeight(
  model: Pick<ModelSpec, "weight" | "parameterization">,
  schedule: NoiseSchedule,
  path: string = "$.model",
): Promise<(t: number) => number> {
  const text = (model.weight ?? (model.parameterization === "denoiser" ? denoiserWeight : scoreWeight)).replace(
    /\s/g,
    "",
  );
  return buildPart(path, model, async () => {
    if (text === denoiserWeight) return (t) => schedule.alpha(t) ** 2 / schedule.variance(t);
    if (text === scoreWeight) return (t) => schedule.variance(t);
    const formula = await compileFormula(model.weight!, ["alpha", "sigma", "t"]);
    const weight = (t: number): number => formula([schedule.alpha(t), schedule.sigma(t), t]);
    checkWeight(weight, schedule);
    return weight;
  });
}

function checkWeight(weight: (t: number) => number, { cutoffTime, terminalTime }: NoiseSchedule): void {
  let largest = 0;
  for (let k = 0; k <= checkedTimes; k++) {
    const t = cutoffTime + (terminalTime - cutoffTime) * (k / checkedTimes) ** 3;
    const value = weight(t);
    if (!(value >= 0 && Number.isFinite(value)))
      throw new ArgumentError("weight", `weight at t = ${t}`, value, "finite and at least 0");
    largest = Math.max(largest, value);
  }
  if (largest === 0) throw new ArgumentError("weight", "weight", 0, "above 0 somewhere in the time window");
}
