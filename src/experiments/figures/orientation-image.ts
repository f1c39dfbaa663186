import type { Estimate } from "../../core/index.ts";
import { orientation, type PlaneSet } from "./orientation-setting.ts";

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

function summed(histograms: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(bins * bins);
  for (const histogram of histograms) for (let i = 0; i < sum.length; i++) sum[i]! += histogram[i]!;
  return sum;
}

/** Joint density on bins of twice the published side; samples outside the box count in the normalisation. */
export function coarseDensity(histograms: readonly Float64Array[], samples: number): PlaneImage {
  const side = bins / merged;
  const area = ((2 * halfWidth) / side) ** 2;
  const sum = summed(histograms);
  const values = Array.from({ length: side }, () => new Array<number>(side).fill(0));
  for (let row = 0; row < bins; row++)
    for (let column = 0; column < bins; column++)
      values[Math.floor(row / merged)]![Math.floor(column / merged)]! += sum[row * bins + column]! / (samples * area);
  return { x: centers(side), y: centers(side), values };
}

/** The published image: every column divided by its own sum, so that it shows p(y | x); empty columns are zero. */
export function columnNormalised(histograms: readonly Float64Array[]): PlaneImage {
  const image = normalisedColumns(summed(histograms));
  return {
    x: centers(bins),
    y: centers(bins),
    values: Array.from({ length: bins }, (_, row) => Array.from(image.subarray(row * bins, (row + 1) * bins))),
  };
}

function normalisedColumns(sum: Float64Array): Float64Array {
  const totals = new Float64Array(bins);
  for (let i = 0; i < sum.length; i++) totals[i % bins]! += sum[i]!;
  return sum.map((count, i) => (totals[i % bins]! > 0 ? count / totals[i % bins]! : 0));
}

/** Blocks of models that the jackknife leaves out, one at a time. */
const blocks = 20;

/** Sum of the published image over one set over that of another; the error by a jackknife over blocks of models. */
export function imageRatio(histograms: readonly Float64Array[], above: PlaneSet, below: PlaneSet): Estimate {
  const whole = summed(histograms);
  const value = ratioIn(whole, above, below);
  const count = Math.min(blocks, histograms.length);
  if (count < 2) return { value, standardError: 0 };
  const deleted = Array.from({ length: count }, (_, b) => {
    const left = summed(histograms.filter((_histogram, k) => Math.floor((k * count) / histograms.length) === b));
    return ratioIn(
      whole.map((total, i) => total - left[i]!),
      above,
      below,
    );
  });
  const mean = deleted.reduce((sum, each) => sum + each / count, 0);
  const spread = deleted.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { value, standardError: Math.sqrt(((count - 1) / count) * spread) };
}

function ratioIn(sum: Float64Array, above: PlaneSet, below: PlaneSet): number {
  const image = normalisedColumns(sum);
  const at = centers(bins);
  const total = (set: PlaneSet): number =>
    image.reduce((all, share, i) => (set.contains(at[i % bins]!, at[Math.floor(i / bins)]!) ? all + share : all), 0);
  return total(above) / total(below);
}
