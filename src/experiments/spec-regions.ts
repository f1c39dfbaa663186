import { z } from "zod";
import type { Region } from "../core/index.ts";
import { positiveField, record } from "./spec-fields.ts";

/** States at which densities are tabulated (1D). */
export interface DisplaySpec {
  readonly low: number;
  readonly high: number;
  readonly points: number;
}

const name = z.string().min(1).max(60).describe("Name, as claims and tables use it.");
const centers = z.array(z.array(z.number()).min(1)).min(1).describe("Centres, D coordinates each.");
const end = z.number().nullable();

export const regionSchema: z.ZodType<Region> = z
  .discriminatedUnion("kind", [
    record({
      name,
      kind: z.literal("intervals").describe("A union of intervals [low, high), in one dimension."),
      intervals: z
        .array(z.tuple([end, end]))
        .min(1)
        .describe("Pairs [low, high]; null is infinite."),
    }),
    record({
      name,
      kind: z.literal("balls").describe("A union of balls."),
      centers,
      radius: positiveField.describe("Radius of each ball."),
    }),
    record({
      name,
      kind: z.literal("cell").describe("The states nearest to one centre."),
      centers,
      index: z.int().min(0).describe("Position of that centre in the list."),
    }),
  ])
  .describe("A named set of states.");

export const displaySchema: z.ZodType<DisplaySpec> = record({
  low: z.number().describe("First state."),
  high: z.number().describe("Last state."),
  points: z.int().min(2).max(100_000).describe("Number of states.").default(301),
}).describe("States at which densities are tabulated.");
