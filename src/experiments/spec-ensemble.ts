import { z } from "zod";
import { countField, nonNegativeField, record } from "./spec-fields.ts";
import { type LazyEnsembleSpec, lazyEnsembleSchema } from "./spec-lazy.ts";
import { type ModelSpec, modelSchema } from "./spec-model.ts";

/** Trainings of a linear score model as JSON. */
export interface LinearEnsembleSpec {
  readonly kind: "linear";
  readonly model: ModelSpec;
  readonly sampleCount: number;
  readonly target: "noisy" | "noise-free";
  /** Outside the feature box: the features as they are, or the value at the edge. */
  readonly extrapolate: "free" | "clamp";
  /** A Gaussian field, of leading order in 1/P, with resummed or with trained moments; or trained models themselves. */
  readonly law: "sandwich" | "cavity" | "moment-matched" | "quenched";
  /** Trained models behind the moments of "moment-matched" and "quenched". */
  readonly members: number;
  readonly seed: number;
}

/** Linear score models that somebody trained, with their weights in a file. */
export interface FileEnsembleSpec {
  readonly kind: "file";
  /** The features, as for training; ridge and weight have no part. */
  readonly model: ModelSpec;
  readonly path: string;
  /** Name of the array in the file. */
  readonly entry?: string | undefined;
  /** Order of its axes: models, features, outputs. */
  readonly layout: "EFD" | "EDF";
  readonly extrapolate: "free" | "clamp";
}

/** The naive estimator, whose score is drawn afresh in every step: noise that is white in time, in the sense of Itô. */
export interface NaiveEnsembleSpec {
  readonly kind: "naive";
  readonly kappa: number;
  readonly calculus: "ito";
}

/** An ensemble of learned scores as JSON; `kind` names the class of models. */
export type ScoreEnsembleSpec = LinearEnsembleSpec | FileEnsembleSpec | LazyEnsembleSpec | NaiveEnsembleSpec;

const linearEnsembleSchema = record({
  kind: z.literal("linear").describe("Trainings of a linear score model."),
  model: modelSchema,
  sampleCount: countField.describe("Number of training draws P."),
  target: z.enum(["noisy", "noise-free"]).describe("Training target.").default("noisy"),
  extrapolate: z
    .enum(["free", "clamp"])
    .describe("Outside the feature box: the features as they are, or the value at the edge.")
    .default("free"),
  law: z
    .enum(["sandwich", "cavity", "moment-matched", "quenched"])
    .describe(
      "Gaussian field of leading order in 1/P, with moments resummed in 1/P, or with trained moments; or trained models.",
    )
    .default("sandwich"),
  members: z.int().min(2).max(100_000).describe("Trained models behind the moments of a trained law.").default(200),
  seed: z.int().min(0).describe("Seed of the training runs.").default(1),
});

const fileEnsembleSchema = record({
  kind: z.literal("file").describe("Linear score models with weights in a .npz, .npy or JSON file."),
  model: modelSchema,
  path: z.string().min(1).describe("The file."),
  entry: z.string().describe('Name of the array; by default the only one, or "weights".').optional(),
  layout: z
    .enum(["EFD", "EDF"])
    .describe("Axes of the array: E models, F features (time fastest), D outputs.")
    .default("EFD"),
  extrapolate: z
    .enum(["free", "clamp"])
    .describe("Outside the feature box: the features as they are, or the value at the edge.")
    .default("free"),
});

const naiveEnsembleSchema = record({
  kind: z.literal("naive").describe("A score drawn afresh in every step: noise that is white in time (Itô)."),
  kappa: nonNegativeField.describe("Strength κ; unit of time. κ = 0 is the probability flow."),
  calculus: z
    .literal("ito")
    .describe("A score drawn at the state before each step is noise in the sense of Itô.")
    .default("ito"),
});

export const scoreEnsembleSchema: z.ZodType<ScoreEnsembleSpec> = z
  .discriminatedUnion("kind", [linearEnsembleSchema, fileEnsembleSchema, lazyEnsembleSchema, naiveEnsembleSchema])
  .describe("The ensemble of learned scores over training runs.");
