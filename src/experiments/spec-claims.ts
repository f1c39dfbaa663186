import { z } from "zod";
import type { BudgetPart, CurveName } from "../core/index.ts";
import { countField, nonNegativeField, positiveField, record } from "./spec-fields.ts";

/** A distance between two laws; "kl" is KL(curve ‖ against). */
export type MetricName = "total-variation" | "wasserstein-1" | "wasserstein-2" | "kl" | "kolmogorov-smirnov";

/** What a spec promises; without `sampleCount`, at every sample count. */
export type ClaimSpec =
  | {
      readonly kind: "region-mass";
      readonly curve: CurveName;
      readonly against: CurveName;
      readonly region: string;
      readonly tolerance: number;
      readonly sampleCount?: number;
    }
  | {
      readonly kind: "distance";
      readonly metric: MetricName;
      readonly curve: CurveName;
      readonly against: CurveName;
      readonly atMost: number;
      readonly sampleCount?: number;
    }
  | {
      readonly kind: "sign";
      readonly part: BudgetPart["part"];
      readonly region: string;
      readonly sign: "+" | "-";
      readonly attribution: "theory" | "measured";
      readonly sampleCount?: number;
    };

/** Every law a claim may name. */
export const curveNames: readonly [CurveName, ...CurveName[]] = [
  "data-blurred",
  "exact-score",
  "infinite-data",
  "mean-flow",
  "trained-noisy",
  "trained-noise-free",
  "quenched",
  "sandwich",
  "sandwich-misfit",
  "moment-matched",
];

const curve = z.enum(curveNames);
const region = z.string().min(1).describe("Name of a region.");
const sampleCount = countField.describe("The sample count it is about; every one by default.").exactOptional();

export const claimSchema: z.ZodType<ClaimSpec> = z
  .discriminatedUnion("kind", [
    record({
      kind: z.literal("region-mass").describe("Two laws put the same mass into a region."),
      curve: curve.describe("One law."),
      against: curve.describe("The other law."),
      region,
      tolerance: positiveField.describe("Largest difference of the masses."),
      sampleCount,
    }),
    record({
      kind: z.literal("distance").describe("Two laws are close."),
      metric: z
        .enum(["total-variation", "wasserstein-1", "wasserstein-2", "kl", "kolmogorov-smirnov"])
        .describe('The distance; "kl" is KL(curve ‖ against).'),
      curve: curve.describe("One law."),
      against: curve.describe("The other law."),
      atMost: nonNegativeField.describe("Largest distance."),
      sampleCount,
    }),
    record({
      kind: z.literal("sign").describe("A part of the error budget has this sign."),
      part: z
        .enum(["data blur", "integrator", "bias", "input noise", "target noise", "closure", "total"])
        .describe("The part."),
      region,
      sign: z.enum(["+", "-"]).describe("Its sign."),
      attribution: z.enum(["theory", "measured"]).describe("Which budget.").default("measured"),
      sampleCount,
    }),
  ])
  .describe("A promise that the result is held to.");
