import { ArgumentError, type Matrix } from "../numerics/index.ts";
import type { NoisyStates } from "./points.ts";
import type { ScoreEnsemble, ScoreField } from "./score-ensemble.ts";

/**
 * An ensemble whose covariance has finite rank: Cov[ŝ(z), ŝ(z′)] = L(z) L(z′)ᵀ, so that its Gaussian truncation is
 * ŝ = s̄ + L g with g standard normal. Every linear model has this form.
 *
 * Laws: the covariance equals the product of loadings; `realisation(g)` is the mean field plus L g; both are linear in g.
 */
export interface FiniteRankEnsemble extends ScoreEnsemble {
  /** Number of noise coordinates g. */
  readonly rank: number;
  /** L(z): score per unit of each noise coordinate; shape [N·D, rank]; 1/data. */
  loadings(at: NoisyStates): Matrix;
  /** The Gaussian truncation at noise coordinates g [rank], as a field ready for integration. */
  realisation(normals: Float64Array): ScoreField;
}

/**
 * The ensemble, if its covariance has finite rank.
 *
 * @throws ArgumentError when it states no loadings
 */
export function requireFiniteRank(where: string, ensemble: ScoreEnsemble): FiniteRankEnsemble {
  if (isFiniteRank(ensemble)) return ensemble;
  throw new ArgumentError(where, "ensemble", ensemble.name, "of finite rank, with loadings L so that V = D L Lᵀ D′");
}

/** Whether an ensemble states the loadings of its covariance. */
export function isFiniteRank(ensemble: ScoreEnsemble): ensemble is FiniteRankEnsemble {
  return "loadings" in ensemble && "realisation" in ensemble;
}
