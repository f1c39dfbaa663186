import type { LinearScoreModel, NoiseSchedule, NoisyStates, Points } from "../core/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";
import type { NoisedMarginal } from "../theory/index.ts";

/**
 * What the features regress on at each state, from a clean point or its posterior mean u: u itself for a denoiser,
 * (α u − x)/σ² − s₀ for a score. Affine in u, so the noise-free target is the same expression at the posterior mean.
 *
 * @param clean - x₀ (noisy target, J1) or E[x₀ | x, t] (noise-free target, J0); shape [N, D]
 * @returns shape [N, D]
 */
export function regressionTarget(
  model: Pick<LinearScoreModel, "parameterization" | "baseScore">,
  schedule: NoiseSchedule,
  at: NoisyStates,
  clean: Float64Array,
): Matrix {
  const { x, t } = at;
  if (model.parameterization === "denoiser") return matrix(x.count, x.dim, clean.slice());
  const target = matrix(x.count, x.dim);
  for (let n = 0; n < x.count; n++) {
    const alpha = schedule.alpha(t[n]!);
    const variance = schedule.variance(t[n]!);
    for (let i = n * x.dim; i < (n + 1) * x.dim; i++) {
      const base = model.baseScore === "noise" ? -x.values[i]! / variance : 0;
      target.values[i] = (alpha * clean[i]! - x.values[i]!) / variance - base;
    }
  }
  return target;
}

/** The clean side of the target that the model trains on: the draws themselves, or their posterior mean. */
export function cleanTarget(
  model: Pick<LinearScoreModel, "target">,
  marginal: NoisedMarginal,
  at: NoisyStates,
  clean: Points,
): Float64Array {
  return model.target === "noisy" ? clean.values : marginal.posteriorMean(at);
}

/** ∂target/∂u: 1 for a denoiser, α/σ² for a score; it carries posterior covariances into target covariances. */
export function targetGain(
  model: Pick<LinearScoreModel, "parameterization">,
  schedule: NoiseSchedule,
  t: number,
): number {
  return model.parameterization === "denoiser" ? 1 : schedule.alpha(t) / schedule.variance(t);
}
