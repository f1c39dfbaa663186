import { z } from "zod";
import type { BudgetPart, CurveName } from "../core/index.ts";
import { countField, nonNegativeField, positiveField, record } from "./spec-fields.ts";
import {
  attributionField,
  curveField,
  type MetricName,
  metricField,
  partField,
  type QuantitySpec,
  quantitySchema,
  regionField,
} from "./spec-quantities.ts";

export type { MetricName, QuantitySpec } from "./spec-quantities.ts";

/** What a claim along cells is a function of. */
export type AlongName = "sample-count" | "feature-ratio";

/** What a spec promises about one cell; without `sampleCount`, at every sample count. */
export type CellClaimSpec =
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
    }
  | {
      readonly kind: "equivalence";
      readonly quantity: QuantitySpec;
      readonly against: QuantitySpec | number;
      readonly tolerance: number;
      readonly sampleCount?: number;
    }
  | {
      readonly kind: "bounds";
      readonly quantity: QuantitySpec;
      readonly atLeast?: number;
      readonly atMost?: number;
      readonly sampleCount?: number;
    }
  | { readonly kind: "ordering"; readonly quantities: readonly QuantitySpec[]; readonly sampleCount?: number };

/** What a spec promises about several cells together; without `sampleCounts`, about all of them. */
export type AlongClaimSpec =
  | {
      readonly kind: "trend";
      readonly quantity: QuantitySpec;
      readonly along: AlongName;
      readonly direction: "rising" | "falling";
      readonly sampleCounts?: readonly number[];
    }
  | {
      readonly kind: "slope";
      readonly quantity: QuantitySpec;
      readonly along: AlongName;
      readonly atLeast?: number;
      readonly atMost?: number;
      readonly sampleCounts?: readonly number[];
    };

/** What a spec promises. */
export type ClaimSpec = CellClaimSpec | AlongClaimSpec;

const sampleCount = countField.describe("The sample count it is about; every one by default.").exactOptional();
const sampleCounts = z
  .array(countField)
  .min(2)
  .max(64)
  .describe("The sample counts it is about; every one by default.")
  .exactOptional();
const along = z
  .enum(["sample-count", "feature-ratio"])
  .describe("What grows along the cells: P, or F/P.")
  .default("sample-count");

export const claimSchema: z.ZodType<ClaimSpec> = z
  .discriminatedUnion("kind", [
    record({
      kind: z.literal("region-mass").describe("Two laws put the same mass into a region: the estimates agree."),
      curve: curveField.describe("One law."),
      against: curveField.describe("The other law."),
      region: regionField,
      tolerance: positiveField.describe("Largest difference of the masses."),
      sampleCount,
    }),
    record({
      kind: z.literal("distance").describe("Two laws are close: the estimated distance is small."),
      metric: metricField,
      curve: curveField.describe("One law."),
      against: curveField.describe("The other law."),
      atMost: nonNegativeField.describe("Largest distance."),
      sampleCount,
    }),
    record({
      kind: z.literal("sign").describe("A part of the error budget has this sign."),
      part: partField,
      region: regionField,
      sign: z.enum(["+", "-"]).describe("Its sign."),
      attribution: attributionField,
      sampleCount,
    }),
    record({
      kind: z.literal("equivalence").describe("Two numbers are equal within a tolerance, by two one-sided tests."),
      quantity: quantitySchema.describe("One number."),
      against: z.union([z.number(), quantitySchema]).describe("The other number: a quantity, or a constant."),
      tolerance: positiveField.describe("Largest difference."),
      sampleCount,
    }),
    record({
      kind: z.literal("bounds").describe("A number lies within bounds, by one-sided tests."),
      quantity: quantitySchema.describe("The number."),
      atLeast: z.number().describe("Lower bound.").exactOptional(),
      atMost: z.number().describe("Upper bound.").exactOptional(),
      sampleCount,
    }),
    record({
      kind: z.literal("ordering").describe("Numbers of a cell increase strictly in the order given."),
      quantities: z.array(quantitySchema).min(2).max(16).describe("The numbers, smallest first."),
      sampleCount,
    }),
    record({
      kind: z.literal("trend").describe("A number rises or falls along the cells."),
      quantity: quantitySchema.describe("The number."),
      along,
      direction: z.enum(["rising", "falling"]).describe("Which way."),
      sampleCounts,
    }),
    record({
      kind: z.literal("slope").describe("A number grows along the cells as a power whose exponent is within bounds."),
      quantity: quantitySchema.describe("The number; positive."),
      along,
      atLeast: z.number().describe("Smallest exponent.").exactOptional(),
      atMost: z.number().describe("Largest exponent.").exactOptional(),
      sampleCounts,
    }),
  ])
  .describe("A promise that the result is held to.");
