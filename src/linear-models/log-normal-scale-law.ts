import { ArgumentError } from "../core/index.ts";
import { normalCdf, normalDensity } from "../numerics/index.ts";

/** Law of x = e^g x_T with g ~ N(ℓ, ν) and x_T ~ N(0, q_T) independent: a log-normal scale mixture of Gaussians. */
export interface LogNormalScaleLaw {
  /** q_T; data². */
  readonly startVariance: number;
  /** ℓ. */
  readonly logMean: number;
  /** ν. */
  readonly logVariance: number;
  /** E x² = q_T e^{2ℓ + 2ν}; data². */
  readonly secondMoment: number;
  /** E x⁴/(E x²)² = 3 e^{4ν}. */
  readonly kurtosis: number;
  /** Density at each state; shape [N]; 1/data. */
  density(x: Float64Array): Float64Array;
  /** Distribution function at each state; shape [N]. */
  cdf(x: Float64Array): Float64Array;
}

/** Standard deviations of g, and steps a standard deviation, of the trapezoid rule; its error is below 1e-14. */
const reach = 10;
const stepsPerWidth = 4;

/**
 * A log-normal scale mixture of Gaussians: E x² = q_T e^{2ℓ + 2ν}, kurtosis 3 e^{4ν}; density and distribution function by
 * the trapezoid rule in g around the largest term, which converges geometrically.
 *
 * @param startVariance - q_T > 0
 * @param logVariance - ν ≥ 0
 * @accuracy moments to rounding; density and distribution function to 1e-12, the density relatively
 * @throws ArgumentError when q_T is not positive, ν is negative, or a number is not finite
 * @source GTV, section 5, beyond leading order
 */
export function logNormalScaleLaw(startVariance: number, logMean: number, logVariance: number): LogNormalScaleLaw {
  const where = "logNormalScaleLaw";
  if (!(startVariance > 0 && Number.isFinite(startVariance)))
    throw new ArgumentError(where, "startVariance", startVariance, "positive");
  if (!Number.isFinite(logMean)) throw new ArgumentError(where, "logMean", logMean, "finite");
  if (!(logVariance >= 0 && Number.isFinite(logVariance)))
    throw new ArgumentError(where, "logVariance", logVariance, "finite and at least 0");
  const sigma = Math.sqrt(startVariance);
  const width = Math.sqrt(logVariance);
  /** Density at x given g. */
  const given = (x: number, g: number): number => {
    const scale = sigma * Math.exp(g);
    return normalDensity(x / scale) / scale;
  };
  const densityAt = (x: number): number => {
    if (width === 0) return given(x, logMean);
    // exp(−(g − ℓ)²/2ν − g − x² e^{−2g}/2q): strictly concave in the exponent, so Newton finds its peak.
    const peak = peakOf((x * x) / startVariance, logMean, logVariance);
    const curvature = 1 / logVariance + 2 * ((x * x) / startVariance) * Math.exp(-2 * peak);
    const step = Math.min(width, 1 / Math.sqrt(curvature)) / stepsPerWidth;
    let sum = 0;
    for (let g = peak - Math.ceil((reach * width) / step) * step; g <= peak + reach * width; g += step)
      sum += given(x, g) * normalDensity((g - logMean) / width);
    return (sum * step) / width;
  };
  const cdfAt = (x: number): number => {
    if (width === 0) return normalCdf((x / sigma) * Math.exp(-logMean));
    const step = Math.min(width, 1) / stepsPerWidth;
    let sum = 0;
    for (let k = -Math.ceil((reach * width) / step); k * step <= reach * width; k++) {
      const g = logMean + k * step;
      sum += normalCdf((x / sigma) * Math.exp(-g)) * normalDensity((k * step) / width);
    }
    return (sum * step) / width;
  };
  return {
    startVariance,
    logMean,
    logVariance,
    secondMoment: startVariance * Math.exp(2 * logMean + 2 * logVariance),
    kurtosis: 3 * Math.exp(4 * logVariance),
    density: (x) => x.map(densityAt),
    cdf: (x) => x.map(cdfAt),
  };
}

/** Peak over g of −(g − ℓ)²/2ν − g − (x²/2q) e^{−2g}, with `ratio` = x²/q. */
function peakOf(ratio: number, logMean: number, logVariance: number): number {
  // At the peak ratio e^{−2g} = 1 + (g − ℓ)/ν, so that it lies between ℓ − ν and the larger of ℓ and half the log of the
  // ratio; with that upper end on the right side the equation gives a lower one. The slope is convex and falls, so that
  // Newton's steps from below never pass the peak.
  const above = Math.log(ratio) / 2;
  let g = logMean - logVariance;
  if (above > logMean) g = Math.max(g, above - Math.log1p((above - logMean) / logVariance) / 2);
  for (let i = 0; i < 100; i++) {
    const pull = ratio * Math.exp(-2 * g);
    const slope = -(g - logMean) / logVariance - 1 + pull;
    const step = slope / (1 / logVariance + 2 * pull);
    g += step;
    if (Math.abs(step) <= 1e-10 * Math.max(1, Math.abs(g))) break;
  }
  return g;
}
