import { z } from "zod";
import { countField, nonNegativeField, record } from "./spec-fields.ts";

/** One noisy state; a number is a state of one dimension. */
export interface StateSpec {
  readonly x: number | readonly number[];
  readonly t: number;
}

/** Where a quantity is asked for: a list of states, or a regular grid of states at one time. */
export interface PlacesSpec {
  readonly at?: readonly StateSpec[];
  readonly grid?: {
    readonly low: readonly number[];
    readonly high: readonly number[];
    readonly count: readonly number[];
  };
  readonly t?: number;
  readonly reduce?: "mean";
}

/** A diffusion time. */
export const time: z.ZodType<number> = nonNegativeField.describe("Time, between cutoffTime and terminalTime.");
/** One state or one list of numbers. */
export const vector: z.ZodArray<z.ZodNumber> = z.array(z.number()).min(1);
/** Rows of numbers. */
export const vectors: z.ZodArray<z.ZodArray<z.ZodNumber>> = z.array(vector).min(1).max(100_000);
const state = record({
  x: z
    .union([z.number(), vector], { error: "a finite number or a list of finite numbers" })
    .describe("The state; D coordinates."),
  t: time,
});
/** States with their times. */
export const states: z.ZodArray<z.ZodType<StateSpec>> = z
  .array(state)
  .min(1)
  .max(1_000_000)
  .describe("States with their times.");
const grid: z.ZodType<NonNullable<PlacesSpec["grid"]>> = record({
  low: vector.describe("First state, D coordinates."),
  high: vector.describe("Last state, D coordinates."),
  count: z.array(countField).min(1).describe("Numbers of states, one an axis; ends included."),
}).describe("A regular grid of states at one time t, instead of at.");

/** The fields by which a request names its places. */
export const places: {
  readonly at: z.ZodExactOptional<typeof states>;
  readonly grid: z.ZodExactOptional<typeof grid>;
  readonly t: z.ZodExactOptional<typeof time>;
  readonly reduce: z.ZodExactOptional<z.ZodLiteral<"mean">>;
} = {
  at: states.exactOptional(),
  grid: grid.exactOptional(),
  t: time.exactOptional(),
  reduce: z.literal("mean").describe("Average over all states.").exactOptional(),
};

/** A list of numbers. */
export const numbers: z.ZodArray<z.ZodNumber> = vector.max(1_000_000);
