import { ArgumentError } from "../numerics/index.ts";

/** A number with its standard error; a deterministic number has standard error 0. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

/**
 * Mean of independent values with the standard error of that mean, √(Σ(v − v̄)²/(E(E − 1))).
 * One value alone has no spread to measure: its standard error is 0, as of a deterministic number.
 *
 * @param values - one value per independent model; shape [E]; at least one
 * @accuracy rounding; two passes
 * @throws ArgumentError when there is no value, or one is not finite
 */
export function meanEstimate(values: ArrayLike<number>): Estimate {
  const n = values.length;
  if (n === 0) throw new ArgumentError("meanEstimate", "values", [], "at least one value");
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i]!))
      throw new ArgumentError("meanEstimate", `values[${i}]`, values[i], "a finite number");
  }
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (values[i]! - mean) / (i + 1);
  let square = 0;
  for (let i = 0; i < n; i++) square += (values[i]! - mean) ** 2;
  return { value: mean, standardError: n > 1 ? Math.sqrt(square / (n - 1) / n) : 0 };
}

/** a − b for independent estimates. */
export function difference(a: Estimate, b: Estimate): Estimate {
  return { value: a.value - b.value, standardError: Math.hypot(a.standardError, b.standardError) };
}

/** (a − b) in combined standard errors; 0 when the values are equal, ±Infinity when they differ and both are exact. */
export function zScore(a: Estimate, b: Estimate): number {
  const { value, standardError } = difference(a, b);
  return value === 0 ? 0 : value / standardError;
}
