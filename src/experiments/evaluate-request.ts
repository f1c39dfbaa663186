import { z } from "zod";
import type { Region } from "../core/index.ts";
import { type EnsembleRequest, ensembleRequests } from "./evaluate-ensemble-request.ts";
import { type DataSpec, dataSchema } from "./spec-data.ts";
import { type ScoreEnsembleSpec, scoreEnsembleSchema } from "./spec-ensemble.ts";
import { type AxisSpec, axisSchema, type FeaturesSpec, featuresSchema } from "./spec-features.ts";
import { countField, positiveField, record } from "./spec-fields.ts";
import { type ModelSpec, modelSchema } from "./spec-model.ts";
import { type NetworkSpec, networkFields } from "./spec-network.ts";
import { numbers, type PlacesSpec, places, type StateSpec, states, time, vectors } from "./spec-places.ts";
import { regionSchema } from "./spec-regions.ts";
import { type ScheduleSpec, scheduleSchema } from "./spec-schedule.ts";

export type { PlacesSpec, StateSpec } from "./spec-places.ts";

interface ProcessSpec {
  readonly data: DataSpec;
  readonly schedule: ScheduleSpec;
}

/** A quantity of the noised marginal at states. */
export interface MarginalRequest extends PlacesSpec, ProcessSpec {
  readonly quantity: "log-density" | "score" | "posterior-mean" | "posterior-covariance" | "variance-fraction";
}

/** The covariance of the denoising target, in either of its two forms. */
export interface TargetCovarianceRequest extends PlacesSpec, ProcessSpec {
  readonly quantity: "target-covariance";
  readonly form: "posterior" | "hessian";
}

/** The functions of a schedule at times. */
export interface ScheduleRequest {
  readonly quantity: "schedule";
  readonly schedule: ScheduleSpec;
  readonly times: readonly number[];
}

/** φ at states. */
export interface FeaturesRequest {
  readonly quantity: "features";
  readonly features: FeaturesSpec;
  readonly at: readonly StateSpec[];
}

/** Features of one coordinate. */
export interface FeatureAxisRequest {
  readonly quantity: "feature-axis";
  readonly axis: AxisSpec;
  readonly coordinates: readonly number[];
}

/** One exactly trained linear model with everything on the way to it. */
export interface LinearFitRequest {
  readonly quantity: "linear-fit";
  readonly data?: DataSpec;
  readonly schedule: ScheduleSpec;
  readonly model: ModelSpec;
  readonly draws:
    | {
        readonly points: readonly (readonly number[])[];
        readonly times: readonly number[];
        readonly noise: readonly (readonly number[])[];
      }
    | { readonly sampleCount: number; readonly seed: number };
  readonly at: readonly StateSpec[];
}

/**
 * Covariance of the learned score over training runs, or the V-kernel made of it: of an ensemble, or of the leading order in
 * 1/P of a linear model where model and sampleCount are given instead.
 */
export interface KernelRequest extends ProcessSpec {
  readonly quantity: "score-covariance" | "v-kernel";
  readonly ensemble?: ScoreEnsembleSpec;
  readonly model?: ModelSpec;
  readonly sampleCount?: number;
  readonly target?: "noisy" | "noise-free";
  readonly at: readonly StateSpec[];
  readonly against?: readonly StateSpec[];
}

/** A kernel of an infinitely wide network; "nngp-kernel" is another name of "nngp". */
export interface NetworkKernelRequest extends NetworkSpec {
  readonly quantity: "nngp" | "nngp-kernel" | "ntk";
  readonly inputs: readonly (readonly number[])[];
  readonly against?: readonly (readonly number[])[];
}

/** The law p(x | t) of one-dimensional data. */
export type LawRequest = ProcessSpec & { readonly t: number } & (
    | { readonly quantity: "region-mass"; readonly regions: readonly Region[] }
    | { readonly quantity: "cdf"; readonly x: readonly number[] }
    | { readonly quantity: "quantile"; readonly probabilities: readonly number[] }
  );

