import { ArgumentError } from "../../numerics/index.ts";
import type { NoiseSchedule } from "../noise-schedule.ts";
import { checkedSchedule, checkTimes } from "./checked-schedule.ts";

/** Constants of a variance-preserving schedule. */
export interface VariancePreservingOptions {
  /** β at t = 0; per unit time; > 0; 0.1 by default. */
  readonly betaMin?: number;
  /** β at t = 1; per unit time; > 0; 20 by default. */
  readonly betaMax?: number;
  /** Drift rate: β itself (α = e^{−∫β}), or β/2 (α = e^{−½∫β}, half as fast). */
  readonly drift: "beta" | "half-beta";
  readonly cutoffTime: number;
  /** 1 by default. */
  readonly terminalTime?: number;
}

/**
 * Variance-preserving noise with a linear rate β(t) = betaMin + (betaMax − betaMin) t: drift rate and diffusivity are
 * both β (or both β/2), so α = exp(−∫ rate) and σ² = 1 − α².
 *
 * @accuracy rounding; σ² by expm1, without cancellation at small t
 * @throws ArgumentError when a rate is not positive or the window holds no noise
 * @source GTV, section 6 (drift `beta`); SONG2021, eq. 33 (drift `half-beta`)
 */
export function variancePreserving(options: VariancePreservingOptions): NoiseSchedule {
  const where = "variancePreserving";
  const { betaMin = 0.1, betaMax = 20, drift, cutoffTime, terminalTime = 1 } = options;
  if (drift !== "beta" && drift !== "half-beta")
    throw new ArgumentError(where, "drift", drift, '"beta" or "half-beta"');
  checkTimes(where, { cutoffTime, terminalTime });
  for (const [name, value] of [
    ["betaMin", betaMin],
    ["betaMax", betaMax],
  ] as const) {
    if (!(Number.isFinite(value) && value > 0)) throw new ArgumentError(where, name, value, "a finite number above 0");
  }
  const share = drift === "beta" ? 1 : 0.5;
  const rate = (t: number): number => share * (betaMin + (betaMax - betaMin) * t);
  if (!(rate(terminalTime) > 0)) {
    throw new ArgumentError(where, "betaMax", betaMax, `so large that beta(t) stays above 0 up to t = ${terminalTime}`);
  }
  const integral = (t: number): number => share * t * (betaMin + 0.5 * (betaMax - betaMin) * t);
  const variance = (t: number): number => -Math.expm1(-2 * integral(t));
  return checkedSchedule(where, {
    name: `variance-preserving (beta from ${betaMin} to ${betaMax}, drift ${drift})`,
    cutoffTime,
    terminalTime,
    alpha: (t) => Math.exp(-integral(t)),
    sigma: (t) => Math.sqrt(variance(t)),
    variance,
    beta: rate,
    diffusivity: rate,
  });
}
