import { ArgumentError, type Estimate, meanEstimate } from "../../core/index.ts";
import { type Matrix, matrix, type Rng } from "../../numerics/index.ts";
import { bootstrapReplicates } from "../bootstrap.ts";
import { wasserstein1, wasserstein2 } from "../distances.ts";
import { resampled, type StepLaw, stepLaw } from "../step-law.ts";
import type { PointLaw, PointMetric } from "./point-law.ts";

/** The order p of a Wasserstein distance. */
export type WassersteinOrder = 1 | 2;

/** A sliced distance with both of its errors. */
export interface SlicedDistance {
  /** The distance with its bootstrap error over models of both laws, for these directions. */
  readonly distance: Estimate;
  /** Standard error from the finite number of directions; data. */
  readonly directionError: number;
}

/**
 * Independent uniform unit directions; in one dimension the axis alone.
 *
 * @param count - at least 1
 * @returns shape [count, D]; [1, 1] in one dimension
 * @throws ArgumentError for a dimension or count below 1
 */
export function sliceDirections(rng: Rng, dim: number, count: number): Matrix {
  if (!(Number.isInteger(dim) && dim > 0)) throw new ArgumentError("sliceDirections", "dim", dim, "a positive integer");
  if (!(Number.isInteger(count) && count > 0))
    throw new ArgumentError("sliceDirections", "count", count, "a positive integer");
  if (dim === 1) return matrix(1, 1, Float64Array.of(1));
  const values = rng.normals(count * dim);
  for (let k = 0; k < count; k++) {
    const row = values.subarray(k * dim, (k + 1) * dim);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let d = 0; d < dim; d++) row[d]! /= norm;
  }
  return matrix(count, dim, values);
}

/**
 * Sliced Wasserstein distance SW_p = (mean over directions θ of W_p(θᵀa, θᵀb)^p)^{1/p}, exact for atoms along each
 * direction. For N(μ, s²I) and N(ν, r²I) over all directions SW₂² = |μ − ν|²/D + (s − r)².
 *
 * @param directions - unit rows; shape [L, D]; `sliceDirections`
 * @accuracy directions: O(1/√L); plug-in for samples, biased upwards by their noise
 * @source BONNEEL2015, definition 6
 */
export function slicedWasserstein(directions: Matrix, order: WassersteinOrder): PointMetric {
  requireUnitRows("slicedWasserstein", directions);
  return {
    name: `sliced Wasserstein-${order} (${directions.rows} directions)`,
    symmetric: true,
    between: (a, b) => power(averageOf(powers(order, shadows(a, directions), shadows(b, directions))), order),
  };
}

/**
 * Sliced Wasserstein distance of two laws with its bootstrap error over models. All directions see the same replicates,
 * since they share their models; a law of one model is exact and stays as it is.
 *
 * @param replicates - at least 2; the bootstrap's own error of a standard error is 1/√(2 replicates)
 * @accuracy as `slicedWasserstein`
 * @throws ShapeError when dimensions differ
 * @source BONNEEL2015, definition 6; EFRON1979
 */
export function slicedEstimate(
  rng: Rng,
  order: WassersteinOrder,
  a: PointLaw,
  b: PointLaw,
  directions: Matrix,
  replicates: number = bootstrapReplicates,
): SlicedDistance {
  requireUnitRows("slicedEstimate", directions);
  if (!(Number.isInteger(replicates) && replicates >= 2))
    throw new ArgumentError("slicedEstimate", "replicates", replicates, "an integer of at least 2");
  const [left, right] = [shadows(a, directions), shadows(b, directions)];
  const found = powers(order, left, right);
  const value = power(averageOf(found), order);
  const slope = value > 0 ? value ** (1 - order) / order : 0;
  const directionError = slope * meanEstimate(found).standardError;
  if (a.models === 1 && b.models === 1) return { distance: { value, standardError: 0 }, directionError };
  const values = Float64Array.from({ length: replicates }, () =>
    power(averageOf(powers(order, replicate(rng, left), replicate(rng, right))), order),
  );
  const { standardError } = meanEstimate(values);
  return { distance: { value, standardError: standardError * Math.sqrt(replicates) }, directionError };
}

/** The laws of the projections on each direction. */
function shadows({ points, weights, models }: PointLaw, directions: Matrix): StepLaw[] {
  const { count, dim, values } = points;
  if (directions.cols !== dim)
    throw new ArgumentError("slicedWasserstein", "directions", directions.cols, `of the dimension of the laws, ${dim}`);
  return Array.from({ length: directions.rows }, (_, k) => {
    const line = new Float64Array(count);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < dim; d++) line[n]! += directions.values[k * dim + d]! * values[n * dim + d]!;
    return stepLaw(line, weights, models);
  });
}

function powers(order: WassersteinOrder, left: readonly StepLaw[], right: readonly StepLaw[]): Float64Array {
  const metric = order === 1 ? wasserstein1 : wasserstein2;
  return Float64Array.from(left, (law, k) => metric.between(law, right[k]!) ** order);
}

function replicate(rng: Rng, laws: readonly StepLaw[]): readonly StepLaw[] {
  const { blocks } = laws[0]!;
  if (blocks === 1) return laws;
  const multiplicity = new Float64Array(blocks);
  for (let b = 0; b < blocks; b++) multiplicity[rng.integer(blocks)]! += 1;
  return laws.map((law) => resampled(law, multiplicity));
}

function averageOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function power(mean: number, order: WassersteinOrder): number {
  return order === 1 ? mean : Math.sqrt(mean);
}

function requireUnitRows(where: string, { rows, cols, values }: Matrix): void {
  if (rows < 1) throw new ArgumentError(where, "directions", rows, "at least one row");
  for (let k = 0; k < rows; k++) {
    const square = values.subarray(k * cols, (k + 1) * cols).reduce((sum, value) => sum + value * value, 0);
    if (!(Math.abs(square - 1) < 1e-9)) throw new ArgumentError(where, `directions[${k}]`, square, "of length 1");
  }
}
