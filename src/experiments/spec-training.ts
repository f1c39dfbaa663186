import { z } from "zod";
import { SpecError } from "../core/index.ts";
import { checkDataSpec, checkFeaturesSpec, checkScheduleSpec } from "./spec-checks.ts";
import { type DataSpec, dataSchema } from "./spec-data.ts";
import { readWith } from "./spec-errors.ts";
import { type FeaturesSpec, featuresSchema } from "./spec-features.ts";
import { countField, formulaField, nonNegativeField, positiveField, record } from "./spec-fields.ts";
import { type GridSpec, gridSchema } from "./spec-sampling.ts";
import { type ScheduleSpec, scheduleSchema } from "./spec-schedule.ts";

/** What a network is fed beside the place of a state, as JSON. */
export type TrainingInputSpec =
  | {
      readonly kind: "plain";
      readonly spaceScale: number;
      readonly timeScale: number;
      readonly clock: "time" | "log-noise";
    }
  | { readonly kind: "embedded"; readonly frequencies: number };

/** What all layered networks say, as JSON. */
export interface LayeredModelSpec {
  readonly activation: "relu" | "tanh" | "silu";
  readonly scaling: "ntk" | "standard";
  readonly bias: number;
  readonly trained: "all" | "output";
  readonly input: TrainingInputSpec;
}

/** What a trained model is, as JSON. */
export type TrainedModelSpec =
  | (LayeredModelSpec & {
      readonly kind: "network";
      readonly hidden: readonly number[];
      readonly outputStart: "random" | "zero";
    })
  | (LayeredModelSpec & { readonly kind: "convolution"; readonly channels: readonly number[] })
  | { readonly kind: "autoencoder"; readonly hidden: number; readonly tied: boolean; readonly bias: boolean }
  | { readonly kind: "linear"; readonly features: FeaturesSpec };

/** Where training draws come from, as JSON. */
export type DrawsSpec =
  | { readonly kind: "fixed"; readonly count: number }
  | { readonly kind: "fixed-noise"; readonly copies: number }
  | { readonly kind: "subset"; readonly points: number }
  | { readonly kind: "fresh" };

/** An ensemble of trainings as JSON. */
export interface TrainingSpecFile {
  readonly name: string;
  readonly seed: number;
  readonly data: DataSpec;
  readonly schedule: ScheduleSpec;
  readonly model: TrainedModelSpec;
  readonly parameterization: "score" | "score-beyond-noise" | "noise" | "denoiser";
  readonly weight?: string;
  readonly trainingTimes: "uniform" | "log-uniform" | number;
  readonly draws: DrawsSpec;
  readonly batch: number | "all";
  readonly steps: number;
  readonly optimizer:
    | { readonly kind: "sgd"; readonly learningRate: number }
    | { readonly kind: "momentum"; readonly learningRate: number; readonly momentum: number }
    | {
        readonly kind: "adam";
        readonly learningRate: number;
        readonly firstMoment: number;
        readonly secondMoment: number;
        readonly epsilon: number;
      };
  readonly decay: "none" | "cosine";
  readonly ridge: number;
  readonly clipNorm: number | null;
  readonly averaging: number | null;
  readonly initial: "own" | "shared";
  readonly initialFunction: "kept" | "subtracted";
  readonly members: number;
  readonly sampling: { readonly grid: GridSpec; readonly paths: number };
}

const share = z.number().min(0).lt(1);
const learningRate = positiveField.describe("Learning rate.");

const inputSchema = z
  .discriminatedUnion("kind", [
    record({
      kind: z.literal("plain").describe("(spaceScale x, timeScale c(t))."),
      spaceScale: positiveField.describe("Factor of x.").default(1),
      timeScale: nonNegativeField.describe("Half the range of the clock.").default(1),
      clock: z
        .enum(["time", "log-noise"])
        .describe("What the clock is linear in: t, or log sigma.")
        .default("log-noise"),
    }),
    record({
      kind: z.literal("embedded").describe("x scaled to unit variance, and sines and cosines of a clock."),
      frequencies: countField.describe("Frequencies of the clock.").default(4),
    }),
  ])
  .describe("What the network is fed.");

const networkFields = {
  activation: z.enum(["relu", "tanh", "silu"]).describe("Activation.").default("relu"),
  scaling: z.enum(["ntk", "standard"]).describe("Lazy scaling, or the usual one.").default("standard"),
  bias: nonNegativeField.describe("Scale of the biases (ntk); 0 leaves biases out.").default(1),
  trained: z.enum(["all", "output"]).describe("All layers, or the last one: random features.").default("all"),
  input: inputSchema.default({ kind: "embedded", frequencies: 4 }),
};

