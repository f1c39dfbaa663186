import { elementaryInto } from "../numerics/index.ts";
import { requireWeight } from "./responsibilities.ts";

/** States weighed in one call of the exponential. */
export const WEIGHT_BLOCK = 1024;

/** A few point masses at one time. */
export interface PointMasses {
  readonly dim: number;
  /** log π_i up to a constant; shape [M]. */
  readonly logWeight_M: Float64Array;
  /** α μ_i; shape [M, D]; data. */
  readonly center_MD: Float64Array;
  /** σ²; data². */
  readonly variance: number;
}

/**
 * Writes the responsibilities ω_i = P(point i | x, t) of states start … end − 1; rows sum to one.
 *
 * @param weights - shape [end − start, M]
 * @throws ArgumentError where a state is not finite or its square overflows
 */
export function pointWeightsInto(
  weights: Float64Array,
  masses: PointMasses,
  x: Float64Array,
  start: number,
  end: number,
): void {
  const { dim, logWeight_M, center_MD, variance } = masses;
  const count = logWeight_M.length;
  const half = 0.5 / variance;
  for (let n = start, row = 0; n < end; n++, row += count) {
    let top = -Infinity;
    for (let i = 0; i < count; i++) {
      let square = 0;
      for (let d = 0; d < dim; d++) {
        const r = x[n * dim + d] - center_MD[i * dim + d];
        square += r * r;
      }
      const exponent = logWeight_M[i] - square * half;
      weights[row + i] = exponent;
      if (exponent > top) top = exponent;
    }
    if (!(top > -Infinity)) requireWeight(top, Array.from(x.subarray(n * dim, (n + 1) * dim)));
    for (let i = 0; i < count; i++) weights[row + i] -= top;
  }
  elementaryInto(weights, "exp", weights);
  for (let row = 0; row < weights.length; row += count) {
    let total = 0;
    for (let i = 0; i < count; i++) total += weights[row + i];
    for (let i = 0; i < count; i++) weights[row + i] /= total;
  }
}
