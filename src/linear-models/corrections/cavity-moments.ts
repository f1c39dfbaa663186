import { ArgumentError, type ForwardProcess, type LinearScoreModel } from "../../core/index.ts";
import { algebra, ConvergenceError, largestMagnitude, type Matrix, matrix, transposed } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { identity } from "../matrix-sums.ts";
import { setOutputBlock } from "../output-blocks.ts";
import { coefficientLimit, withRidge } from "../population.ts";
import { type PopulationOptions, populationStates } from "../population-states.ts";
import { regressionTarget, targetGain } from "../regression-target.ts";
import { checkLinearModel, lossWeights } from "../train-linear-model.ts";
import { outputCovariance } from "./output-covariance.ts";

export interface CavityOptions extends PopulationOptions {
  /** Relative change at which both fixed points stop; 1e-8 by default. */
  readonly tolerance?: number;
  /** Largest number of iterations of each fixed point; 1000 by default. */
  readonly iterations?: number;
}

/** Mean and covariance of trained coefficients by the cavity method; unknowns ordered (f, d). */
export interface CavityMoments {
  /** W̄; shape [F, D]. */
  readonly solution: Matrix;
  /** Cov(W); shape [F·D, F·D]. */
  readonly covariance: Matrix;
  /** The part of Cov(W) that the draws make directly, without the variance of the model they see; shape [F·D, F·D]. */
  readonly directCovariance: Matrix;
  /** G = (E[v φφᵀ] + ρ)⁻¹; shape [F, F]. */
  readonly resolvent: Matrix;
  /** (1/P) E[v φᵀGφ] = tr(1 − ρG)/P: effective features per draw. */
  readonly effectiveFeaturesPerDraw: number;
  /** Largest leverage share h/(1 + h) over the states of the population, in [0, 1). */
  readonly largestLeverage: number;
}

/**
 * Mean and covariance of ridge-trained coefficients, resummed in 1/P. One draw n is left out (the cavity), and what it does
 * to the rest is solved exactly: it pulls with weight v = w/(1 + h), h = (w/P) φᵀGφ, instead of w, where
 * G = (E[v φφᵀ] + ρ)⁻¹ holds the same v. Then
 * W̄ = G E[v φ target], Δ = E[target|z] − W̄φ, and
 * Cov(W) = (1/P) G { E[v² (C + ΔΔᵀ + φᵀ Cov(W) φ) φφᵀ] − ρ²W̄W̄ᵀ } G.
 * Leading order in 1/P has h = 0 and no φᵀ Cov(W) φ. A draw with a heavy weight saturates here, which is what
 * that order misses at small cutoff times.
 *
 * Assumes that φᵀ(Σ̂ + ρ)⁻¹φ hardly differs between training sets: fewer effective features than effective draws around
 * each state. Where bumps hold a few draws each it is off; `docs/accuracy.md` has the measured ratios.
 *
 * A part of order 1/P remains, which `secondOrderMoments` has exactly: against the exact moments of disjoint indicators less than half of the
 * error of leading order in Cov(W) with a noisy target, less than 0.8 of it with a noise-free one, a quarter in the mean.
 *
 * @accuracy the states of the population; `tolerance`; part of the order after the leading one, and higher ones
 * @throws ArgumentError when F·D is above `coefficientLimit`
 * @throws ConvergenceError when a fixed point is not reached
 * @throws NotPositiveDefiniteError when ρ = 0 and the features are linearly dependent
 * @source LOUART2018, deterministic equivalent of the resolvent; ELKAROUI2018, leave-one-out; weights and ridge as in GTV
 */
