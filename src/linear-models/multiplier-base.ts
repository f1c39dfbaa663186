import { ArgumentError, type ForwardProcess, type LinearScoreModel, type NoisyStates } from "../core/index.ts";
import { algebra, type Matrix, matrix, type Rng, seededRng } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import { withRidge } from "./population.ts";
import { cleanTarget, regressionTarget } from "./regression-target.ts";
import { checkLinearModel, lossWeights } from "./train-linear-model.ts";
import { noisyStates } from "./training-draws.ts";

export interface MultiplierOptions {
  /** Base draws N_b; 100 000 by default. */
  readonly draws?: number;
  /**
   * Times of the base draws: "log-uniform" (the default) is stratified in log t and re-weighted to the training law, so that
   * heavy weights at small times are seen often; "training" follows that law itself and needs many more draws.
   */
  readonly times?: "log-uniform" | "training";
  readonly seed?: number;
}

/** A weighted sample of training draws with all that multiplier sampling needs of it. */
export interface MultiplierBase {
  readonly states: NoisyStates;
  /** √π_n, Σ π_n = 1: how much of the training law each draw stands for; shape [N_b]. */
  readonly rootShare: Float64Array;
  /** √π_n w_n (target_n − W*ᵀφ_n): the estimating function without its features; shape [N_b, D]. */
  readonly residual: Matrix;
  /** Σ_n π_n w_n (target_n − W*ᵀφ_n) φ_n; shape [F, D]. */
  readonly meanFunction: Matrix;
  /** Σ + ρ = L Lᵀ; shape [F, F]. */
  readonly cholesky: Matrix;
  /** W*, from the noise-free target of the same draws; shape [F, D]. */
  readonly solution: Matrix;
}

/**
 * Draws and solves the base sample: N_b draws of (x₀, t, x), the moments Σ and W*, and the residuals. Memory N_b (2D + 2) + F².
 *
 * @throws ArgumentError for fewer than two draws
 * @throws NotPositiveDefiniteError when ρ = 0 and the features are linearly dependent on the draws
 */
export function multiplierBase(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: MultiplierOptions = {},
): MultiplierBase {
  checkLinearModel(model, process);
  const { draws = 100_000, times = "log-uniform", seed = 1 } = options;
  if (!(Number.isInteger(draws) && draws >= 2))
    throw new ArgumentError("multiplierBase", "draws", draws, "an integer of at least 2");
  const rng = seededRng(seed).split("multiplier");
  const { schedule, data } = process;
  const { dim } = data;
  const marginal = noisedMarginal(data, schedule);
  const { t, share } = baseTimes(rng.split("time"), process, model.trainingTimes, times, draws);
  const clean = data.sample(rng.split("clean"), draws);
  const states = noisyStates(process, clean, t, rng.split("noise").normals(draws * dim));
  const weight = lossWeights(model, t);
  const weighted = share.map((own, n) => own * weight[n]!);
  const ridged = withRidge(model.features.gram(states, weighted), model.ridge);
  const scaled = (values: Float64Array, factors: Float64Array): Matrix =>
    matrix(
      draws,
      dim,
      values.map((value, i) => value * factors[Math.floor(i / dim)]!),
    );
  const cholesky = algebra.cholesky(ridged);
  const smooth = regressionTarget(model, schedule, states, marginal.posteriorMean(states)).values;
  const solution = solveFactor(cholesky, model.features.project(states, scaled(smooth, weighted)));
  const fitted = model.features.combine(states, solution).values;
  const target = regressionTarget(model, schedule, states, cleanTarget(model, marginal, states, clean)).values;
  const misfit = target.map((value, i) => value - fitted[i]!);
  return {
    states,
    rootShare: share.map(Math.sqrt),
    residual: scaled(
      misfit,
      share.map((own, n) => Math.sqrt(own) * weight[n]!),
    ),
    meanFunction: model.features.project(states, scaled(misfit, weighted)),
    cholesky,
    solution,
  };
}

/** (L Lᵀ)⁻¹ B. */
export function solveFactor(cholesky: Matrix, b: Matrix): Matrix {
  return algebra.solveTriangular(cholesky, algebra.solveTriangular(cholesky, b), { transpose: true });
}

/** Stratified times, and the probability of the training law that each stands for. */
function baseTimes(
  rng: Rng,
  { schedule }: ForwardProcess,
  law: LinearScoreModel["trainingTimes"],
  times: "log-uniform" | "training",
  draws: number,
): { t: Float64Array; share: Float64Array } {
  const { cutoffTime: low, terminalTime: high } = schedule;
  const jitter = rng.uniforms(draws);
  const logarithmic = times === "log-uniform" || law === "log-uniform";
  const t = Float64Array.from(jitter, (u, n) =>
    logarithmic ? low * (high / low) ** ((n + u) / draws) : low + ((high - low) * (n + u)) / draws,
  );
  const share = logarithmic && law === "uniform" ? t.slice() : new Float64Array(draws).fill(1);
  const total = share.reduce((sum, value) => sum + value, 0);
  return { t, share: share.map((value) => value / total) };
}
