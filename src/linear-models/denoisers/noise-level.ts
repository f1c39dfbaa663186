import { ArgumentError } from "../../core/index.ts";

/** One noise level of x = α x₀ + σ ε. */
export interface NoiseLevel {
  /** Signal scale; dimensionless; > 0. */
  readonly alpha: number;
  /** Noise scale; data; > 0. */
  readonly sigma: number;
}

/**
 * Refuses what is no noise level.
 *
 * @throws ArgumentError naming the scale that is not finite and positive
 */
export function checkNoiseLevel(where: string, { alpha, sigma }: NoiseLevel): void {
  for (const [name, value] of [
    ["alpha", alpha],
    ["sigma", sigma],
  ] as const)
    if (!(value > 0 && Number.isFinite(value))) throw new ArgumentError(where, name, value, "finite and positive");
}
