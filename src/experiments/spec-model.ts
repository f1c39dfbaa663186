import { z } from "zod";
import { type FeaturesSpec, featuresSchema } from "./spec-features.ts";
import { formulaField, nonNegativeField, record } from "./spec-fields.ts";

/** A linear score model as JSON, without its sample count. */
export interface ModelSpec {
  readonly kind: "linear";
  readonly features: FeaturesSpec;
  readonly ridge: number;
  readonly parameterization: "denoiser" | "score";
  readonly baseScore: "zero" | "noise";
  /** Formula in alpha, sigma, t; alpha^2/sigma^2 for a denoiser and sigma^2 for a score where it is left out. */
  readonly weight?: string;
  readonly trainingTimes: "uniform" | "log-uniform";
}

export const modelSchema: z.ZodType<ModelSpec> = record({
  kind: z.literal("linear").describe("Linear in its parameters, trained exactly."),
  features: featuresSchema,
  ridge: nonNegativeField.describe("Ridge of the loss, at least 0."),
  parameterization: z.enum(["denoiser", "score"]).describe("What the features predict.").default("denoiser"),
  baseScore: z.enum(["zero", "noise"]).describe("Fixed part of a score model: 0, or -x/sigma².").default("zero"),
  weight: formulaField
    .describe("Loss weight, a formula in alpha, sigma, t; alpha^2/sigma^2 (denoiser) or sigma^2 (score) by default.")
    .exactOptional(),
  trainingTimes: z.enum(["uniform", "log-uniform"]).describe("Law of the training times.").default("uniform"),
}).describe("The score model that is trained.");
