import { orientation, type PlaneSet } from "./orientation-setting.ts";

/**
 * What a member's image holds per bin: the share of its samples, so that the average over members is the joint law, or, as
 * published, that share over its column's, p(y | x) of that member, with zeros where the member has an empty column.
 */
export type PlaneImageKind = "joint" | "conditional";

/** Bins of the published histogram that make one of the density map, a side. */
const merged = 2;

/** A map of the plane: bin centres, and one list of values a row y. */
export interface PlaneImage {
  readonly x: number[];
  readonly y: number[];
  readonly values: number[][];
}

const { bins, halfWidth } = orientation;
const centers = (count: number): number[] =>
  Array.from({ length: count }, (_, k) => halfWidth * ((2 * k + 1) / count - 1));

/** The image of one member from its end states [paths, 2]; shape [bins, bins], row y, column x. */
export function memberImage(kind: PlaneImageKind, ends: Float64Array): Float64Array {
  const image = new Float64Array(bins * bins);
  const columns = new Float64Array(bins);
  const scale = bins / (2 * halfWidth);
  for (let n = 0; n < ends.length; n += 2) {
    const column = Math.floor((ends[n]! + halfWidth) * scale);
    const row = Math.floor((ends[n + 1]! + halfWidth) * scale);
    if (!(column >= 0 && column < bins && row >= 0 && row < bins)) continue;
    image[row * bins + column]! += 1;
    columns[column]! += 1;
  }
  const samples = ends.length / 2;
  for (let i = 0; i < image.length; i++)
    if (image[i]! > 0) image[i]! /= kind === "joint" ? samples : columns[i % bins]!;
  return image;
}

/** Sum of an image over the bins with their centres in each set. */
export function massesOfImage(image: Float64Array, sets: readonly PlaneSet[]): number[] {
  const at = centers(bins);
  const sums = sets.map(() => 0);
  for (let i = 0; i < image.length; i++) {
    if (image[i] === 0) continue;
    sets.forEach((set, k) => {
      if (set.contains(at[i % bins]!, at[Math.floor(i / bins)]!)) sums[k]! += image[i]!;
    });
  }
  return sums;
}

function averaged(images: readonly Float64Array[], models: number): Float64Array {
  const mean = new Float64Array(bins * bins);
  for (const image of images) for (let i = 0; i < mean.length; i++) mean[i]! += image[i]! / models;
  return mean;
}

/**
 * The joint density on bins of twice the published side; samples outside the box count in the normalisation.
 *
 * @param images - sums of "joint" images over members
 */
export function coarseDensity(images: readonly Float64Array[], models: number): PlaneImage {
  const side = bins / merged;
  const area = ((2 * halfWidth) / side) ** 2;
  const mean = averaged(images, models);
  const values = Array.from({ length: side }, () => new Array<number>(side).fill(0));
  for (let row = 0; row < bins; row++)
    for (let column = 0; column < bins; column++)
      values[Math.floor(row / merged)]![Math.floor(column / merged)]! += mean[row * bins + column]! / area;
  return { x: centers(side), y: centers(side), values };
}

/**
 * The published image: p(y | x) of each member, averaged over members.
 *
 * @param images - sums of "conditional" images over members
 */
export function conditionalImage(images: readonly Float64Array[], models: number): PlaneImage {
  const mean = averaged(images, models);
  return {
    x: centers(bins),
    y: centers(bins),
    values: Array.from({ length: bins }, (_, row) => Array.from(mean.subarray(row * bins, (row + 1) * bins))),
  };
}
