import { ArgumentError, type ExperimentResult, type FigureResult } from "../core/index.ts";

const width = 120;

/**
 * A result as JSON text: keys in the order of the result, two spaces, short arrays and objects on one line, so that
 * equal results give equal text.
 *
 * @throws ArgumentError at a number that is not finite, naming its path: JSON has none
 */
export function resultJson(result: ExperimentResult | FigureResult): string {
  return `${write(result, "$", "")}\n`;
}

/**
 * The result in a JSON text.
 *
 * @throws ArgumentError where the text is not JSON, or not a result of a known format
 */
export function parseResult(text: string): ExperimentResult | FigureResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ArgumentError(
      "parseResult",
      "text",
      text,
      `JSON (${error instanceof Error ? error.message : "unreadable"})`,
    );
  }
  if (!isRecord(value)) throw new ArgumentError("parseResult", "$", value, "an object");
  const required = Object.hasOwn(formats, String(value.format)) ? formats[String(value.format)] : undefined;
  if (!required)
    throw new ArgumentError("parseResult", "$.format", value.format, `one of ${Object.keys(formats).join(", ")}`);
  for (const [key, type] of Object.entries(required)) {
    const found = Array.isArray(value[key]) ? "array" : isRecord(value[key]) ? "object" : typeof value[key];
    if (found !== type)
      throw new ArgumentError(
        "parseResult",
        `$.${key}`,
        value[key],
        `an ${type}`.replace("an s", "a s").replace("an n", "a n"),
      );
  }
  return value as unknown as ExperimentResult | FigureResult;
}

const formats: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "scorepath-result-1": {
    name: "string",
    question: "string",
    dim: "number",
    regions: "array",
    cells: "array",
    provenance: "object",
  },
  "scorepath-figure-1": {
    id: "string",
    title: "string",
    caption: "string",
    panels: "array",
    references: "array",
    provenance: "object",
  },
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function write(value: unknown, path: string, indent: string): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new ArgumentError("resultJson", path, value, "a finite number");
    return JSON.stringify(value);
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return write(Array.from(value as Float64Array), path, indent);
  if (Array.isArray(value)) {
    const items = value.map((item, k) => write(item, `${path}[${k}]`, `${indent}  `));
    return value.every((item) => typeof item === "number") ? `[${items.join(", ")}]` : bracket("[", items, "]", indent);
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    const items = entries.map(
      ([key, item]) => `${JSON.stringify(key)}: ${write(item, `${path}.${key}`, `${indent}  `)}`,
    );
    return bracket("{", items, "}", indent);
  }
  throw new ArgumentError("resultJson", path, String(value), "plain data");
}

function bracket(open: string, items: readonly string[], close: string, indent: string): string {
  if (items.length === 0) return open + close;
  const space = open === "{" ? " " : "";
  const line = `${open}${space}${items.join(", ")}${space}${close}`;
  if (line.length + indent.length <= width && !line.includes("\n")) return line;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${close}`;
}
