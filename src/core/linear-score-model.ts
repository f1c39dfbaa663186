import type { FeatureMap } from "./feature-map.ts";

/**
 * A score model that is linear in its parameters and trained by weighted ridge regression on P noisy draws.
 *
 * - `score`: ŝ = s₀ + Wφ, target h = (α x₀ − x)/σ² (minus s₀), where s₀ = 0 or −x/σ².
 * - `denoiser`: m̂ = Wφ regresses on x₀ and ŝ = (α m̂ − x)/σ².
 *
 * The loss is (1/2P) Σ w_n |target_n − Wφ_n|² + (ridge/2) |W|²; `weight` is the weight of that loss, as a function of t.
 * `target` "noisy" trains on the denoising target (J1), "noise-free" on its conditional mean at the same inputs (J0).
 *
 * @source GTV, sections 2 and 5; note on J0 and J1 in docs/notation.md
 */
export interface LinearScoreModel {
  readonly features: FeatureMap;
  readonly parameterization: "score" | "denoiser";
  /** Only for `score`: the fixed part s₀. */
  readonly baseScore: "zero" | "noise";
  /** Loss weight w(t) ≥ 0. */
  readonly weight: (t: number) => number;
  /** ρ ≥ 0. */
  readonly ridge: number;
  /** P, independent training draws (x₀, t, ε). */
  readonly sampleCount: number;
  readonly target: "noisy" | "noise-free";
  /** While sampling, features see the state clamped to this box, one [low, high] per axis; null leaves states alone. */
  readonly samplingBox: readonly (readonly [number, number])[] | null;
  /** Law of training times on [cutoffTime, terminalTime]: density 1/(T−ε), or ∝ 1/t. */
  readonly trainingTimes: "uniform" | "log-uniform";
}
