import { z } from "zod";
import { checkSpec } from "./spec-checks.ts";
import { claimSchema } from "./spec-claims.ts";
import { dataSchema } from "./spec-data.ts";
import { readWith } from "./spec-errors.ts";
import type { ExperimentSpec } from "./spec-experiment.ts";
import { countUpTo, mostTrainingDraws, record } from "./spec-fields.ts";
import { judgingSchema } from "./spec-judging.ts";
import { modelSchema } from "./spec-model.ts";
import { displaySchema, regionSchema } from "./spec-regions.ts";
import { ensembleSchema, samplingSchema } from "./spec-sampling.ts";
import { scheduleSchema } from "./spec-schedule.ts";

export type { ExperimentSpec } from "./spec-experiment.ts";

const specSchema = record({
  $schema: z.string().describe("Where the schema of this file lies; for editors.").exactOptional(),
  name: z.string().min(1).max(100).describe("Short name."),
  question: z.string().max(2000).describe("What the experiment asks, in a sentence.").default(""),
  seed: z.int().min(0).describe("Seed of all randomness.").default(1),
  data: dataSchema,
  schedule: scheduleSchema,
  model: modelSchema,
  sampleCounts: z
    .array(countUpTo(mostTrainingDraws))
    .min(1)
    .max(64)
    .describe("Numbers of training draws P; one cell of the result each."),
  sampling: samplingSchema.prefault({}),
  ensemble: ensembleSchema.prefault({}),
  regions: z
    .array(regionSchema)
    .min(1)
    .max(64)
    .describe("Sets whose mass is compared; modes and gaps by default.")
    .exactOptional(),
  display: displaySchema.exactOptional(),
  claims: z.array(claimSchema).max(200).describe("What the result is held to.").default([]),
  judging: judgingSchema.prefault({}),
}).describe("A scorepath experiment.");

/**
 * An experiment from JSON, defaults filled in; unknown names are refused.
 *
 * @throws SpecError with JSON path, value and rule of the first defect, and the nearest valid name
 */
export function parseSpec(json: unknown): ExperimentSpec {
  const { $schema: _, ...spec } = readWith(specSchema, json);
  checkSpec(spec);
  return spec;
}

/** JSON schema (2020-12) of an experiment file, for editors. */
export function specJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(specSchema, { io: "input" }), title: "scorepath experiment" };
}
