import { ArgumentError } from "../../numerics/index.ts";
import { firstPoints, type Points } from "../points.ts";
import { type CsvOptions, parseCsv } from "./csv.ts";
import { decompress } from "./decompress.ts";
import { parseIdx, pointsFromIdx } from "./idx.ts";
import { standardize } from "./standardize.ts";

/** What is done with a data file after reading it. */
export interface DataFileOptions extends CsvOptions {
  /** Only the first so many points. */
  readonly limit?: number;
  /** Mean 0 and variance 1 in every varying coordinate, after the limit. */
  readonly standardize?: boolean;
}

/**
 * Points from the bytes of a CSV or IDX file, gzipped or not; the first bytes tell which.
 *
 * @throws ArgumentError when the file is damaged or neither kind
 */
export async function pointsFromFile(bytes: Uint8Array, options: DataFileOptions = {}): Promise<Points> {
  const plain = await decompress(bytes);
  const isIdx = plain.length >= 2 && plain[0] === 0 && plain[1] === 0;
  const read = isIdx ? pointsFromIdx(parseIdx(plain)) : parseCsv(textOf(plain), options).points;
  const kept = options.limit === undefined ? read : firstPoints(read, options.limit);
  return options.standardize ? standardize(kept).points : kept;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new ArgumentError(
      "pointsFromFile",
      "bytes",
      `${start} …`,
      "a CSV file in UTF-8 or an IDX file, gzipped or not",
    );
  }
}
