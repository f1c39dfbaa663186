import { ArgumentError, ShapeError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";

/** States against weighted points: weights ω_i(x) ∝ π_i exp(−|x − a μ_i|² / 2v). */
export interface SoftmaxProblem {
  /** x; shape [N, D]; finite. */
  readonly states: Matrix;
  /** μ; shape [M, D]; finite. */
  readonly points: Matrix;
  /** log π; shape [M]; −∞ leaves a point out. */
  readonly logWeights: Float64Array;
  /** a. */
  readonly scale: number;
  /** v > 0; data². */
  readonly variance: number;
}

export interface SoftmaxSums {
  /** Σ ω_i μ_i; shape [N, D]. */
  readonly means: Matrix;
  /** log Σ π_i exp(−|x − a μ_i|² / 2v); shape [N]. */
  readonly logTotals: Float64Array;
  /** Number of the largest term; shape [N]. */
  readonly leaders: Int32Array;
  /** ω of the largest term; shape [N]; at least 1/M. */
  readonly leaderWeights: Float64Array;
}

/** Refuses shapes that do not agree, an empty set of points and a variance that is not positive. */
export function checkProblem(where: string, { states, points, logWeights, scale, variance }: SoftmaxProblem): void {
  if (states.cols !== points.cols || logWeights.length !== points.rows)
    throw new ShapeError(
      where,
      {
        states: [states.rows, states.cols],
        points: [points.rows, points.cols],
        logWeights: [logWeights.length],
      },
      "states and points need one dimension, and every point a weight",
    );
  if (points.rows === 0) throw new ArgumentError(where, "points.rows", 0, "one or more");
  const i = logWeights.findIndex((value) => !(value < Number.POSITIVE_INFINITY));
  if (i >= 0) throw new ArgumentError(where, `logWeights[${i}]`, logWeights[i], "a number below infinity");
  if (!Number.isFinite(scale)) throw new ArgumentError(where, "scale", scale, "finite");
  if (!(variance > 0 && variance < Number.POSITIVE_INFINITY))
    throw new ArgumentError(where, "variance", variance, "positive and finite");
}

/** Refuses states for which no term was a positive number. */
export function checkTotals(where: string, { logTotals }: SoftmaxSums): void {
  const n = logTotals.findIndex((total) => !(total > Number.NEGATIVE_INFINITY && total < Number.POSITIVE_INFINITY));
  if (n >= 0) throw new ArgumentError(where, "x", `state ${n}`, "finite, and of a size that can be squared");
}
