import type { Rng } from "../numerics/index.ts";
import type { ForwardProcess } from "./forward-process.ts";
import type { Propagation } from "./learned-distribution.ts";
import type { Points } from "./points.ts";
import type { ScoreField } from "./score-ensemble.ts";

/**
 * A score that fluctuates without memory: Cov[ŝ(x, t), ŝ(x, t′)] = S(x, t) δ(t − t′), so that the V-kernel is
 * D(t) S(x, t) D(t) δ(t − t′). Such a kernel does not say by itself which stochastic calculus holds, and the answer depends on
 * it, so every ensemble names its own. It is no `ScoreEnsemble`: the field has no values at single times to be drawn.
 *
 * Laws: S symmetric, positive semi-definite; batch = one by one.
 */
export type WhiteNoiseEnsemble = ItoNoise | StratonovichNoise;

interface WhiteNoise {
  readonly name: string;
  readonly dim: number;
  /** Mean score s̄(x, t). */
  readonly meanField: ScoreField;
  /** S(x, t) at coincident states; shape [N, D, D]; time/data². */
  scoreIntensity(x: Points, t: number): Float64Array;
}

/** Noise that is drawn afresh in every step at the state before the step: no drift comes from it. */
export interface ItoNoise extends WhiteNoise {
  readonly calculus: "ito";
  /** What one step may draw, where that is a finite set. */
  stepAtoms?(x: Points, t: number): StepAtoms;
}

/** White limit of noise that is smooth in time: it drags states along its gradient. */
export interface StratonovichNoise extends WhiteNoise {
  readonly calculus: "stratonovich";
  /** ½ Σ_j ∂S_ij(x, x′; t)/∂x_j at x′ = x, the first state alone moved; times D² it is a drift; shape [N, D]; time/data³. */
  inducedDrift(x: Points, t: number): Float64Array;
}

/** In a step of length δ the score is s̄ + residual/√δ, one of M residuals of the state drawn with its weight. */
export interface StepAtoms {
  readonly count: number;
  /** Non-negative, rows sum to one; shape [N, M]. */
  readonly weight: Float64Array;
  /** Weighted mean zero, weighted covariance S; shape [N, M, D]; √time/data. */
  readonly residual: Float64Array;
}

/** Averages sampling over white noise. Laws: equal streams give equal results; S = 0 equals the flow of the mean score; mass one. */
export interface WhiteNoisePropagator {
  readonly name: string;
  propagate(rng: Rng, process: ForwardProcess, ensemble: WhiteNoiseEnsemble): Propagation;
}
