import { z } from "zod";
import { type BudgetPart, type CurveName, curveNames } from "../core/index.ts";
import { record } from "./spec-fields.ts";

/** A distance between two laws; "kl" is KL(curve ‖ against). */
export type MetricName = "total-variation" | "wasserstein-1" | "wasserstein-2" | "kl" | "kolmogorov-smirnov";

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
  | { readonly kind: "mean-score-error" | "v-kernel-error" };

export const curveField: z.ZodType<CurveName> = z.enum(curveNames);
export const regionField: z.ZodType<string> = z.string().min(1).describe("Name of a region.");
export const metricField: z.ZodType<MetricName> = z
  .enum(["total-variation", "wasserstein-1", "wasserstein-2", "kl", "kolmogorov-smirnov"])
  .describe('The distance; "kl" is KL(curve ‖ against).');
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
  ])
  .describe("A number of a cell.");
