import { ArgumentError, type Estimate, meanEstimate, type Points, ShapeError } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { jackknife } from "../kernel-error.ts";
import { requireFinite } from "./score-moments.ts";

/**
 * Two meanings of r² between a found output f and a predicted one p, over the coordinates of one state:
 * "determination" is 1 − |f − p|²/|f − f̄|², which any constant offset or factor lowers; "correlation" is the square of
 * Pearson's coefficient, which they leave alone. The first is never above the second.
 */
export type AgreementMeasure = "determination" | "correlation";

/** Whose outputs are compared: each member's own, averaged over members, or the mean output of all. */
export type AgreementOf = "members" | "mean";

/** Agreement over states: the median and the mean of r², with errors over members. */
export interface SampleAgreement {
  readonly median: Estimate;
  readonly mean: Estimate;
}

/**
 * r² of each state between found and predicted outputs (denoisers, scores or end states), over its D coordinates.
 *
 * @param found - shape [N, D], D ≥ 2
 * @param predicted - shape [N, D]
 * @returns r² per state; shape [N]; at most 1, and negative where the prediction is worse than a constant
 * @accuracy rounding
 * @throws ShapeError when shapes differ; ArgumentError for D = 1, or an output that is the same in all coordinates
 * @source KAMB2025, comparison of theory and trained networks sample by sample
 */
export function perSampleAgreement(found: Points, predicted: Points, measure: AgreementMeasure): Float64Array {
  requireShapes("perSampleAgreement", [found.count, found.dim], predicted);
  const { count, dim } = found;
  if (dim < 2) throw new ArgumentError("perSampleAgreement", "dim", dim, "at least 2; use pooledAgreement in one");
  return Float64Array.from({ length: count }, (_, n) => {
    const f = found.values.subarray(n * dim, (n + 1) * dim);
    const p = predicted.values.subarray(n * dim, (n + 1) * dim);
    const [meanF, meanP] = [average(f), average(p)];
    let varianceF = 0;
    let varianceP = 0;
    let product = 0;
    let residual = 0;
    for (let d = 0; d < dim; d++) {
      varianceF += (f[d]! - meanF) ** 2;
      varianceP += (p[d]! - meanP) ** 2;
      product += (f[d]! - meanF) * (p[d]! - meanP);
      residual += (f[d]! - p[d]!) ** 2;
    }
    if (!(varianceF > 0))
      throw new ArgumentError("perSampleAgreement", `found[${n}]`, Array.from(f), "different between coordinates");
    if (measure === "determination") return 1 - residual / varianceF;
    return varianceP > 0 ? Math.min(1, product ** 2 / (varianceF * varianceP)) : 0;
  });
}

/**
 * Median and mean over states of the per-sample r² of an ensemble with a prediction. The mean output of E members
 * carries their noise as V/E, so that r² of the mean falls short of its limit by about Σ V/(E |f − f̄|²).
 *
 * @param outputs - outputs of E members at N states; shape [E, N·D]
 * @param predicted - shape [N, D], D ≥ 2
 * @accuracy errors over members: of their mean for "members", jackknife with at most 20 blocks for "mean"
 * @throws as `perSampleAgreement`; ArgumentError for an output that is not finite
 * @source KAMB2025; EFRON1981
 */
export function sampleAgreement(
  outputs: Matrix,
  predicted: Points,
  of: AgreementOf,
  measure: AgreementMeasure = "determination",
): SampleAgreement {
  requireOutputs("sampleAgreement", outputs, predicted);
  const of_N = (values: Float64Array): Float64Array => perSampleAgreement({ ...predicted, values }, predicted, measure);
  const estimate = (statistic: (r2: Float64Array) => number): Estimate =>
    overMembers(outputs, of, (values) => statistic(of_N(values)));
  return { median: estimate(middle), mean: estimate(average) };
}

/**
 * One r² over all states, 1 − Σ|f_n − p_n|²/Σ|f_n − f̄|² with f̄ the mean output over states; for any dimension.
 *
 * @param outputs - outputs of E members at N states; shape [E, N·D]
 * @param predicted - shape [N, D]
 * @accuracy as `sampleAgreement`
 * @throws ShapeError when shapes differ; ArgumentError for outputs that do not vary over states, or are not finite
 */
export function pooledAgreement(outputs: Matrix, predicted: Points, of: AgreementOf): Estimate {
  requireOutputs("pooledAgreement", outputs, predicted);
  const { count, dim } = predicted;
  return overMembers(outputs, of, (values) => {
    const centre = new Float64Array(dim);
    for (let k = 0; k < values.length; k++) centre[k % dim]! += values[k]! / count;
    let residual = 0;
    let variance = 0;
    for (let k = 0; k < values.length; k++) {
      residual += (values[k]! - predicted.values[k]!) ** 2;
      variance += (values[k]! - centre[k % dim]!) ** 2;
    }
    if (!(variance > 0)) throw new ArgumentError("pooledAgreement", "outputs", values[0], "different between states");
    return 1 - residual / variance;
  });
}

function overMembers(outputs: Matrix, of: AgreementOf, statistic: (values: Float64Array) => number): Estimate {
  const { rows, cols, values } = outputs;
  if (of === "members")
    return meanEstimate(
      Float64Array.from({ length: rows }, (_, m) => statistic(values.subarray(m * cols, (m + 1) * cols))),
    );
  return jackknife(rows, (keep) => {
    const mean = new Float64Array(cols);
    let kept = 0;
    for (let m = 0; m < rows; m++) {
      if (!keep(m)) continue;
      kept++;
      for (let k = 0; k < cols; k++) mean[k]! += values[m * cols + k]!;
    }
    return statistic(mean.map((sum) => sum / kept));
  });
}

function requireOutputs(where: string, outputs: Matrix, predicted: Points): void {
  if (outputs.rows < 1) throw new ArgumentError(where, "members", outputs.rows, "at least 1");
  if (outputs.cols !== predicted.values.length)
    throw new ShapeError(
      where,
      { outputs: [outputs.rows, outputs.cols], predicted: [predicted.count, predicted.dim] },
      "outputs must be [E, N·D]",
    );
  requireFinite(where, outputs);
}

function requireShapes(where: string, found: readonly number[], predicted: Points): void {
  if (found[0] !== predicted.count || found[1] !== predicted.dim)
    throw new ShapeError(where, { found, predicted: [predicted.count, predicted.dim] }, "the shapes must agree");
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function middle(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
