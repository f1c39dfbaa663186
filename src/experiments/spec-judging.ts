import { z } from "zod";
import { defaultConfidence, type Judging } from "../validate/index.ts";
import { record } from "./spec-fields.ts";

/** How sure the verdicts on the claims of a spec are. */
export const judgingSchema: z.ZodType<Judging> = record({
  confidence: z
    .number()
    .gt(0.5)
    .lt(1)
    .describe(
      "Probability that no true claim fails, and that no false one passes a test; two standard errors by default.",
    )
    .default(defaultConfidence),
  correction: z
    .enum(["holm", "none"])
    .describe('"holm": the confidence holds for all claims together; "none": for each by itself.')
    .default("holm"),
}).describe("How the claims are judged.");
