import stdlibChiSquaredCdf from "@stdlib/stats/base/dists/chisquare/cdf/lib/index.js";
import stdlibNormalCdf from "@stdlib/stats/base/dists/normal/cdf/lib/index.js";
import stdlibNormalQuantile from "@stdlib/stats/base/dists/normal/quantile/lib/index.js";
import stdlibStudentTCdf from "@stdlib/stats/base/dists/t/cdf/lib/index.js";
import stdlibStudentTQuantile from "@stdlib/stats/base/dists/t/quantile/lib/index.js";
import { ArgumentError } from "./errors.ts";

const LOG_SQRT_TWO_PI = 0.9189385332046727;

/**
 * Φ(x) = P(Z ≤ x) of the standard normal; the upper tail is Φ(−x).
 *
 * @accuracy relative 2e-13 for x ≥ −37.5
 */
export function normalCdf(x: number): number {
  requireNumber("normalCdf", "x", x);
  return stdlibNormalCdf(x, 0, 1);
}

/**
 * The x with Φ(x) = p. Below 1e-3 by Newton's method on log Φ, since the library works with 2p − 1 there.
 *
 * @param p - in the open interval (0, 1)
 * @accuracy relative 1e-14, for every normal number p; what 1 − p loses in the upper tail is lost before the call
 */
export function normalQuantile(p: number): number {
  requireProbability("normalQuantile", p);
  if (p > 0.5) return -lowerQuantile(1 - p);
  return lowerQuantile(p);
}

function lowerQuantile(p: number): number {
  if (p > 1e-3) return stdlibNormalQuantile(p, 0, 1);
  const target = Math.log(p);
  let x = -Math.sqrt(-2 * target - Math.log(-4 * Math.PI * target));
  for (let round = 0; round < 8; round++) {
    const below = stdlibNormalCdf(x, 0, 1);
    const logBelow = Math.log(below);
    const step = ((logBelow - target) * below) / normalDensity(x);
    x -= step;
    if (Math.abs(step) < 1e-9 * Math.abs(x)) break;
  }
  return x;
}

/** exp(−(x − m)²/2s²) / (s √2π). */
export function normalDensity(x: number, mean: number = 0, standardDeviation: number = 1): number {
  return Math.exp(normalLogDensity(x, mean, standardDeviation));
}

/** Logarithm of the normal density, −(x − m)²/2s² − log(s √2π). */
export function normalLogDensity(x: number, mean: number = 0, standardDeviation: number = 1): number {
  requireNumber("normalLogDensity", "x", x);
  requireNumber("normalLogDensity", "mean", mean);
  requirePositive("normalLogDensity", "standardDeviation", standardDeviation);
  const z = (x - mean) / standardDeviation;
  return -0.5 * z * z - Math.log(standardDeviation) - LOG_SQRT_TWO_PI;
}

/** P(X ≤ x) of the chi-squared law; x ≥ 0, degrees of freedom > 0. */
export function chiSquaredCdf(x: number, degreesOfFreedom: number): number {
  requireNumber("chiSquaredCdf", "x", x);
  requirePositive("chiSquaredCdf", "degreesOfFreedom", degreesOfFreedom);
  return x <= 0 ? 0 : stdlibChiSquaredCdf(x, degreesOfFreedom);
}

/**
 * P(T ≤ t) of Student's law; the upper tail is the value at −t. With infinitely many degrees of freedom the normal law.
 *
 * @param t - any number, infinite ones included
 * @param degreesOfFreedom - above 0; Infinity is allowed
 * @accuracy relative 1e-12 of the smaller tail
 */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  requireNumber("studentTCdf", "t", t);
  if (!(degreesOfFreedom > 0)) throw new ArgumentError("studentTCdf", "degreesOfFreedom", degreesOfFreedom, "above 0");
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalCdf(t);
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  return stdlibStudentTCdf(t, degreesOfFreedom);
}

/** The t with P(T ≤ t) = p of Student's law; p in (0, 1), degrees of freedom > 0. */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  requireProbability("studentTQuantile", p);
  requirePositive("studentTQuantile", "degreesOfFreedom", degreesOfFreedom);
  return stdlibStudentTQuantile(p, degreesOfFreedom);
}

/**
 * P(K > x) of the Kolmogorov law, the limit of √n sup|F_n − F|: 2 Σ (−1)^{k−1} exp(−2k²x²).
 * Below 1 the theta-transformed series 1 − (√2π / x) Σ exp(−(2k−1)²π²/8x²) is used.
 *
 * @accuracy rounding
 * @source NIST-DLMF, 20.7(viii)
 */
export function kolmogorovSurvival(x: number): number {
  requireNumber("kolmogorovSurvival", "x", x);
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k <= 7; k += 2) sum += Math.exp((-(k * k) * Math.PI ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 4; k >= 1; k--) sum = Math.exp(-2 * k * k * x * x) - sum;
  return 2 * sum;
}

function requireNumber(where: string, argument: string, value: number): void {
  if (Number.isNaN(value)) throw new ArgumentError(where, argument, value, "a number");
}

function requirePositive(where: string, argument: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new ArgumentError(where, argument, value, "positive and finite");
}

function requireProbability(where: string, p: number): void {
  if (!(p > 0 && p < 1)) throw new ArgumentError(where, "p", p, "in the open interval (0, 1)");
}
