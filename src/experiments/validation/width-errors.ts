import type { Estimate } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { powerLawFit } from "../../validate/index.ts";

/** How far networks of one width are from their limit, relative to it. */
export interface LimitError {
  /** Root mean square over members of |f − f_∞|/|f_∞|. */
  readonly singleNetworks: Estimate;
  /**
   * |E f − f_∞|/|f_∞| of the mean over networks, free of the bias that the spread of finitely many members adds to its square;
   * 0 where the spread explains all of it.
   */
  readonly meanNetwork: Estimate;
  readonly members: number;
  /** Members whose training failed; they are left out. */
  readonly failed: number;
}

/**
 * Errors of members against a limit, with jackknife errors over members.
 *
 * @param outputs - one row a member; rows that are not finite are counted as failed
 * @param limit - one row
 * @source EFRON1981 (jackknife)
 */
export function limitErrors(outputs: Matrix, limit: Matrix): LimitError {
  const { rows, cols, values } = outputs;
  const size = limit.values.reduce((sum, value) => sum + value * value, 0);
  const differences: Float64Array[] = [];
  for (let m = 0; m < rows; m++) {
    const row = Float64Array.from({ length: cols }, (_, i) => values[m * cols + i]! - limit.values[i]!);
    if (row.every(Number.isFinite)) differences.push(row);
  }
  const count = differences.length;
  const squares = differences.map((row) => row.reduce((sum, value) => sum + value * value, 0));
  const total = squares.reduce((sum, square) => sum + square, 0);
  const sums = new Float64Array(cols);
  for (const row of differences) for (let i = 0; i < cols; i++) sums[i]! += row[i]!;
  const single = (left: number, kept: number): number => Math.sqrt((total - left) / kept / size);
  /** Squared length of the mean difference, less what the spread of `kept` members adds to it. */
  const mean = (without: Float64Array | null, left: number, kept: number): number => {
    let square = 0;
    for (let i = 0; i < cols; i++) square += ((sums[i]! - (without?.[i] ?? 0)) / kept) ** 2;
    const spread = ((total - left) / kept - square) / (kept - 1);
    return Math.sqrt(Math.max(0, square - spread) / size);
  };
  const jackknifed = (value: number, parts: readonly number[]): Estimate => {
    const middle = parts.reduce((sum, part) => sum + part, 0) / count;
    const spread = parts.reduce((sum, part) => sum + (part - middle) ** 2, 0);
    return { value, standardError: Math.sqrt(((count - 1) / count) * spread) };
  };
  return {
    singleNetworks: jackknifed(
      single(0, count),
      squares.map((square) => single(square, count - 1)),
    ),
    meanNetwork: jackknifed(
      mean(null, 0, count),
      differences.map((row, m) => mean(row, squares[m]!, count - 1)),
    ),
    members: count,
    failed: rows - count,
  };
}

/** y = factor · x^exponent. */
export interface PowerLaw {
  readonly exponent: Estimate;
  readonly factor: number;
  /** χ² per degree of freedom: near 1 where a power law is all there is. */
  readonly misfit: number;
}

/** The power law through positive estimates: `powerLawFit`, in the form in which measurements are kept. */
export function powerLaw(x: readonly number[], y: readonly Estimate[]): PowerLaw {
  const { slope, logPrefactor, chiSquared } = powerLawFit(x, y);
  return { exponent: slope, factor: Math.exp(logPrefactor), misfit: chiSquared / Math.max(1, x.length - 2) };
}
