import { ArgumentError, type Estimate, ShapeError } from "../../core/index.ts";
import { chiSquaredCdf } from "../../numerics/index.ts";

/** A straight line through logarithms: y = c x^slope. */
export interface PowerLawFit {
  readonly slope: Estimate;
  /** log c. */
  readonly logPrefactor: number;
  /** Σ (residual/error)² with its degrees of freedom, k − 2; 0 where a point is exact. */
  readonly chiSquared: number;
  /** P(χ² as large or larger) if the power law holds; 1 for two points. */
  readonly fitP: number;
}

/**
 * Weighted least squares of log y on log x. The error of log y is s/y; weights are its inverse squares, or equal where
 * an estimate is exact. The error of the slope is what the errors of the points imply, times √(χ²/(k − 2)) where the
 * points scatter more than that.
 *
 * @param x - positive, at least two different; shape [k]
 * @param y - independent, positive; shape [k]
 * @accuracy first order in s/y: log y is biased by −s²/2y²
 * @throws ShapeError when x and y differ in number; ArgumentError for a number that is not positive, or equal x
 * @source PDG2024, scale factor
 */
export function powerLawFit(x: ArrayLike<number>, y: readonly Estimate[]): PowerLawFit {
  const k = y.length;
  if (x.length !== k) throw new ShapeError("powerLawFit", { x: [x.length], y: [k] }, "one y for each x");
  for (let i = 0; i < k; i++) {
    if (!(x[i]! > 0 && x[i]! < Infinity))
      throw new ArgumentError("powerLawFit", `x[${i}]`, x[i], "positive and finite");
    if (!(y[i]!.value > 0)) throw new ArgumentError("powerLawFit", `y[${i}]`, y[i]!.value, "positive");
  }
  const errors = y.map(({ value, standardError }) => standardError / value);
  const exact = errors.some((error) => error === 0);
  const weights = errors.map((error) => (exact ? 1 : error ** -2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (i: number) => number): number =>
    weights.reduce((sum, weight, i) => sum + weight * of(i), 0) / total;
  const centre = mean((i) => Math.log(x[i]!));
  const level = mean((i) => Math.log(y[i]!.value));
  const away = Array.from({ length: k }, (_, i) => Math.log(x[i]!) - centre);
  const spread = total * mean((i) => away[i]! ** 2);
  if (!(spread > 0)) throw new ArgumentError("powerLawFit", "x", Array.from(x), "of at least two different values");
  const slope = (total * mean((i) => away[i]! * Math.log(y[i]!.value))) / spread;
  const residual = (i: number): number => Math.log(y[i]!.value) - level - slope * away[i]!;
  const scatter = total * mean((i) => residual(i) ** 2);
  const propagated =
    Math.sqrt(weights.reduce((sum, weight, i) => sum + (weight * away[i]! * errors[i]!) ** 2, 0)) / spread;
  const perFreedom = k > 2 ? scatter / (k - 2) : 0;
  const scattered = exact ? Math.sqrt(perFreedom / spread) : propagated * Math.sqrt(perFreedom);
  return {
    slope: { value: slope, standardError: Math.max(propagated, scattered) },
    logPrefactor: level - slope * centre,
    chiSquared: exact ? 0 : scatter,
    fitP: exact || k === 2 ? 1 : 1 - chiSquaredCdf(scatter, k - 2),
  };
}
