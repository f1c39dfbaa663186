import { type DataDistribution, type NoiseSchedule, points } from "../core/index.ts";
import { ArgumentError, findRoot, normalCdf, normalDensity, normalQuantile } from "../numerics/index.ts";
import { noisedMarginal } from "./noised-marginal.ts";

/** Steps of Newton's method that a neighbouring quantile is worth. */
const NEWTON_STEPS = 6;

/** Mass of an interval, and mean and standard deviation of the law inside it. */
export interface IntervalMoments {
  readonly mass: number;
  /** Data. */
  readonly mean: number;
  /** The width of a mode, when the interval holds one; data. */
  readonly standardDeviation: number;
}

/**
 * The one-dimensional law p(x | t) at one time, Σ π_i N(α μ_i, σ² + α² λ_i), with everything closed form.
 * Tails are kept to relative accuracy by working with the smaller of the CDF and the survival function.
 *
 * @accuracy rounding; quantiles to a few units of rounding divided by the density
 */
export interface ExactLaw {
  /** P(X ≤ x). */
  cdf(x: number): number;
  /** P(X > x), without cancellation. */
  survival(x: number): number;
  /** log p(x | t). */
  logDensity(x: number): number;
  /** The x with P(X ≤ x) = probability, in the open interval (0, 1). */
  quantile(probability: number): number;
  /** The x with P(X > x) = probability, in the open interval (0, 1). */
  upperQuantile(probability: number): number;
  /** `count` atoms of equal mass: the quantiles of (i + ½)/count, ascending; shape [count]. */
  quantileLattice(count: number): Float64Array;
  /** P(low < X ≤ high); ends may be infinite. */
  mass(low: number, high: number): number;
  /** Moments of the law given low < X ≤ high; ends may be infinite; mean and width are 0 where the mass is. */
  moments(low: number, high: number): IntervalMoments;
}

/**
 * The exact law at time t.
 *
 * @throws ArgumentError when the data are not one-dimensional, or where σ(t) = 0
 */
export function exactLaw(data: DataDistribution, schedule: NoiseSchedule, t: number): ExactLaw {
  if (data.dim !== 1) throw new ArgumentError("exactLaw", "dim", data.dim, "1");
  const marginal = noisedMarginal(data, schedule);
  const alpha = schedule.alpha(t);
  const variance = schedule.variance(t);
  if (!(variance > 0)) throw new ArgumentError("exactLaw", "t", t, "a time with noise, sigma(t) > 0");
  const total = data.components.reduce((sum, component) => sum + component.weight, 0);
  const components = data.components
    .filter(({ weight }) => weight > 0)
    .map(({ weight, mean, covariance }) => ({
      weight: weight / total,
      center: alpha * mean[0],
      scale: Math.sqrt(variance + alpha * alpha * (covariance?.[0] ?? 0)),
    }));
  const narrowest = Math.min(...components.map(({ scale }) => scale));
  const cdf = (x: number): number => {
    let sum = 0;
    for (const { weight, center, scale } of components) sum += weight * normalCdf((x - center) / scale);
    return sum;
  };
  const survival = (x: number): number => {
    let sum = 0;
    for (const { weight, center, scale } of components) sum += weight * normalCdf((center - x) / scale);
    return sum;
  };
  /** Root of `tail`(x) = probability; it lies between the same quantiles of the single components. */
  const invert = (where: string, tail: (x: number) => number, sign: 1 | -1, probability: number): number => {
    if (!(probability > 0 && probability < 1))
      throw new ArgumentError(where, "probability", probability, "between 0 and 1");
    const z = sign * normalQuantile(probability);
    const ends = components.map(({ center, scale }) => center + scale * z);
    const margin =
      1e-9 * Math.max(...components.map(({ center, scale }) => Math.abs(center) + scale * (1 + Math.abs(z))));
    const target = Math.log(probability);
    return findRoot((x) => Math.log(tail(x)) - target, Math.min(...ends) - margin, Math.max(...ends) + margin, {
      tolerance: Number.EPSILON * narrowest,
    });
  };
  const density = (x: number): number => {
    let sum = 0;
    for (const { weight, center, scale } of components) sum += (weight / scale) * normalDensity((x - center) / scale);
    return sum;
  };
  /** Newton's method from the quantile before it; where that does not settle at once, as between two modes, a safe root. */
  const next = (tail: (x: number) => number, sign: 1 | -1, probability: number, start: number): number => {
    let x = start;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const change = (sign * (probability - tail(x))) / density(x);
      x += change;
      if (!(Math.abs(x - start) <= narrowest)) break;
      if (Math.abs(change) <= 1e-9 * narrowest) return x;
    }
    return invert("quantileLattice", tail, sign, probability);
  };
  const mass = (low: number, high: number): number => {
    let sum = 0;
    for (const component of components) sum += component.weight * truncatedMoments(component, low, high, 0).mass;
    return sum;
  };
  return {
    cdf,
    survival,
    logDensity: (x) => marginal.logDensityAt(points(Float64Array.of(x)), t)[0],
    quantile: (probability) => invert("quantile", cdf, 1, probability),
    upperQuantile: (probability) => invert("upperQuantile", survival, -1, probability),
    quantileLattice(count) {
      if (!(Number.isInteger(count) && count >= 1))
        throw new ArgumentError("quantileLattice", "count", count, "a positive integer");
      const lattice = new Float64Array(count);
      for (let i = 0; 2 * i < count; i++) {
        const probability = (i + 0.5) / count;
        const j = count - 1 - i;
        lattice[i] = i === 0 ? invert("quantile", cdf, 1, probability) : next(cdf, 1, probability, lattice[i - 1]!);
        if (j === i) break;
        lattice[j] =
          i === 0 ? invert("quantile", survival, -1, probability) : next(survival, -1, probability, lattice[j + 1]!);
      }
      return lattice;
    },
    mass,
    moments: (low, high) => {
      const whole = mass(low, high);
      if (!(whole > 0)) return { mass: 0, mean: 0, standardDeviation: 0 };
      let mean = 0;
      for (const part of components) mean += part.weight * truncatedMoments(part, low, high, 0).first;
      mean /= whole;
      let square = 0;
      for (const part of components) square += part.weight * truncatedMoments(part, low, high, mean).second;
      return { mass: whole, mean, standardDeviation: Math.sqrt(Math.max(square / whole, 0)) };
    },
  };
}

/** ∫ (1, x, (x − about)²) N(x; center, scale²) dx over the interval. */
function truncatedMoments(
  { center, scale }: { readonly center: number; readonly scale: number },
  low: number,
  high: number,
  about: number,
): { mass: number; first: number; second: number } {
  if (!(low <= high)) throw new ArgumentError("exactLaw", "[low, high]", [low, high], "an interval, low ≤ high");
  const a = (low - center) / scale;
  const b = (high - center) / scale;
  const mass = a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
  const densityA = Number.isFinite(a) ? normalDensity(a) : 0;
  const densityB = Number.isFinite(b) ? normalDensity(b) : 0;
  const edgeA = Number.isFinite(a) ? a * densityA : 0;
  const edgeB = Number.isFinite(b) ? b * densityB : 0;
  const shift = center - about;
  const first = scale * (densityA - densityB);
  return {
    mass,
    first: center * mass + first,
    second: shift * shift * mass + 2 * shift * first + scale * scale * (mass + edgeA - edgeB),
  };
}
