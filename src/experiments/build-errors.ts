import { ArgumentError, ShapeError, SpecError } from "../core/index.ts";
import { ConvergenceError, display, NotPositiveDefiniteError } from "../numerics/index.ts";

/**
 * What `build` makes from a part of a spec; an error of a factory is told in terms of that part.
 *
 * @param path - JSON path of the part
 * @throws SpecError instead of ArgumentError, ShapeError, NotPositiveDefiniteError and ConvergenceError
 */
export async function buildPart<T>(path: string, part: unknown, build: () => T | Promise<T>): Promise<T> {
  try {
    return await build();
  } catch (error) {
    throw asSpecError(error, path, part);
  }
}

function asSpecError(error: unknown, path: string, part: unknown): unknown {
  if (error instanceof ShapeError) return new SpecError(path, part, `of fitting sizes: ${error.message}`);
  if (error instanceof NotPositiveDefiniteError || error instanceof ConvergenceError)
    return new SpecError(path, part, `one that can be solved: ${error.message}`);
  if (!(error instanceof ArgumentError)) return error;
  const field = /^[A-Za-z_]\w*(\[\d+\]|\.\w+)*/.exec(error.argument)?.[0] ?? "";
  const found = follow(part, field);
  if (field === error.argument && found !== undefined)
    return new SpecError(`${path}.${field}`, error.value, error.rule);
  const place = found !== undefined ? field : placeOf(part, error);
  if (place === "") return new SpecError(path, part, validity(error));
  const value = follow(part, place);
  return new SpecError(`${path}.${place}`, value, value === error.value ? error.rule : validity(error));
}

function validity(error: ArgumentError): string {
  return `valid: ${error.argument} = ${display(error.value)} must be ${error.rule}`;
}

/** The value at `a[0].b` below `part`. */
function follow(part: unknown, field: string): unknown {
  let value = part;
  for (const key of field.match(/\w+/g) ?? [""]) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Where the text stands that an error is about, as `a` or `a[2]`: the longest one that it quotes; "" when none. */
function placeOf(part: unknown, error: ArgumentError): string {
  const texts = Object.entries(part ?? {}).flatMap(([key, value]): (readonly [place: string, text: unknown])[] =>
    Array.isArray(value) ? value.map((item, i) => [`${key}[${i}]`, item] as const) : [[key, value]],
  );
  let best = { place: "", length: 0 };
  for (const [place, text] of texts) {
    if (typeof text !== "string" || text.length <= best.length) continue;
    const quoted = text === error.value || error.where.includes(text) || error.argument.includes(text);
    if (quoted) best = { place, length: text.length };
  }
  return best.place;
}
