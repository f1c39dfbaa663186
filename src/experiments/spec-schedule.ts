import { z } from "zod";
import { formulaField, nonNegativeField, positiveField, record } from "./spec-fields.ts";

interface Window {
  /** ε: sampling stops here. */
  readonly cutoffTime: number;
  /** T: sampling starts here. */
  readonly terminalTime: number;
}

/** β(t) = betaMin + (betaMax − betaMin) t; drift "beta" has a = e^{−∫β}, "half-beta" a = e^{−½∫β}. */
export interface VariancePreservingSpec extends Window {
  readonly kind: "variance-preserving";
  readonly betaMin: number;
  readonly betaMax: number;
  readonly drift: "beta" | "half-beta";
}

/** Drift −x, noise √2. */
export interface OrnsteinUhlenbeckSpec extends Window {
  readonly kind: "ornstein-uhlenbeck";
}

/** σ(t) = t, or σ² = (base^{2t} − 1)/(2 ln base). */
export interface VarianceExplodingSpec extends Window {
  readonly kind: "variance-exploding";
  readonly sigma: "t" | { readonly base: number };
}

/** Any formulas in t. */
export interface ExpressionScheduleSpec extends Window {
  readonly kind: "expression";
  readonly alpha: string;
  readonly sigma: string;
}

/** A noise schedule as JSON. */
export type ScheduleSpec =
  | VariancePreservingSpec
  | OrnsteinUhlenbeckSpec
  | VarianceExplodingSpec
  | ExpressionScheduleSpec;

const cutoffTime = nonNegativeField.describe("Time at which sampling stops; below terminalTime.");
const terminalTime = positiveField.describe("Time at which sampling starts.");

const variancePreserving = record({
  kind: z.literal("variance-preserving").describe("beta(t) = betaMin + (betaMax - betaMin) t."),
  betaMin: positiveField.describe("beta at t = 0.").default(0.1),
  betaMax: positiveField.describe("beta at t = 1.").default(20),
  drift: z
    .enum(["beta", "half-beta"])
    .describe("Drift rate: beta (alpha = exp(-∫beta)) or beta/2 (alpha = exp(-½∫beta))."),
  cutoffTime,
  terminalTime: terminalTime.default(1),
});

const ornsteinUhlenbeck = record({
  kind: z.literal("ornstein-uhlenbeck").describe("dx = -x dt + sqrt(2) dB."),
  cutoffTime,
  terminalTime,
});

const varianceExploding = record({
  kind: z.literal("variance-exploding").describe("alpha = 1."),
  sigma: z
    .union([z.literal("t"), record({ base: z.number().gt(1).describe("Base above 1.") })], {
      error: '"t" or {"base": number}',
    })
    .describe('"t" for sigma = t, or {"base": b} for sigma² = (b^(2t) - 1)/(2 ln b).'),
  cutoffTime,
  terminalTime,
});

const expression = record({
  kind: z.literal("expression").describe("Formulas in t, differentiated symbolically."),
  alpha: formulaField.describe("Signal scale alpha(t): positive and non-increasing."),
  sigma: formulaField.describe("Noise scale sigma(t): positive and increasing."),
  cutoffTime,
  terminalTime,
});

export const scheduleSchema: z.ZodType<ScheduleSpec> = z
  .discriminatedUnion("kind", [variancePreserving, ornsteinUhlenbeck, varianceExploding, expression])
  .describe("How noise is added: x_t = alpha(t) x0 + sigma(t) noise.");
