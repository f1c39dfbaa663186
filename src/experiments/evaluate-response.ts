import { activeEngine } from "./engines.ts";

/** Nested lists of numbers, or a number. */
export type Nested = number | readonly Nested[];

/** An answer of `eval`. */
export interface EvalResponse {
  readonly quantity: string;
  /** Sizes of `value`, or of each of its entries. */
  readonly shape: readonly number[] | Readonly<Record<string, readonly number[]>>;
  readonly value: Nested | Readonly<Record<string, Nested>>;
  /** What limits the digits. */
  readonly accuracy: string;
  /** Where the formula stands; a key of docs/references.md. */
  readonly source: string;
  /** Dense-algebra engine: the last digits may depend on it. */
  readonly algebra: string;
}

/** An array with its sizes. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A response around one array. */
export function arrayResponse(
  quantity: string,
  { shape, values }: Shaped,
  accuracy: string,
  source: string,
): EvalResponse {
  return { quantity, shape, value: nested(values, shape), accuracy, source, algebra: activeEngine() };
}

/** A response around several named arrays. */
export function recordResponse(
  quantity: string,
  entries: Readonly<Record<string, Shaped>>,
  accuracy: string,
  source: string,
): EvalResponse {
  const each = <T>(read: (entry: Shaped) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, read(entry)]));
  return {
    quantity,
    shape: each(({ shape }) => shape),
    value: each(({ values, shape }) => nested(values, shape)),
    accuracy,
    source,
    algebra: activeEngine(),
  };
}

/** A row-major array as nested lists. */
export function nested(values: Float64Array, shape: readonly number[]): Nested {
  const [first, ...rest] = shape;
  if (first === undefined) return values[0]!;
  const stride = rest.reduce((product, size) => product * size, 1);
  return Array.from({ length: first }, (_, i) => nested(values.subarray(i * stride, (i + 1) * stride), rest));
}

/** A response as JSON with 17 significant digits, so that every double is recovered exactly; one line a row. */
export function responseJson(response: EvalResponse): string {
  const fields = Object.entries(response).map(([key, value]) => {
    const text = key === "value" ? digits(value as EvalResponse["value"]) : JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${fields.join(",\n")}\n}`;
}

function digits(value: EvalResponse["value"]): string {
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : value.toPrecision(17);
  if (Array.isArray(value)) return `[${value.map(digits).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${digits(entry)}`)
    .join(", ")} }`;
}