const modelSchema = z
  .discriminatedUnion("kind", [
    record({
      kind: z.literal("network").describe("A fully connected network."),
      hidden: z.array(countField).max(100).describe("Units of each hidden layer."),
      outputStart: z
        .enum(["random", "zero"])
        .describe("Start of the last layer; at zero the function starts at zero.")
        .default("random"),
      ...networkFields,
    }),
    record({
      kind: z
        .literal("convolution")
        .describe("A convolutional network with kernels of 3 × 3, for square images of one channel."),
      channels: z.array(countField).max(100).describe("Channels of each hidden layer."),
      ...networkFields,
    }),
    record({
      kind: z
        .literal("autoencoder")
        .describe("A two-layer ReLU autoencoder, a denoiser at one noise level; ridge is its weight decay."),
      hidden: countField.describe("Hidden units."),
      tied: z.boolean().describe("Both layers share their weights.").default(false),
      bias: z.boolean().describe("Hidden units have biases.").default(false),
    }),
    record({ kind: z.literal("linear").describe("Linear in features."), features: featuresSchema }),
  ])
  .describe("What is trained.");

const drawsSchema = z
  .discriminatedUnion("kind", [
    record({ kind: z.literal("fixed").describe("Draws of each member, fixed."), count: countField.describe("P.") }),
    record({
      kind: z.literal("fixed-noise").describe("Every data point with fixed noise."),
      copies: countField.describe("Draws a point."),
    }),
    record({
      kind: z.literal("subset").describe("A training set of its own for each member, with fresh noise."),
      points: countField.describe("Points of a training set."),
    }),
    record({ kind: z.literal("fresh").describe("New draws at every step.") }),
  ])
  .describe("Training draws.");

const optimizerSchema = z
  .discriminatedUnion("kind", [
    record({ kind: z.literal("sgd").describe("Gradient descent."), learningRate }),
    record({
      kind: z.literal("momentum").describe("Gradient descent with momentum."),
      learningRate,
      momentum: share.describe("Share of the velocity that is kept.").default(0.9),
    }),
    record({
      kind: z.literal("adam").describe("Adam."),
      learningRate,
      firstMoment: share.describe("Share of the mean gradient that is kept.").default(0.9),
      secondMoment: share.describe("Share of the mean square that is kept.").default(0.999),
      epsilon: positiveField.describe("Added to the root of the mean square.").default(1e-8),
    }),
  ])
  .describe("How parameters move.");

const trainingSchema = record({
  $schema: z.string().describe("Where the schema of this file lies; for editors.").exactOptional(),
  name: z.string().min(1).max(100).describe("Short name."),
  seed: z.int().min(0).describe("Seed of all randomness.").default(1),
  data: dataSchema,
  schedule: scheduleSchema,
  model: modelSchema,
  parameterization: z
    .enum(["score", "score-beyond-noise", "noise", "denoiser"])
    .describe("What the model predicts.")
    .default("noise"),
  weight: formulaField.describe("Loss weight, a formula in alpha, sigma, t; 1 by default.").exactOptional(),
  trainingTimes: z
    .union([z.enum(["uniform", "log-uniform"]), positiveField])
    .describe("Law of the training times, or the one time of a model of one noise level, which is not sampled.")
    .default("uniform"),
  draws: drawsSchema,
  batch: z
    .union([countField, z.literal("all")])
    .describe("Draws a step; all of a list.")
    .default(128),
  steps: countField.describe("Steps of training."),
  optimizer: optimizerSchema.default({
    kind: "adam",
    learningRate: 1e-3,
    firstMoment: 0.9,
    secondMoment: 0.999,
    epsilon: 1e-8,
  }),
  decay: z.enum(["none", "cosine"]).describe("Learning rate along training.").default("none"),
  ridge: nonNegativeField.describe("Ridge on the parameters.").default(0),
  clipNorm: positiveField.nullable().describe("Largest norm of a gradient; null does not clip.").default(null),
  averaging: share.nullable().describe("Share of the running average of weights; null keeps none.").default(null),
  initial: z
    .enum(["own", "shared"])
    .describe("Initial weights of each member's own, or the same for all: random features that all share.")
    .default("own"),
  initialFunction: z.enum(["kept", "subtracted"]).describe("Whether f − f₀ is trained.").default("kept"),
  members: z.int().min(2).max(100_000).describe("Independently trained members.").default(16),
  sampling: record({
    grid: gridSchema.default({ kind: "uniform", steps: 100 }),
    paths: countField.describe("Paths of each member's probability flow.").default(64),
  })
    .describe("How members are sampled.")
    .prefault({}),
}).describe("A scorepath training.");

/**
 * A training from JSON, defaults filled in; unknown names are refused.
 *
 * @throws SpecError with JSON path, value and rule of the first defect
 */
export function parseTrainingSpec(json: unknown): TrainingSpecFile {
  const { $schema: _, ...spec } = readWith(trainingSchema, json);
  checkDataSpec(spec.data, "$.data");
  checkScheduleSpec(spec.schedule, "$.schedule");
  if (spec.model.kind === "linear") checkFeaturesSpec(spec.model.features, "$.model.features");
  if (spec.model.kind === "autoencoder") {
    if (typeof spec.trainingTimes !== "number")
      throw new SpecError(
        "$.trainingTimes",
        spec.trainingTimes,
        "one time, a number, for an autoencoder, which has no clock",
      );
    if (spec.parameterization !== "denoiser")
      throw new SpecError("$.parameterization", spec.parameterization, '"denoiser" for an autoencoder');
  }
  return spec;
}

/** JSON schema (2020-12) of a training file, for editors. */
export function trainingJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(trainingSchema, { io: "input" }), title: "scorepath training" };
}
