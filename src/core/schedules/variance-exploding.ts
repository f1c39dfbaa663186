import { ArgumentError } from "../../numerics/index.ts";
import type { NoiseSchedule } from "../noise-schedule.ts";
import { checkedSchedule, checkTimes, type TimeWindow } from "./checked-schedule.ts";

/** Either σ(t) = t, or the exponential growth of a base above 1. */
export type VarianceExplodingOptions = TimeWindow & ({ readonly sigma: "t" } | { readonly base: number });

/**
 * Noise without drift, α = 1: σ = t, or σ² = (base^{2t} − 1)/(2 ln base).
 *
 * @accuracy rounding; σ² by expm1
 * @throws ArgumentError when sigma is not "t", base is not above 1, or the window has no noise at its cutoff
 * @source KARRAS2022, table 1 (σ = t); SONG2021, appendix C (base)
 */
export function varianceExploding(options: VarianceExplodingOptions): NoiseSchedule {
  const where = "varianceExploding";
  const { cutoffTime, terminalTime } = options;
  checkTimes(where, options);
  const noise = "base" in options ? exponentialNoise(where, options.base) : linearNoise(where, options.sigma);
  return checkedSchedule(where, { cutoffTime, terminalTime, alpha: () => 1, beta: () => 0, ...noise });
}

type Noise = Pick<NoiseSchedule, "name" | "sigma" | "variance" | "diffusivity">;

function linearNoise(where: string, sigma: unknown): Noise {
  if (sigma !== "t") throw new ArgumentError(where, "sigma", sigma, '"t"; or give base, or an expression schedule');
  return { name: "variance-exploding (sigma = t)", sigma: (t) => t, variance: (t) => t * t, diffusivity: (t) => t };
}

function exponentialNoise(where: string, base: number): Noise {
  if (!(Number.isFinite(base) && base > 1)) throw new ArgumentError(where, "base", base, "a finite number above 1");
  const rate = 2 * Math.log(base);
  const variance = (t: number): number => Math.expm1(rate * t) / rate;
  return {
    name: `variance-exploding (base ${base})`,
    sigma: (t) => Math.sqrt(variance(t)),
    variance,
    diffusivity: (t) => 0.5 * Math.exp(rate * t),
  };
}
