import type { z } from "zod";
import { SpecError } from "../core/index.ts";
import { oneOfRule } from "./spec-fields.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * `json` as a schema reads it, defaults filled in.
 *
 * @throws SpecError with JSON path, value and rule of the first defect
 */
export function readWith<T>(schema: z.ZodType<T>, json: unknown): T {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw specError(read.error.issues[0]!, json, []);
}

function specError(issue: Issue, json: unknown, above: Path): SpecError {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const full = [...path, issue.keys[0] ?? ""];
    return new SpecError(jsonPath(full), valueAt(json, full), issue.message);
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const deepest = deepestIssue(issue.errors);
    if (deepest !== null) return specError(deepest, json, path);
  }
  const value = valueAt(json, path);
  return new SpecError(
    jsonPath(path),
    value,
    value === undefined ? `given: ${ruleOf(issue, value)}` : ruleOf(issue, value),
  );
}

/** The issue of the branch that agreed furthest with the value; null where no branch got past its first look. */
function deepestIssue(branches: readonly (readonly Issue[])[]): Issue | null {
  let best: Issue | null = null;
  for (const [first] of branches) {
    if (first === undefined) continue;
    const reached = first.path.length > 0 || first.code !== "invalid_type";
    if (reached && (best === null || first.path.length > best.path.length)) best = first;
  }
  return best;
}

/** An issue in words that complete "must be". */
function ruleOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.length === 1 && value === undefined
        ? JSON.stringify(issue.values[0])
        : oneOfRule(value, issue.values.map(String));
    case "invalid_union": {
      const options = (issue as { options?: readonly unknown[] }).options;
      return options === undefined ? issue.message : oneOfRule(value, options.map(String));
    }
    case "too_small":
      return boundRule(issue.origin, issue.inclusive === false ? "above" : "at least", issue.minimum);
    case "too_big":
      return boundRule(issue.origin, issue.inclusive === false ? "below" : "at most", issue.maximum);
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  number: "a finite number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object {…}",
};

function boundRule(origin: string, relation: string, bound: number | bigint): string {
  if (origin === "array") return `a list of ${relation} ${bound} ${bound === 1 ? "entry" : "entries"}`;
  if (origin === "string") return `a text of ${relation} ${bound} ${bound === 1 ? "character" : "characters"}`;
  return `${relation} ${bound}`;
}

/** `$.schedule.kind`, `$.points[3][0]`. */
export function jsonPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return /^[A-Za-z_]\w*$/.test(String(key)) ? `${text}.${String(key)}` : `${text}[${JSON.stringify(String(key))}]`;
  }, "$");
}

function valueAt(json: unknown, path: Path): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
