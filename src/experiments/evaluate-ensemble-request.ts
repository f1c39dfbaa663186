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

/**
 * The density at the cutoff time, averaged over models, and in one dimension its distribution function. The models are sampled,
 * unless they are naive: these have an equation, solved on cells.
 */
export interface AveragedDensityRequest extends EnsembleProcessSpec {
  readonly quantity: "averaged-density";
  readonly x: readonly (number | readonly number[])[];
  readonly models?: number;
  readonly seed?: number;
  readonly method?: "euler" | "heun" | "rk4" | "dormand-prince";
  readonly cells?: number;
  readonly grid: GridSpec;
}

/** The action of one path, given by its states from the highest noise down. */
export interface ActionRequest extends EnsembleProcessSpec {
  readonly quantity: "action";
  readonly path: readonly StateSpec[];
  readonly relativeJitter: number;
}

/** The path of least action to a rare end of sampling, with its probability. */
export interface MinimumActionPathRequest extends EnsembleProcessSpec {
  readonly quantity: "minimum-action-path";
  /** A fixed start at terminalTime; drawn from the prior, at a price in action, where it is left out. */
  readonly start?: number | readonly number[];
  readonly end:
    | { readonly kind: "point"; readonly x: number | readonly number[] }
    | { readonly kind: "beyond"; readonly direction: number | readonly number[]; readonly threshold: number };
  readonly method: "euler" | "heun" | "rk4";
  readonly grid: GridSpec;
  readonly searches: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** Quantities of an ensemble of learned scores. */
export type EnsembleRequest = MeanScoreRequest | AveragedDensityRequest | ActionRequest | MinimumActionPathRequest;

const process = { data: dataSchema, schedule: scheduleSchema, ensemble: scoreEnsembleSchema };

const coordinates = z.union([z.number(), vector], { error: "a finite number or a list of finite numbers" });

/** A schema that a union tells apart by its quantity. */
type RequestSchema<T> = z.ZodType<T> & z.core.$ZodTypeDiscriminable;

/** Their schemas, for the union of all requests. */
export const ensembleRequests: readonly [
  RequestSchema<MeanScoreRequest>,
  RequestSchema<AveragedDensityRequest>,
  RequestSchema<ActionRequest>,
  RequestSchema<MinimumActionPathRequest>,
] = [
  record({ quantity: z.literal("mean-score").describe("Mean learned score at states."), ...process, ...places }),
  record({
    quantity: z
      .literal("averaged-density")
      .describe("Density at cutoffTime averaged over models, with errors; in 1D also the distribution function."),
    ...process,
    x: z
      .array(z.union([z.number(), vector], { error: "a finite number or a list of finite numbers" }))
      .min(1)
      .max(100_000)
      .describe("States at cutoffTime."),
    models: z.int().min(1).max(1_000_000).describe("Models averaged; 200 by default.").exactOptional(),
    seed: z.int().min(0).describe("Seed of the models; 1 by default.").exactOptional(),
    method: z
      .enum(["euler", "heun", "rk4", "dormand-prince"])
      .describe("Integrator of the probability flow; rk4 by default.")
      .exactOptional(),
    cells: z
      .int()
      .min(16)
      .max(20_000)
      .describe("Naive ensemble: cells of the equation, 800 by default; in 2D a side, 128 by default.")
      .exactOptional(),
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
  record({
    quantity: z
      .literal("minimum-action-path")
      .describe("Path of least action to a rare end: action, states, and log-probability with its prefactor."),
    ...process,
    start: coordinates
      .describe("Fixed start at terminalTime; drawn from the prior where it is left out.")
      .exactOptional(),
    end: z
      .discriminatedUnion("kind", [
        record({ kind: z.literal("point").describe("One end state: log-density."), x: coordinates }),
        record({
          kind: z.literal("beyond").describe("The half-space direction·x ≥ threshold: log-probability."),
          direction: coordinates.default(1),
          threshold: z.number(),
        }),
      ])
      .describe("What the path has to reach at cutoffTime."),
    method: z.enum(["euler", "heun", "rk4"]).describe("Integrator of the probability flow.").default("rk4"),
    grid: gridSchema.default({ kind: "geometric", steps: 100 }),
    searches: z.int().min(0).max(1000).describe("Searches from random noise, beside the noise-free one.").default(2),
    tolerance: z.number().min(1e-13).max(1e-4).describe("Bound on the optimality conditions.").default(1e-10),
    seed: z.int().min(0).describe("Seed of the searches.").default(1),
  }),
];
