import { z } from "zod";
import { namedDataNames } from "../core/index.ts";
import { countField, positiveField, record } from "./spec-fields.ts";

/** Weighted points of R^D; equal weights when none are given. */
export interface PointsSpec {
  readonly kind: "points";
  readonly points: readonly (readonly number[])[];
  readonly weights?: readonly number[];
}

/** A Gaussian mixture; a number as covariance stands for that multiple of the identity. */
export interface MixtureSpec {
  readonly kind: "gaussian-mixture";
  readonly components: readonly {
    readonly weight: number;
    readonly mean: readonly number[];
    readonly covariance: number | readonly (readonly number[])[];
  }[];
}

/** A set known by name; `angle` (degrees) turns the sets that have one. */
export interface NamedDataSpec {
  readonly kind: "named";
  readonly name: string;
  readonly angle?: number;
  readonly limit?: number;
  readonly standardize?: boolean;
}

/** Points from a CSV or IDX file, plain or gzipped; a relative path starts at the folder of the spec. */
export interface FileDataSpec {
  readonly kind: "file";
  readonly path: string;
  /** Position of a label column, which is left out; CSV only; negative counts from the end. */
  readonly labelColumn?: number;
  /** Keeps the first `limit` rows. */
  readonly limit?: number;
  /** Shifts and scales each coordinate to mean 0 and variance 1. */
  readonly standardize?: boolean;
}

/** Clean data as JSON. */
export type DataSpec = PointsSpec | MixtureSpec | NamedDataSpec | FileDataSpec;

/** The set shipped as a file: 8 × 8 handwritten digits. */
export const digitsName = "digits";

/** Names that `{"kind":"named"}` knows. */
export const dataNames: readonly string[] = [...namedDataNames, digitsName];

const vector = z.array(z.number()).min(1);
const limit = countField.describe("Keep only the first rows, this many.");
const standardize = z.boolean().describe("Shift and scale each coordinate to mean 0 and variance 1.");

const points = record({
  kind: z.literal("points").describe("Weighted points."),
  points: z.array(vector).min(1).describe("One list of D coordinates a point."),
  weights: z
    .array(positiveField)
    .min(1)
    .describe("One positive weight a point; equal weights by default.")
    .exactOptional(),
});

const mixture = record({
  kind: z.literal("gaussian-mixture").describe("A Gaussian mixture."),
  components: z
    .array(
      record({
        weight: positiveField.describe("Positive weight; weights are scaled to sum one."),
        mean: vector.describe("D coordinates."),
        covariance: z
          .union([z.number().min(0), z.array(vector).min(1)], { error: "a number ≥ 0 or a D × D list of rows" })
          .describe("D × D positive semi-definite covariance, or a number for that multiple of the identity."),
      }),
    )
    .min(1)
    .describe("The components."),
});

const named = record({
  kind: z.literal("named").describe("A set known by name."),
  name: z.enum(dataNames as [string, ...string[]]).describe("Its name."),
  angle: z.number().describe("Rotation in degrees, for the sets that have an angle.").exactOptional(),
  limit: limit.exactOptional(),
  standardize: standardize.exactOptional(),
});

const file = record({
  kind: z.literal("file").describe("Points from a file: CSV or IDX, plain or gzipped."),
  path: z.string().min(1).describe("Path; a relative one starts at the folder of this spec."),
  labelColumn: z
    .int()
    .describe("Position of a label column to leave out (CSV); negative counts from the end.")
    .exactOptional(),
  limit: limit.exactOptional(),
  standardize: standardize.exactOptional(),
});

export const dataSchema: z.ZodType<DataSpec> = z
  .discriminatedUnion("kind", [points, mixture, named, file])
  .describe("Clean data.");
