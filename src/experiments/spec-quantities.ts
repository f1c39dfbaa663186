import { z } from "zod";
import { type BudgetPart, type CurveName, curveNames } from "../core/index.ts";
import { record } from "./spec-fields.ts";

/** A distance between two laws on lines; "kl" is KL(curve ‖ against). */
export type LineMetricName = "total-variation" | "wasserstein-1" | "wasserstein-2" | "kl" | "kolmogorov-smirnov";

/** A distance between two laws of points: squared MMD with a Gaussian kernel, or the root mean square of W₂ over directions. */
export type PointMetricName = "maximum-mean-discrepancy" | "sliced-wasserstein-2";

/** A distance between two laws. */
export type MetricName = LineMetricName | PointMetricName;

/** Laws of trained members; both start from the same states. */
export type TrainedCurve = "trained-noisy" | "trained-noise-free";

/** Flows that can start from the states that trained members start from. */
export type FlowReference = TrainedCurve | "exact-score" | "infinite-data" | "mean-flow";

/** A number of a cell that claims can be about. */
export type QuantitySpec =
  | { readonly kind: "region-mass"; readonly curve: CurveName; readonly region: string }
  | {
      readonly kind: "distance";
      readonly metric: MetricName;
      readonly curve: CurveName;
      readonly against: CurveName;
    }
  | { readonly kind: "mean" | "variance" | "distance-to-data"; readonly curve: CurveName }
  | {
      readonly kind: "budget-part";
      readonly part: BudgetPart["part"];
      readonly region: string;
      readonly attribution: "theory" | "measured";
    }
  | { readonly kind: "mean-score-error" | "v-kernel-error" }
  | { readonly kind: "memorised-fraction"; readonly curve: CurveName }
  | { readonly kind: "denoiser-agreement"; readonly of: "members" | "mean" }
  | { readonly kind: "flow-distance"; readonly curve: TrainedCurve; readonly against: FlowReference };

/** Whether a distance is one of points. */
export function isPointMetric(metric: MetricName): metric is PointMetricName {
  return metric === "maximum-mean-discrepancy" || metric === "sliced-wasserstein-2";
}

export const curveField: z.ZodType<CurveName> = z.enum(curveNames);
export const regionField: z.ZodType<string> = z.string().min(1).describe("Name of a region.");
export const metricField: z.ZodType<MetricName> = z
  .enum([
    "total-variation",
    "wasserstein-1",
    "wasserstein-2",
    "kl",
    "kolmogorov-smirnov",
    "maximum-mean-discrepancy",
    "sliced-wasserstein-2",
  ])
  .describe('The distance; "kl" is KL(curve ‖ against), and the maximum mean discrepancy is squared.');
export const partField: z.ZodType<BudgetPart["part"]> = z
  .enum(["data blur", "integrator", "bias", "input noise", "target noise", "closure", "total"])
  .describe("The part.");
export const attributionField: z.ZodType<"theory" | "measured"> = z
  .enum(["theory", "measured"])
  .describe("Which budget.")
  .default("measured");

export const quantitySchema: z.ZodType<QuantitySpec> = z
  .discriminatedUnion("kind", [
    record({
      kind: z.literal("region-mass").describe("Mass of a region under a law."),
      curve: curveField.describe("The law."),
      region: regionField,
    }),
    record({
      kind: z.literal("distance").describe("Distance between two laws."),
      metric: metricField,
      curve: curveField.describe("One law."),
      against: curveField.describe("The other law."),
    }),
    record({
      kind: z
        .enum(["mean", "variance", "distance-to-data"])
        .describe("Mean or variance of a law (of its first coordinate), or its Wasserstein-1 distance to the data."),
      curve: curveField.describe("The law."),
    }),
    record({
      kind: z.literal("budget-part").describe("Mass that a part of the error budget adds to a region."),
      part: partField,
      region: regionField,
      attribution: attributionField,
    }),
    record({
      kind: z
        .enum(["mean-score-error", "v-kernel-error"])
        .describe("Relative error of the predicted mean score, or of the predicted V-kernel."),
    }),
    record({
      kind: z
        .literal("memorised-fraction")
        .describe("Share of a law's samples that are memorised points of the data, which must be a list of points."),
      curve: curveField.describe("The law."),
    }),
    record({
      kind: z
        .literal("denoiser-agreement")
        .describe("r² of trained denoisers at the probe states against the mean of the predicted ones."),
      of: z.enum(["members", "mean"]).describe("Each member's own, averaged, or their mean.").default("members"),
    }),
    record({
      kind: z
        .literal("flow-distance")
        .describe("Probability flow distance of trained members to a flow that starts from the same states."),
      curve: z.enum(["trained-noisy", "trained-noise-free"]).describe("The trained members."),
      against: z
        .enum(["exact-score", "infinite-data", "mean-flow", "trained-noisy", "trained-noise-free"])
        .describe("The other flow. Other laws are drawn from starts of their own, and have no such distance."),
    }),
  ])
  .describe("A number of a cell.");
