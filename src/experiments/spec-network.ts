import { z } from "zod";
import { formulaField, nonNegativeField, positiveField } from "./spec-fields.ts";

/** An infinitely wide network as JSON. */
export interface NetworkSpec {
  /** "relu", or a formula in u. */
  readonly activation: string;
  readonly depth: number;
  readonly bias: number;
  /** Variance of a weight times the width before it: 2 for ReLU, 1 by default otherwise. */
  readonly weightVariance?: number;
}

/** Fields of a network, to be put into a record. */
export const networkFields: {
  readonly activation: z.ZodDefault<z.ZodType<string>>;
  readonly depth: z.ZodInt;
  readonly bias: z.ZodDefault<z.ZodType<number>>;
  readonly weightVariance: z.ZodExactOptional<z.ZodType<number>>;
} = {
  activation: formulaField.describe('"relu", or a differentiable formula in u, such as "tanh(u)".').default("relu"),
  depth: z.int().min(0).max(1000).describe("Hidden layers."),
  bias: nonNegativeField.describe("Scale of the biases.").default(0),
  weightVariance: positiveField
    .describe("Variance of a weight times the width before it; 1 by default, always 2 for relu.")
    .exactOptional(),
};