export function cavityMoments(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: CavityOptions = {},
): CavityMoments {
  checkLinearModel(model, process);
  const { features, ridge, sampleCount } = model;
  const { dim } = process.data;
  const size = features.featureCount * dim;
  if (size > coefficientLimit) throw new ArgumentError("cavityMoments", "F·D", size, `at most ${coefficientLimit}`);
  const { tolerance = 1e-8, iterations = 1000 } = options;
  const marginal = noisedMarginal(process.data, process.schedule);
  const { states, probability } = populationStates(process, model, marginal, options);
  const weight = lossWeights(model, states.t);

  // Leverage: v and G hold each other.
  const gramOf = (v: Float64Array): Matrix =>
    features.gram(
      states,
      v.map((value, n) => value * probability[n]!),
    );
  let pull = weight;
  let gram = gramOf(pull);
  let resolvent = inverse(withRidge(gram, ridge));
  let change = Number.POSITIVE_INFINITY;
  for (let k = 0; change > tolerance; k++) {
    if (k === iterations) throw notReached("leverage", k, change, tolerance);
    const form = outputCovariance(features, states, resolvent, 1);
    const next = weight.map((w, n) => w / (1 + (w * form[n]!) / sampleCount));
    change = 0;
    for (let n = 0; n < next.length; n++)
      if (weight[n]! > 0) change = Math.max(change, Math.abs(next[n]! - pull[n]!) / weight[n]!);
    pull = next;
    gram = gramOf(pull);
    resolvent = inverse(withRidge(gram, ridge));
  }

  const target = regressionTarget(model, process.schedule, states, marginal.posteriorMean(states)).values;
  const weighted = target.map((value, i) => {
    const n = Math.floor(i / dim);
    return value * pull[n]! * probability[n]!;
  });
  const solution = algebra.gemm(resolvent, features.project(states, matrix(states.x.count, dim, weighted)));
  const fitted = features.combine(states, solution).values;

  // Second moment of the residual that a draw shows to a model that has not seen it.
  const posterior = model.target === "noisy" ? marginal.posteriorCovariance(states) : null;
  const own = new Float64Array(states.x.count * dim * dim);
  for (let n = 0; n < states.x.count; n++) {
    const gain = posterior === null ? 0 : targetGain(model, process.schedule, states.t[n]!) ** 2;
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) {
        const at = (n * dim + i) * dim + j;
        const left = target[n * dim + i]! - fitted[n * dim + i]!;
        const right = target[n * dim + j]! - fitted[n * dim + j]!;
        own[at] = gain * (posterior?.[at] ?? 0) + left * right;
      }
    }
  }
  const square = pull.map((v, n) => v * v * probability[n]!);
  const spread = (residual: Float64Array, subtract: boolean): Matrix => {
    const out = matrix(size, size);
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j <= i; j++) {
        const meat = features.gram(
          states,
          square.map((value, n) => value * residual[(n * dim + i) * dim + j]!),
        );
        if (subtract) {
          for (let f = 0; f < meat.rows; f++)
            for (let g = 0; g < meat.cols; g++)
              meat.values[f * meat.cols + g]! -=
                ridge * ridge * solution.values[f * dim + i]! * solution.values[g * dim + j]!;
        }
        const block = algebra.gemm(algebra.gemm(resolvent, meat), resolvent);
        for (let k = 0; k < block.values.length; k++) block.values[k]! /= sampleCount;
        setOutputBlock(out, block, dim, i, j);
        if (i !== j) setOutputBlock(out, transposed(block), dim, j, i);
      }
    }
    return symmetrised(out);
  };
  const directCovariance = spread(own, true);
  let covariance = directCovariance;
  change = Number.POSITIVE_INFINITY;
  for (let k = 0; change > tolerance; k++) {
    if (k === iterations) throw notReached("covariance", k, change, tolerance);
    const seen = spread(outputCovariance(features, states, covariance, dim), false);
    const next = matrix(
      size,
      size,
      directCovariance.values.map((value, i) => value + seen.values[i]!),
    );
    const scale = largestMagnitude(next.values);
    if (!Number.isFinite(scale)) throw notReached("covariance", k, scale, tolerance);
    change = scale === 0 ? 0 : largestMagnitude(next.values.map((value, i) => value - covariance.values[i]!)) / scale;
    covariance = next;
  }
  let freedom = 0;
  for (let f = 0; f < resolvent.rows; f++) freedom += 1 - ridge * resolvent.values[f * resolvent.cols + f]!;
  return {
    solution,
    covariance,
    directCovariance,
    resolvent,
    effectiveFeaturesPerDraw: freedom / sampleCount,
    largestLeverage: pull.reduce((found, v, n) => (weight[n]! > 0 ? Math.max(found, 1 - v / weight[n]!) : found), 0),
  };
}

function notReached(what: string, iterations: number, residual: number, tolerance: number): ConvergenceError {
  return new ConvergenceError(`cavityMoments (${what})`, iterations, residual, tolerance, "raise the ridge or P");
}

function inverse(a: Matrix): Matrix {
  return symmetrised(algebra.solvePositiveDefinite(a, identity(a.rows)));
}

function symmetrised(a: Matrix): Matrix {
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (a.values[i * a.cols + j]! + a.values[j * a.cols + i]!) / 2;
      a.values[i * a.cols + j] = mean;
      a.values[j * a.cols + i] = mean;
    }
  }
  return a;
}
