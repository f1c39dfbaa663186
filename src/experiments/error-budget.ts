import {
  type BudgetPart,
  type CurveName,
  difference,
  type ErrorBudget,
  type Estimate,
  meanEstimate,
} from "../core/index.ts";
import { type WassersteinInfluence, wassersteinChange } from "../validate/index.ts";
import { distanceToData, type Law } from "./law.ts";

type PartName = Exclude<BudgetPart["part"], "total">;

/**
 * Splits the difference between a learned law and the data along a path of laws: each part is the change of a region's
 * mass, and of the Wasserstein-1 distance to the data, from one law to the next, so that the parts add up exactly.
 *
 * @param path - first the data, last the learned law
 * @param names - name of each step; one less than laws
 * @accuracy values telescope to rounding; errors over models, paired where two laws were trained on the same inputs
 */
export function telescope(
  attribution: ErrorBudget["attribution"],
  path: readonly Law[],
  names: readonly PartName[],
): ErrorBudget {
  const data = path[0]!;
  const steps = path.map((law): Step => ({ law, distance: distanceToData(law, data) }));
  const parts = names.map((part, k) => change(part, steps[k]!, steps[k + 1]!));
  return { attribution, path: path.map((law) => law.name), parts, total: change("total", steps[0]!, steps.at(-1)!) };
}

/**
 * The two budgets of a learned law: along the Gaussian field, which ends with the closure, and along trained models.
 *
 * @param law - the law of a name; "data" is passed by itself
 */
export function errorBudgets(data: Law, law: (name: CurveName) => Law): ErrorBudget[] {
  const common = [data, law("data-blurred"), law("exact-score"), law("infinite-data")];
  const learned = law("trained-noisy");
  const names = ["data blur", "integrator", "bias", "input noise", "target noise"] as const;
  return [
    telescope("theory", [...common, law("sandwich-misfit"), law("sandwich"), learned], [...names, "closure"]),
    telescope("measured", [...common, law("trained-noise-free"), learned], names),
  ];
}

/**
 * The budget of networks that have no population solution: data blur, integrator, the bias of their mean score (V = 0), and their
 * variance; by theory with what it leaves out of the trained law.
 *
 * @param predicted - predicted laws in place of the trained ones, where a theory is followed
 */
export function networkBudgets(
  data: Law,
  exact: { readonly blurred: Law; readonly exactScore: Law },
  trained: { readonly meanFlow: Law; readonly own: Law },
  predicted: { readonly meanFlow: Law; readonly own: Law } | null,
): ErrorBudget[] {
  const common = [data, exact.blurred, exact.exactScore];
  const names = ["data blur", "integrator", "bias", "variance"] as const;
  const measured = telescope("measured", [...common, trained.meanFlow, trained.own], names);
  if (predicted === null) return [measured];
  const path = [...common, predicted.meanFlow, predicted.own, trained.own];
  return [telescope("theory", path, [...names, "closure"]), measured];
}

interface Step {
  readonly law: Law;
  readonly distance: WassersteinInfluence;
}

function change(part: BudgetPart["part"], from: Step, to: Step): BudgetPart {
  const paired = from.law.pairing === to.law.pairing;
  return {
    part,
    masses: from.law.masses.map((before, region) => massChange(before, to.law.masses[region]!, paired)),
    wasserstein1: wassersteinChange(from.distance, to.distance, paired),
  };
}

function massChange(before: Float64Array, after: Float64Array, paired: boolean): Estimate {
  if (paired && before.length === after.length) return meanEstimate(after.map((mass, m) => mass - before[m]!));
  return difference(meanEstimate(after), meanEstimate(before));
}
