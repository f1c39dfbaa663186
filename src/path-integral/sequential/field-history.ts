import type { NoisyStates, Points } from "../../core/index.ts";
import { NotPositiveDefiniteError, type Rng } from "../../numerics/index.ts";

/**
 * Independent realisations of the Gaussian field ŝ − s̄, one a path, known through their values at the states that the
 * paths have visited.
 */
export interface FieldHistory {
  /**
   * Each field's value at the next state of its path, drawn given all its earlier values.
   *
   * @param x - one state a path; shape [B, D]
   * @returns shape [B, D]; 1/data
   */
  next(x: Points, t: number): Float64Array;
  /** Independent directions of each field that its path has met so far; shape [B]. */
  readonly directions: Int32Array;
}

/** What every kind of history is made from. */
export interface HistoryOptions {
  /** One stream a path. */
  readonly streams: readonly Rng[];
  readonly dim: number;
  /** Values that a path asks for: D times its steps. */
  readonly values: number;
  /** Share of a step's variance below which a value counts as determined by the earlier ones. */
  readonly relativeJitter: number;
}

/** States of one path, in an array with room for more. */
export interface VisitedStates {
  readonly x: Float64Array;
  readonly t: Float64Array;
}

/** The first `count` states, without a copy. */
export function firstStates({ x, t }: VisitedStates, count: number, dim: number): NoisyStates {
  return { x: { count, dim, values: x.subarray(0, count * dim) }, t: t.subarray(0, count) };
}

/** The complaint about a variance that is negative given the past. */
export function notPositiveDefinite(
  path: number,
  x: ArrayLike<number>,
  t: number,
  pivot: number,
  value: number,
): NotPositiveDefiniteError {
  const state = `x = [${Array.from(x).join(", ")}], t = ${t}`;
  return new NotPositiveDefiniteError(
    `sequentialConditioning: covariance of the score along path ${path}, at ${state}`,
    pivot,
    value,
  );
}
