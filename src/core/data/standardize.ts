import { ArgumentError } from "../../numerics/index.ts";
import type { Points } from "../points.ts";

/** Points with mean 0 and variance 1 in every varying coordinate, and what undoes it: x = mean + scale · standardised. */
export interface StandardizedPoints {
  readonly points: Points;
  /** Shape [D]; data. */
  readonly mean: Float64Array;
  /** Standard deviation (divided by N); shape [D]; data; 1 where a coordinate is constant. */
  readonly scale: Float64Array;
}

/**
 * Shifts and scales each coordinate to mean 0 and variance 1 over the points; a constant coordinate becomes 0.
 *
 * @accuracy rounding; two passes
 * @throws ArgumentError when there is no point
 */
export function standardize(x: Points): StandardizedPoints {
  const { count, dim, values } = x;
  if (count === 0) throw new ArgumentError("standardize", "points", [], "at least one point");
  const mean = new Float64Array(dim);
  const scale = new Float64Array(dim);
  const shifted = new Float64Array(values.length);
  const constant = new Uint8Array(dim).fill(1);
  for (let i = 0; i < values.length; i++) {
    mean[i % dim]! += values[i]! / count;
    if (values[i] !== values[i % dim]) constant[i % dim] = 0;
  }
  for (let d = 0; d < dim; d++) if (constant[d]) mean[d] = values[d]!;
  for (let i = 0; i < values.length; i++) scale[i % dim]! += (values[i]! - mean[i % dim]!) ** 2 / count;
  for (let d = 0; d < dim; d++) scale[d] = constant[d] ? 1 : Math.sqrt(scale[d]!);
  for (let i = 0; i < values.length; i++) shifted[i] = (values[i]! - mean[i % dim]!) / scale[i % dim]!;
  return { points: { count, dim, values: shifted }, mean, scale };
}

/**
 * Maps the common range of all coordinates to [0, 1], so that pixels keep their relative brightness.
 *
 * @throws ArgumentError when all values are equal or there is no point
 */
export function scaleToUnit(x: Points): Points {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of x.values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high > low)) throw new ArgumentError("scaleToUnit", "points", [low, high], "of more than one value");
  return { ...x, values: x.values.map((value) => (value - low) / (high - low)) };
}
