import { z } from "zod";
import { closestName, formulaLengthLimit } from "../core/index.ts";

/** A JSON object with exactly these names; an unknown name is answered with the nearest known one. */
export function record<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? knownNameRule(issue.keys[0] ?? "", names) : undefined),
  });
}

/** The rule for a name that is not one of `names`. */
export function knownNameRule(written: string, names: readonly string[]): string {
  const near = closestName(written, names);
  return `a known name${near === null ? "" : ` (did you mean "${near}"?)`}; known here: ${names.join(", ")}`;
}

/** The rule for a value that is not one of `values`. */
export function oneOfRule(written: unknown, values: readonly string[]): string {
  const near = typeof written === "string" ? closestName(written, values) : null;
  const listed = values.map((value) => JSON.stringify(value)).join(", ");
  return `one of ${listed}${near === null ? "" : ` (did you mean "${near}"?)`}`;
}

/** A whole number, at least 1. */
export const countField: z.ZodType<number> = z.int().min(1);

/** A whole number from 1 to `most`. */
export function countUpTo(most: number): z.ZodType<number> {
  return z.int().min(1).max(most);
}

/** Most draws of a training set that is held in memory. */
export const mostTrainingDraws = 10_000_000;

/** A finite number above 0. */
export const positiveField: z.ZodType<number> = z.number().positive();

/** A finite number, at least 0. */
export const nonNegativeField: z.ZodType<number> = z.number().min(0);

/** One formula; what it may contain is checked where it is compiled. */
export const formulaField: z.ZodType<string> = z.string().trim().min(1).max(formulaLengthLimit);
