import type { CurveName, ErrorBudget, Estimate, Region, Validity } from "../core/index.ts";
import type { CellMeasures } from "./cell-measures.ts";
import { type Law, massEstimates } from "./law.ts";
import { isPointMetric, type LineMetricName, type QuantitySpec } from "./spec-quantities.ts";

/** What the claims of a cell are judged on. */
export interface ClaimEvidence {
  readonly law: (name: CurveName) => Law;
  readonly regions: readonly Region[];
  readonly budgets: readonly ErrorBudget[];
  readonly validity: Validity;
  readonly distance: (from: CurveName, to: CurveName, metric: LineMetricName) => Estimate;
  readonly distanceToData: (name: CurveName) => Estimate;
  readonly measures: CellMeasures;
  readonly meanScoreError: Estimate;
  readonly vKernelError: Estimate;
}

/** A number of a cell with what its error stands on. */
export interface CellNumber {
  readonly estimate: Estimate;
  /** Degrees of freedom of the standard error. */
  readonly freedom: number;
  /** Why the theory makes no claim about it, or null where it does. */
  readonly outsideDomain: string | null;
}

/** Laws that stand on the leading order in 1/P and are silent outside its domain. */
const leadingOrder: readonly CurveName[] = ["sandwich", "sandwich-misfit"];

/** Blocks of the jackknife behind the errors of mean score and kernel. */
const jackknifeBlocks = 20;

/** The number that a claim is about. */
export function cellNumber(quantity: QuantitySpec, evidence: ClaimEvidence): CellNumber {
  const { law, regions, budgets, validity, distance, measures } = evidence;
  const regionIndex = (name: string): number => regions.findIndex((region) => region.name === name);
  const silent = (theory: boolean): string | null => (theory && !validity.trusted ? validity.reason : null);
  const onLaws = (estimate: Estimate, ...names: readonly CurveName[]): CellNumber => ({
    estimate,
    freedom: Math.min(...names.map((name) => freedomOf(law(name).models))),
    outsideDomain: silent(names.some((name) => leadingOrder.includes(name))),
  });
  switch (quantity.kind) {
    case "region-mass":
      return onLaws(massEstimates(law(quantity.curve))[regionIndex(quantity.region)]!, quantity.curve);
    case "distance": {
      const { curve, against, metric } = quantity;
      const found = isPointMetric(metric)
        ? measures.distance(curve, against, metric)
        : distance(curve, against, metric);
      return onLaws(found, curve, against);
    }
    case "mean":
    case "variance":
      return onLaws(law(quantity.curve)[quantity.kind], quantity.curve);
    case "distance-to-data":
      return onLaws(evidence.distanceToData(quantity.curve), quantity.curve);
    case "budget-part": {
      const budget = budgets.find((candidate) => candidate.attribution === quantity.attribution)!;
      const part =
        quantity.part === "total" ? budget.total : budget.parts.find((candidate) => candidate.part === quantity.part);
      const models = budget.path.filter((name) => name !== "data").map((name) => law(name as CurveName).models);
      return {
        estimate: part?.masses[regionIndex(quantity.region)] ?? { value: 0, standardError: 0 },
        freedom: Math.min(Number.POSITIVE_INFINITY, ...models.map(freedomOf)),
        outsideDomain: silent(quantity.attribution === "theory"),
      };
    }
    case "memorised-fraction":
      return onLaws(measures.memorisedFraction(quantity.curve), quantity.curve);
    case "denoiser-agreement":
      return onLaws(measures.denoiserAgreement(quantity.of), "trained-noisy");
    case "flow-distance":
      return onLaws(measures.flowDistance(quantity.curve, quantity.against), quantity.curve);
    case "mean-score-error":
    case "v-kernel-error": {
      const predicted = quantity.kind === "v-kernel-error";
      return {
        estimate: predicted ? evidence.vKernelError : evidence.meanScoreError,
        freedom: freedomOf(Math.min(jackknifeBlocks, law("trained-noisy").models)),
        outsideDomain: silent(predicted),
      };
    }
  }
}

/** A quantity in words, for statements. */
export function quantityName(quantity: QuantitySpec): string {
  switch (quantity.kind) {
    case "region-mass":
      return `mass of ${quantity.curve} in ${quantity.region}`;
    case "distance":
      return `${quantity.metric}(${quantity.curve}, ${quantity.against})`;
    case "mean":
    case "variance":
      return `${quantity.kind} of ${quantity.curve}`;
    case "distance-to-data":
      return `W₁ of ${quantity.curve} to the data`;
    case "budget-part":
      return `${quantity.part} (${quantity.attribution}) in ${quantity.region}`;
    case "memorised-fraction":
      return `memorised fraction of ${quantity.curve}`;
    case "denoiser-agreement":
      return `r² of ${quantity.of === "mean" ? "the mean trained denoiser" : "trained denoisers"} against the predicted one`;
    case "flow-distance":
      return `probability flow distance(${quantity.curve}, ${quantity.against})`;
    case "mean-score-error":
      return "error of the mean score";
    case "v-kernel-error":
      return "error of the V-kernel";
  }
}

/** Degrees of freedom of an error over models; a law of one model is exact. */
function freedomOf(models: number): number {
  return models > 1 ? models - 1 : Number.POSITIVE_INFINITY;
}
