import { ArgumentError, type NoiseSchedule } from "../../core/index.ts";

/** What a network predicts, as a name: the score, the score less −x/σ², the noise ε, or the clean point x₀. */
export type NetworkTarget = "score" | "score-beyond-noise" | "noise" | "denoiser";

/** How the score is read off a network's output f and the state: ŝ = output(t) f + state(t) x. */
export interface ScoreReadout {
  readonly name: NetworkTarget;
  /** Factor of the network's output; never 0. */
  output(t: number): number;
  /** Factor of the state. */
  state(t: number): number;
}

/**
 * The readout of a parametrisation: ŝ = f for `score`, f − x/σ² for `score-beyond-noise`, −f/σ for `noise` and
 * (α f − x)/σ² for `denoiser`. Regression on the score of one draw, −ε/σ, is then regression of f on −ε/σ, αx₀/σ², ε or x₀.
 *
 * @source HO2020 (noise); VINCENT2011 (score and denoiser)
 */
export function scoreReadout(target: NetworkTarget, schedule: NoiseSchedule): ScoreReadout {
  switch (target) {
    case "score":
      return { name: target, output: () => 1, state: () => 0 };
    case "score-beyond-noise":
      return { name: target, output: () => 1, state: (t) => -1 / schedule.variance(t) };
    case "noise":
      return { name: target, output: (t) => -1 / schedule.sigma(t), state: () => 0 };
    case "denoiser":
      return {
        name: target,
        output: (t) => schedule.alpha(t) / schedule.variance(t),
        state: (t) => -1 / schedule.variance(t),
      };
    default:
      throw new ArgumentError("scoreReadout", "target", target, "score, score-beyond-noise, noise or denoiser");
  }
}