/** What `eval` answers. */
export type EvalRequest =
  | MarginalRequest
  | TargetCovarianceRequest
  | ScheduleRequest
  | FeaturesRequest
  | FeatureAxisRequest
  | LinearFitRequest
  | KernelRequest
  | EnsembleRequest
  | NetworkKernelRequest
  | LawRequest;

const process = { data: dataSchema, schedule: scheduleSchema };

export const requestSchema: z.ZodType<EvalRequest> = z
  .discriminatedUnion("quantity", [
    record({
      quantity: z
        .enum(["log-density", "score", "posterior-mean", "posterior-covariance", "variance-fraction"])
        .describe("A quantity of the noised marginal p(x | t)."),
      ...process,
      ...places,
    }),
    record({
      quantity: z.literal("target-covariance").describe("Covariance of the denoising target given the state."),
      form: z
        .enum(["posterior", "hessian"])
        .describe("alpha² Cov[x0|x]/sigma⁴, or I/sigma² + Hessian of log p.")
        .default("posterior"),
      ...process,
      ...places,
    }),
    record({
      quantity: z.literal("schedule").describe("alpha, sigma, variance, beta, diffusivity."),
      schedule: scheduleSchema,
      times: numbers.describe("Times."),
    }),
    record({ quantity: z.literal("features").describe("Features at states."), features: featuresSchema, at: states }),
    record({
      quantity: z.literal("feature-axis").describe("Features of one coordinate."),
      axis: axisSchema,
      coordinates: numbers.describe("Coordinates."),
    }),
    record({
      quantity: z.literal("linear-fit").describe("One exactly trained linear model."),
      data: dataSchema.exactOptional(),
      schedule: scheduleSchema,
      model: modelSchema,
      draws: z
        .union(
          [
            record({
              points: vectors.describe("Clean data x0, one row a draw."),
              times: numbers.describe("Training times, one a draw."),
              noise: vectors.describe("Standard normals, one row a draw."),
            }),
            record({
              sampleCount: z.int().min(1).max(100_000).describe("Number of draws."),
              seed: z.int().min(0).describe("Seed.").default(1),
            }),
          ],
          { error: 'an object with "points", "times" and "noise", or with "sampleCount"' },
        )
        .describe("Training draws: given, or sampled from data."),
      at: states.default([]),
    }),
    record({
      quantity: z
        .enum(["score-covariance", "v-kernel"])
        .describe("Of an ensemble; or of leading order in 1/P, misfit and ridge terms included, for a model."),
      ...process,
      ensemble: scoreEnsembleSchema.exactOptional(),
      model: modelSchema.exactOptional(),
      sampleCount: countField.describe("Number of training draws P.").exactOptional(),
      target: z.enum(["noisy", "noise-free"]).describe("Training target, noisy by default.").exactOptional(),
      at: states.max(4096),
      against: states.max(4096).exactOptional(),
    }),
    ...ensembleRequests,
    record({
      quantity: z
        .enum(["nngp", "nngp-kernel", "ntk"])
        .describe("Kernel of an infinitely wide network: of its output, or of its gradient."),
      inputs: vectors.max(4096).describe("Inputs, one row each."),
      against: vectors.max(4096).describe("Inputs on the other side; the same ones by default.").exactOptional(),
      ...networkFields,
    }),
    record({
      quantity: z.literal("region-mass").describe("Mass of regions under p(x | t), 1D."),
      ...process,
      t: time,
      regions: z.array(regionSchema).min(1).describe("Regions."),
    }),
    record({
      quantity: z.literal("cdf").describe("P(X ≤ x) under p(x | t), 1D."),
      ...process,
      t: time,
      x: numbers.describe("States."),
    }),
    record({
      quantity: z.literal("quantile").describe("Inverse of cdf."),
      ...process,
      t: time,
      probabilities: z
        .array(positiveField.describe("Between 0 and 1."))
        .min(1)
        .max(1_000_000)
        .describe("Probabilities."),
    }),
  ])
  .describe("A request for one theoretical quantity.");
