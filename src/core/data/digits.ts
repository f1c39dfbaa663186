import { ShapeError } from "../../numerics/index.ts";
import type { Points } from "../points.ts";
import { parseCsv } from "./csv.ts";
import { decompress } from "./decompress.ts";
import { scaleToUnit, standardize } from "./standardize.ts";

/** Units of the digits: pixel values 0 to 16, or 0 to 1, or mean 0 and variance 1 in every varying pixel. */
export type DigitsScaling = "none" | "unit" | "standard";

/**
 * The 1797 handwritten digits that come with the package: 8 × 8 pixels, three of them constant.
 *
 * @param bytes - contents of assets/digits.csv.gz, which whoever can read files passes in
 * @returns shape [1797, 64]; labels dropped
 * @throws ShapeError when the file is another one
 * @source DIGITS
 */
export async function digitsFromBytes(bytes: Uint8Array, scaling: DigitsScaling = "none"): Promise<Points> {
  const text = new TextDecoder().decode(await decompress(bytes));
  const { points } = parseCsv(text, { labelColumn: -1 });
  if (points.count !== 1797 || points.dim !== 64) {
    const shapes = { bytes: [points.count, points.dim], digits: [1797, 64] };
    throw new ShapeError("digitsFromBytes", shapes, "the bytes must be those of assets/digits.csv.gz");
  }
  if (scaling === "none") return points;
  return scaling === "unit" ? scaleToUnit(points) : standardize(points).points;
}
