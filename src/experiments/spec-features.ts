import { z } from "zod";
import { countUpTo, formulaField, positiveField, record } from "./spec-fields.ts";

/** Features of one coordinate as JSON. */
export type AxisSpec =
  | {
      readonly kind: "gaussian-bumps";
      readonly count: number;
      readonly low: number;
      readonly high: number;
      readonly width?: number;
      readonly height: "one" | "density";
    }
  | { readonly kind: "fourier"; readonly count: number; readonly period: number }
  | { readonly kind: "polynomial"; readonly degree: number }
  | { readonly kind: "constant" }
  | { readonly kind: "indicator-bins"; readonly edges: readonly number[] };

/** Features φ(x, t) as JSON: a product over axes, or formulas in x1 … xD and t. */
export type FeaturesSpec =
  | { readonly kind: "tensor-product"; readonly space: readonly AxisSpec[]; readonly time: AxisSpec }
  | { readonly kind: "formulas"; readonly formulas: readonly string[] };

const bumps = record({
  kind: z.literal("gaussian-bumps").describe("Gaussian bumps at equispaced centres."),
  count: countUpTo(100_000).describe("Number of centres, from low to high inclusive."),
  low: z.number().describe("First centre."),
  high: z.number().describe("Last centre; above low."),
  width: positiveField.describe("Standard deviation of a bump; half the spacing by default.").exactOptional(),
  height: z.enum(["one", "density"]).describe("Peak height one, or a normalised density.").default("one"),
});

const fourier = record({
  kind: z.literal("fourier").describe("Constant, cosines, sines, in this order."),
  count: countUpTo(100_000).describe("Number of features."),
  period: positiveField.describe("Period of the slowest wave."),
});

const polynomial = record({
  kind: z.literal("polynomial").describe("Monomials 1, x, …, x^degree."),
  degree: z.int().min(0).max(30).describe("Highest power."),
});

const constant = record({ kind: z.literal("constant").describe("The single feature 1.") });

const bins = record({
  kind: z.literal("indicator-bins").describe("Disjoint indicators of bins."),
  edges: z.array(z.number()).min(2).describe("Strictly increasing edges."),
});

export const axisSchema: z.ZodType<AxisSpec> = z
  .discriminatedUnion("kind", [bumps, fourier, polynomial, constant, bins])
  .describe("Features of one coordinate.");

const product = record({
  kind: z.literal("tensor-product").describe("Products of one feature per axis."),
  space: z.array(axisSchema).min(1).describe("One axis per data dimension."),
  time: axisSchema.describe("The time axis."),
});

const formulas = record({
  kind: z.literal("formulas").describe("One feature per formula."),
  formulas: z.array(formulaField).min(1).max(4096).describe("Formulas in x1 … xD (and x when D = 1) and t."),
});

export const featuresSchema: z.ZodType<FeaturesSpec> = z
  .discriminatedUnion("kind", [product, formulas])
  .describe("Features phi(x, t) of the linear model.");
