import { z } from "zod";
import { type DataSpec, dataSchema } from "./spec-data.ts";
import { type ScoreEnsembleSpec, scoreEnsembleSchema } from "./spec-ensemble.ts";
import { record } from "./spec-fields.ts";
import { type PlacesSpec, places, type StateSpec, states, vector } from "./spec-places.ts";
import { type GridSpec, gridSchema } from "./spec-sampling.ts";
import { type ScheduleSpec, scheduleSchema } from "./spec-schedule.ts";

interface EnsembleProcessSpec {
  readonly data: DataSpec;
  readonly schedule: ScheduleSpec;
  readonly ensemble: ScoreEnsembleSpec;
}

/** Mean learned score at states. */
export interface MeanScoreRequest extends PlacesSpec, EnsembleProcessSpec {
  readonly quantity: "mean-score";
}

/** The density at the cutoff time, averaged over models, and in one dimension its distribution function. */
export interface AveragedDensityRequest extends EnsembleProcessSpec {
  readonly quantity: "averaged-density";
  readonly x: readonly (number | readonly number[])[];
  readonly models: number;
  readonly seed: number;
  readonly method: "euler" | "heun" | "rk4" | "dormand-prince";
  readonly grid: GridSpec;
}

/** The action of one path, given by its states from the highest noise down. */
export interface ActionRequest extends EnsembleProcessSpec {
  readonly quantity: "action";
  readonly path: readonly StateSpec[];
  readonly relativeJitter: number;
}

/** Quantities of an ensemble of learned scores. */
export type EnsembleRequest = MeanScoreRequest | AveragedDensityRequest | ActionRequest;

const process = { data: dataSchema, schedule: scheduleSchema, ensemble: scoreEnsembleSchema };

/** A schema that a union tells apart by its quantity. */
type RequestSchema<T> = z.ZodType<T> & z.core.$ZodTypeDiscriminable;

/** Their schemas, for the union of all requests. */
export const ensembleRequests: readonly [
  RequestSchema<MeanScoreRequest>,
  RequestSchema<AveragedDensityRequest>,
  RequestSchema<ActionRequest>,
] = [
  record({ quantity: z.literal("mean-score").describe("Mean learned score at states."), ...process, ...places }),
  record({
    quantity: z
      .literal("averaged-density")
      .describe(
        "Density at cutoffTime averaged over models, with standard errors; in 1D also the distribution function.",
      ),
    ...process,
    x: z
      .array(z.union([z.number(), vector], { error: "a number or a list of numbers" }))
      .min(1)
      .max(100_000)
      .describe("States at cutoffTime."),
    models: z.int().min(1).max(1_000_000).describe("Models averaged.").default(200),
    seed: z.int().min(0).describe("Seed of the models.").default(1),
    method: z
      .enum(["euler", "heun", "rk4", "dormand-prince"])
      .describe("Integrator of the probability flow.")
      .default("rk4"),
    grid: gridSchema.default({ kind: "geometric", steps: 200 }),
  }),
  record({
    quantity: z.literal("action").describe("Action of a path: residuals, Gram matrix of V, log-density."),
    ...process,
    path: states
      .min(2)
      .max(2049)
      .describe("States of the path with strictly decreasing times; each step is an Euler step between them."),
    relativeJitter: z
      .number()
      .min(0)
      .lt(1)
      .describe("Added to V as a share of the mean variance of each step; 0 for none.")
      .default(1e-8),
  }),
];
