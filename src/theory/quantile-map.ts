import { ArgumentError } from "../numerics/index.ts";
import type { ExactLaw } from "./exact-law.ts";

/** Where states go, and log |dx_to / dx_from|. */
export interface MappedStates {
  /** Shape [N]; data. */
  readonly x: Float64Array;
  /** log p_from(x_from) − log p_to(x_to); shape [N]. */
  readonly logJacobian: Float64Array;
}

/**
 * The monotone map between two one-dimensional laws that conserves quantiles, F_to(x_to) = F_from(x_from).
 * Between two times of one process it is the exact probability flow of the true score, in either direction.
 *
 * @param x - states under `from`; shape [N]
 * @accuracy each image is the quantile of a probability that is off by rounding, relative to the nearer tail
 * @throws ArgumentError for a state so far out that its tail probability underflows
 * @source GTV, section 2 (in one dimension the Jacobian is p(y | T) / p(x | t))
 */
export function quantileMap(from: ExactLaw, to: ExactLaw, x: Float64Array): MappedStates {
  const image = x.map((state) => {
    const lower = from.cdf(state);
    const upper = from.survival(state);
    if (!(Math.min(lower, upper) > 0))
      throw new ArgumentError("quantileMap", "x", state, "within 37 standard deviations of the law");
    return lower <= upper ? to.quantile(lower) : to.upperQuantile(upper);
  });
  return { x: image, logJacobian: x.map((state, n) => from.logDensity(state) - to.logDensity(image[n])) };
}
