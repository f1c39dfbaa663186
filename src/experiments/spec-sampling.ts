import { z } from "zod";
import { countUpTo, record } from "./spec-fields.ts";

/** Sampling times as JSON. */
export type GridSpec =
  | { readonly kind: "uniform"; readonly steps: number }
  | { readonly kind: "geometric"; readonly steps: number }
  | { readonly kind: "karras"; readonly steps: number; readonly exponent: number };

/** How a trained model is sampled. */
export interface SamplingSpec {
  readonly method: "euler" | "heun" | "rk4";
  readonly grid: GridSpec;
  /** "clamp": outside the feature box a denoiser takes its value at the edge. */
  readonly extrapolate: "free" | "clamp";
}

/** Sizes of the Monte Carlo parts. */
export interface EnsembleSpec {
  /** Trained models a sample count. */
  readonly models: number;
  readonly pathsPerModel: number;
  /** Paths of each Gaussian field; one draw makes `pathsPerModel` of them. */
  readonly fieldPaths: number;
}

const steps = countUpTo(1_000_000).describe("Number of steps.");

export const gridSchema: z.ZodType<GridSpec> = z
  .discriminatedUnion("kind", [
    record({ kind: z.literal("uniform").describe("Equal steps in t."), steps }),
    record({ kind: z.literal("geometric").describe("Equal steps in log t."), steps }),
    record({
      kind: z.literal("karras").describe("Equal steps in t^(1/exponent)."),
      steps,
      exponent: z.number().min(1).describe("Exponent, at least 1.").default(7),
    }),
  ])
  .describe("Sampling times, from terminalTime down to cutoffTime.");

export const samplingSchema: z.ZodType<SamplingSpec> = record({
  method: z.enum(["euler", "heun", "rk4"]).describe("Integrator of the probability-flow ODE.").default("euler"),
  grid: gridSchema.default({ kind: "uniform", steps: 300 }),
  extrapolate: z
    .enum(["free", "clamp"])
    .describe("Outside the feature box: the features as they are, or the value at the edge.")
    .default("free"),
}).describe("How models are sampled.");

/** Cumulants over models, which every cell reports, need as many. */
const fewestModels = 8;

export const ensembleSchema: z.ZodType<EnsembleSpec> = record({
  models: z
    .int()
    .min(fewestModels)
    .max(1_000_000)
    .describe("Trained models per sample count, at least 8.")
    .default(1000),
  pathsPerModel: countUpTo(1_000_000).describe("Samples per trained model.").default(40),
  fieldPaths: countUpTo(100_000_000)
    .describe("Samples of each Gaussian field; a draw of the field makes pathsPerModel of them.")
    .default(40000),
}).describe("Sizes of the Monte Carlo parts.");
