import { ArgumentError, type Matrix, ShapeError } from "../numerics/index.ts";
import { type NoisyStates, statesAt } from "./points.ts";
import type { ScoreEnsemble, ScoreField } from "./score-ensemble.ts";

/**
 * An ensemble whose covariance has finite rank: Cov[ŝ(z), ŝ(z′)] = L(z) L(z′)ᵀ, so that its Gaussian truncation is
 * ŝ = s̄ + L g with g standard normal. Every linear model has this form.
 *
 * Laws: the covariance equals the product of loadings; `realisation(g)` is the mean field plus L g.
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
 * The ensemble, if it states the loadings of its covariance; a missing `realisation` is made of mean field and loadings.
 *
 * @throws ArgumentError when it states no loadings
 */
export function requireFiniteRank(where: string, ensemble: ScoreEnsemble): FiniteRankEnsemble {
  if (isFiniteRank(ensemble)) return ensemble;
  const { loadings, meanField, dim } = ensemble;
  if (loadings === undefined)
    throw new ArgumentError(where, "ensemble", ensemble.name, "of finite rank, with loadings L so that V = D L Lᵀ D′");
  const loads = (at: NoisyStates): Matrix => loadings.call(ensemble, at);
  // The rank does not depend on the states, and no state at all is a list of states.
  const { cols: rank } = loads(statesAt({ count: 0, dim, values: new Float64Array(0) }, 0));
  return { ...ensemble, rank, loadings: loads, realisation: (normals) => loadedField(meanField, loads, rank, normals) };
}

/** Whether an ensemble states its loadings, and makes its own realisations of them. */
export function isFiniteRank(ensemble: ScoreEnsemble): ensemble is FiniteRankEnsemble {
  return ensemble.loadings !== undefined && "realisation" in ensemble && "rank" in ensemble;
}

/** s̄ + L g. */
function loadedField(
  mean: ScoreField,
  loadings: (at: NoisyStates) => Matrix,
  rank: number,
  normals: Float64Array,
): ScoreField {
  if (normals.length !== rank)
    throw new ShapeError("realisation", { normals: [normals.length], rank: [rank] }, "one normal a noise coordinate");
  return {
    dim: mean.dim,
    score(x, t) {
      const out = mean.score(x, t).slice();
      const { values } = loadings(statesAt(x, t));
      for (let i = 0; i < out.length; i++)
        for (let k = 0; k < rank; k++) out[i]! += values[i * rank + k]! * normals[k]!;
      return out;
    },
  };
}
