import type { Matrix, Rng } from "../numerics/index.ts";
import type { NoisyStates, Points } from "./points.ts";

/** One score function ŝ(x, t): deterministic, batched, at one time for the whole batch. */
export interface ScoreField {
  readonly dim: number;
  /** ŝ(x, t); shape [N, D] as flat row-major array; 1/data. */
  score(x: Points, t: number): Float64Array;
  /** ∇·ŝ(x, t), for fields that know it exactly; shape [N]; 1/data². */
  divergence?(x: Points, t: number): Float64Array;
}

/** A linear functional Σ_n c_n · ŝ(z_n) of a learned score; `coefficients` has shape [N, D]. */
export interface ScoreFunctional {
  readonly at: NoisyStates;
  readonly coefficients: Float64Array;
}

/** Cumulants of score functionals over trainings, one entry each. */
export interface FunctionalCumulants {
  /** κ₂. */
  readonly variance: Float64Array;
  /** κ₃/κ₂^(3/2). */
  readonly skewness: Float64Array;
  /** κ₄/κ₂². */
  readonly excessKurtosis: Float64Array;
}

/**
 * What many trainings of one score model produce, reduced to its first two cumulants.
 * A closed-form theory and a trained ensemble both answer through this one type.
 *
 * Laws: V(z, z′)ᵀ = V(z′, z); every Gram matrix is positive semi-definite; batch = one by one.
 */
export interface ScoreEnsemble {
  readonly name: string;
  readonly dim: number;
  /** Mean learned score s̄(z) as a field, ready for integration. */
  readonly meanField: ScoreField;
  /** Mean learned score s̄(z); shape [N, D]; 1/data. */
  meanScore(at: NoisyStates): Points;
  /** Cov[ŝ(z), ŝ(z′)] over trainings, finite-sample factor included; shape [N·D, M·D]; 1/data². */
  scoreCovariance(at: NoisyStates, against: NoisyStates): Matrix;
  /** A root of the covariance, for ensembles of finite rank: Cov[ŝ(z), ŝ(z′)] = L(z) L(z′)ᵀ; L has shape [N·D, rank]; 1/data. */
  loadings?(at: NoisyStates): Matrix;
  /** Cumulants of linear functionals of the learned score beyond the covariance, for ensembles that predict them. */
  functionalCumulants?(functionals: readonly ScoreFunctional[]): FunctionalCumulants;
  /** One realisation of the learned score; equal streams give equal fields. */
  draw(rng: Rng): ScoreField;
  /**
   * As many realisations as streams, evaluated together: a field whose states come in equal blocks, block m seen by the
   * realisation of rngs[m], equal to `draw(rngs[m])` up to rounding. Left out where it saves nothing. A wrapper that
   * replaces `draw` replaces this too.
   */
  drawMany?(rngs: readonly Rng[]): ScoreField;
}
