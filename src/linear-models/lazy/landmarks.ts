import { ArgumentError, type NoisyStates } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { type StateKernel, statesBetween } from "../kernels/state-kernel.ts";

/** Landmarks u_k with the triangular root of their kernel: K(z, z′) ≈ K(z, U) (L Lᵀ)⁻¹ K(U, z′). */
export interface Landmarks {
  readonly states: NoisyStates;
  /** L, lower triangular; shape [rank, rank]. */
  readonly root: Matrix;
  /** Share of E[importance · K(z, z)] over the candidates that the landmarks miss. */
  readonly missing: number;
}

export interface LandmarkOptions {
  /** Most landmarks; 200 by default. */
  readonly rank?: number;
  /** Stop when less than this share of the weighted trace is missing; 1e-10 by default. */
  readonly tolerance?: number;
}

/** Most candidates looked at. */
const candidateLimit = 4000;
/** Residual, relative to the largest kernel value, below which a further landmark is rounding. */
const smallestPivot = 1e-12;

/**
 * Landmarks by pivoted Cholesky on demand: each is the candidate with the largest weighted residual, and only its column
 * of the kernel is evaluated. Candidates are evenly picked from `states`.
 *
 * @param importance - what a unit of missing K(z, z) costs at each state; shape [N], ≥ 0
 * @accuracy see `missing`; cost candidates × rank kernel values
 * @throws ArgumentError when the kernel vanishes at every state of any importance
 * @source HIGHAM2002, section 10.3
 */
export function landmarks(
  kernel: StateKernel,
  states: NoisyStates,
  importance: Float64Array,
  options: LandmarkOptions = {},
): Landmarks {
  const { rank: limit = 200, tolerance = 1e-10 } = options;
  if (!(Number.isInteger(limit) && limit >= 1))
    throw new ArgumentError("landmarks", "rank", limit, "a positive integer");
  const stride = Math.ceil(states.x.count / candidateLimit);
  const candidates = pickStates(
    states,
    Array.from({ length: Math.ceil(states.x.count / stride) }, (_, k) => k * stride),
  );
  const weight = Float64Array.from({ length: candidates.x.count }, (_, k) => importance[k * stride]!);
  const residual = kernel.diagonal(candidates);
  const largest = residual.reduce((a, b) => Math.max(a, b), 0);
  const trace = weightedSum(weight, residual);
  if (!(trace > 0)) throw new ArgumentError("landmarks", "E[importance K(z, z)]", trace, "positive");
  const row = kernel.toward(candidates);
  const columns: Float64Array[] = [];
  const chosen: number[] = [];
  let missing = 1;
  while (chosen.length < limit && missing > tolerance) {
    const pivot = largestPivot(weight, residual, smallestPivot * largest);
    if (pivot < 0) break;
    const column = row(statesBetween(candidates, pivot, pivot + 1)).values;
    for (const earlier of columns) {
      const factor = earlier[pivot]!;
      if (factor !== 0) for (let i = 0; i < column.length; i++) column[i]! -= factor * earlier[i]!;
    }
    const root = Math.sqrt(residual[pivot]!);
    for (let i = 0; i < column.length; i++) {
      column[i]! /= root;
      residual[i] = Math.max(0, residual[i]! - column[i]! ** 2);
    }
    column[pivot] = root;
    residual[pivot] = 0;
    columns.push(column);
    chosen.push(pivot);
    missing = weightedSum(weight, residual) / trace;
  }
  const root = matrix(chosen.length, chosen.length);
  columns.forEach((column, k) => {
    for (let row = k; row < chosen.length; row++) root.values[row * chosen.length + k] = column[chosen[row]!]!;
  });
  return { states: pickStates(candidates, chosen), root, missing };
}

/** L⁻ᵀ A: coefficients on K(z, U) of functions given by A on the orthonormal features L⁻¹ K(U, z). */
export function onLandmarks({ root }: Landmarks, a: Matrix): Matrix {
  return algebra.solveTriangular(root, a, { transpose: true });
}

function pickStates({ x, t }: NoisyStates, rows: readonly number[]): NoisyStates {
  const values = new Float64Array(rows.length * x.dim);
  rows.forEach((row, k) => {
    values.set(x.values.subarray(row * x.dim, (row + 1) * x.dim), k * x.dim);
  });
  return { x: { count: rows.length, dim: x.dim, values }, t: Float64Array.from(rows, (row) => t[row]!) };
}

function weightedSum(weight: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weight.length; i++) sum += weight[i]! * values[i]!;
  return sum;
}

/** The candidate with the largest weighted residual above the floor; −1 when there is none. */
function largestPivot(weight: Float64Array, residual: Float64Array, floor: number): number {
  let found = -1;
  let top = 0;
  for (let i = 0; i < residual.length; i++) {
    const size = weight[i]! * residual[i]!;
    if (residual[i]! > floor && size > top) {
      top = size;
      found = i;
    }
  }
  return found;
}
