import { z } from "zod";
import { countField, formulaField, nonNegativeField, positiveField, record } from "./spec-fields.ts";
import { type NetworkSpec, networkFields } from "./spec-network.ts";

/** How long training goes on: gradient flow for a time, a ridge, or to the end. */
export type TrainingSpec =
  | { readonly kind: "gradient-flow"; readonly time: number }
  | { readonly kind: "ridge"; readonly ridge: number }
  | { readonly kind: "interpolation" };

/** Trainings of an infinitely wide network as JSON. */
export interface LazyEnsembleSpec {
  readonly kind: "lazy";
  readonly network: NetworkSpec & {
    readonly spaceScale: number;
    readonly timeScale: number;
    readonly clock: "time" | "log-noise";
  };
  readonly training: TrainingSpec;
  readonly parameterization: "denoiser" | "score";
  readonly baseScore: "zero" | "noise";
  readonly weight?: string;
  readonly trainingTimes: "uniform" | "log-uniform";
  readonly sampleCount: number;
  readonly target: "noisy" | "noise-free";
  /** f₀ = 0, or a Gaussian process with the network's own kernel. */
  readonly initial: "zero" | "random";
  /** The Gaussian field of leading order in 1/P, or trained models themselves. */
  readonly law: "leading-order" | "quenched";
  /** Landmarks of the kernel. */
  readonly rank: number;
  /** Trained models behind the moments of "quenched". */
  readonly members: number;
  readonly seed: number;
}

export const lazyEnsembleSchema: z.ZodType<LazyEnsembleSpec> & z.core.$ZodTypeDiscriminable = record({
  kind: z.literal("lazy").describe("Trainings of an infinitely wide network."),
  network: record({
    ...networkFields,
    spaceScale: positiveField.describe("Factor of x in the input.").default(1),
    timeScale: nonNegativeField.describe("Half the range of the clock in the input.").default(1),
    clock: z.enum(["time", "log-noise"]).describe("What the clock is linear in: t, or log sigma.").default("log-noise"),
  }).describe("The network, which sees (spaceScale x, timeScale c(t))."),
  training: z
    .discriminatedUnion("kind", [
      record({
        kind: z.literal("gradient-flow").describe("Gradient flow from the initial function."),
        time: nonNegativeField.describe("Training time τ."),
      }),
      record({
        kind: z.literal("ridge").describe("Kernel ridge regression."),
        ridge: positiveField.describe("Ridge ρ."),
      }),
      record({ kind: z.literal("interpolation").describe("Trained to the end.") }),
    ])
    .describe("When training stops."),
  parameterization: z.enum(["denoiser", "score"]).describe("What the network predicts.").default("denoiser"),
  baseScore: z.enum(["zero", "noise"]).describe("Fixed part of a score model: 0, or -x/sigma².").default("zero"),
  weight: formulaField
    .describe("Loss weight, a formula in alpha, sigma, t; alpha^2/sigma^2 (denoiser) or sigma^2 (score) by default.")
    .exactOptional(),
  trainingTimes: z.enum(["uniform", "log-uniform"]).describe("Law of the training times.").default("uniform"),
  sampleCount: countField.describe("Number of training draws P."),
  target: z.enum(["noisy", "noise-free"]).describe("Training target.").default("noisy"),
  initial: z
    .enum(["zero", "random"])
    .describe("Initial function: zero, or the network's Gaussian process.")
    .default("zero"),
  law: z
    .enum(["leading-order", "quenched"])
    .describe("Gaussian field of leading order in 1/P, or trained models.")
    .default("leading-order"),
  rank: z.int().min(1).max(1000).describe("Landmarks that the kernel is replaced by.").default(200),
  members: z.int().min(2).max(10_000).describe("Trained models behind the moments of a trained law.").default(50),
  seed: z.int().min(0).describe("Seed of the training runs.").default(1),
});
