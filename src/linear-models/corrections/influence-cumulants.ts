import type { ForwardProcess, LinearScoreModel, NoisyStates } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { noisedMarginal, posteriorCentralMoments } from "../../theory/index.ts";
import { outputGain, seenStates } from "../linear-score-field.ts";
import { outputBlock } from "../output-blocks.ts";
import { type PopulationOptions, populationStates } from "../population-states.ts";
import { regressionTarget, targetGain } from "../regression-target.ts";
import { lossWeights } from "../train-linear-model.ts";
import type { CavityMoments } from "./cavity-moments.ts";
import { outputCovariance } from "./output-covariance.ts";

/** Predicted cumulants of linear functionals of the learned coefficients, one entry per functional and output; shape [K, D]. */
export interface InfluenceCumulants {
  /** Variance that the draws make directly. */
  readonly variance: Float64Array;
  /** κ₃/κ₂^(3/2). */
  readonly skewness: Float64Array;
  /** κ₄/κ₂². */
  readonly excessKurtosis: Float64Array;
}

/**
 * Third and fourth cumulants of functionals aᵀW of trained coefficients, predicted before training. With b = Ga and one draw's
 * pull r = v (target − W̄φ) bᵀφ − ρ W̄ᵀb, weight v = w/(1 + h) as in `cavityMoments`, W moves by the mean of r, and the
 * Gram matrix that fluctuates with the same draws moves it again. With q = P Cov(W) a, the direct covariance,
 * P² κ₃ = E r³ − 6 E[r v bᵀφ qᵀφ] and
 * P³ κ₄ = E r⁴ − 3 (E r²)² − 12 Cov[r², v bᵀφ qᵀφ] + 12 Var[v bᵀφ qᵀφ];
 * the noisy target enters by the second to fourth moments of the posterior.
 *
 * @param functionals - a; shape [F, K]
 * @accuracy leading order: of the third cumulant all terms, of the fourth those that do not need a misfit Δ in two pairings;
 * the states of the population
 * @source ELKAROUI2018, leave-one-out; expansion of W in the fluctuations of the normal equations, as in `secondOrderMoments`
 */
export function influenceCumulants(
  model: LinearScoreModel,
  process: ForwardProcess,
  moments: CavityMoments,
  functionals: Matrix,
  options: PopulationOptions = {},
): InfluenceCumulants {
  const { features, sampleCount, ridge } = model;
  const { dim } = process.data;
  const marginal = noisedMarginal(process.data, process.schedule);
  const { states, probability } = populationStates(process, model, marginal, options);
  const weight = lossWeights(model, states.t);
  const leverage = outputCovariance(features, states, moments.resolvent, 1);
  const target = regressionTarget(model, process.schedule, states, marginal.posteriorMean(states)).values;
  const fitted = features.combine(states, moments.solution).values;
  const spread = model.target === "noisy" ? posteriorCentralMoments(process.data, process.schedule, states) : null;
  const image = algebra.gemm(moments.resolvent, functionals);
  const size = functionals.cols;
  const reach = features.combine(states, image).values;
  const echoes = Array.from({ length: dim }, (_, d) => {
    const own = algebra.gemm(outputBlock(moments.directCovariance, functionals.rows, dim, d, d), functionals);
    return features.combine(states, own).values.map((value) => value * sampleCount);
  });
  // Mean of one draw's pull before the ridge: that of the ridge, since W̄ is stationary.
  const drift = algebra.gemm(moments.solution, image, { transposeA: true }).values;
  const length = size * dim;
  const second = new Float64Array(length);
  const third = new Float64Array(length);
  const fourth = new Float64Array(length);
  const echo = new Float64Array(length);
  const echoSquare = new Float64Array(length);
  const crossFirst = new Float64Array(length);
  const crossSecond = new Float64Array(length);
  for (let n = 0; n < states.x.count; n++) {
    const pull = weight[n]! / (1 + (weight[n]! * leverage[n]!) / sampleCount);
    const gain = targetGain(model, process.schedule, states.t[n]!);
    for (let d = 0; d < dim; d++) {
      const at = n * dim + d;
      const misfit = target[at]! - fitted[at]!;
      const u2 = gain ** 2 * (spread?.second[at] ?? 0);
      const u3 = gain ** 3 * (spread?.third[at] ?? 0);
      const u4 = gain ** 4 * (spread?.fourth[at] ?? 0);
      for (let k = 0; k < size; k++) {
        const scale = pull * reach[n * size + k]!;
        const mean = scale * misfit - ridge * drift[d * size + k]!;
        const c2 = scale * scale * u2;
        const c3 = scale ** 3 * u3;
        const back = scale * echoes[d]![n * size + k]!;
        const p = probability[n]!;
        const slot = k * dim + d;
        second[slot]! += p * (mean * mean + c2);
        third[slot]! += p * (mean ** 3 + 3 * mean * c2 + c3);
        fourth[slot]! += p * (mean ** 4 + 6 * mean * mean * c2 + 4 * mean * c3 + scale ** 4 * u4);
        echo[slot]! += p * back;
        echoSquare[slot]! += p * back * back;
        crossFirst[slot]! += p * mean * back;
        crossSecond[slot]! += p * (mean * mean + c2) * back;
      }
    }
  }
  const shape = (value: (k: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, k) => (second[k]! > 0 ? value(k) : 0));
  return {
    variance: second.map((value) => value / sampleCount),
    skewness: shape((k) => (third[k]! - 6 * crossFirst[k]!) / second[k]! ** 1.5 / Math.sqrt(sampleCount)),
    excessKurtosis: shape((k) => {
      const pairs = 12 * (echoSquare[k]! - echo[k]! ** 2 - crossSecond[k]! + second[k]! * echo[k]!);
      return ((fourth[k]! + pairs) / second[k]! ** 2 - 3) / sampleCount;
    }),
  };
}

/**
 * Predicted cumulants of the learned score at states: the functionals are the features there.
 *
 * @returns shape [N, D]; variance in 1/data²
 * @accuracy as `influenceCumulants`
 * @source as `influenceCumulants`
 */
export function predictedScoreCumulants(
  model: LinearScoreModel,
  process: ForwardProcess,
  moments: CavityMoments,
  at: NoisyStates,
  options: PopulationOptions = {},
): InfluenceCumulants {
  const phi = model.features.evaluate({ x: seenStates(model, at.x), t: at.t });
  const columns = matrix(phi.cols, phi.rows);
  for (let n = 0; n < phi.rows; n++)
    for (let f = 0; f < phi.cols; f++) columns.values[f * phi.rows + n] = phi.values[n * phi.cols + f]!;
  const found = influenceCumulants(model, process, moments, columns, options);
  const dim = process.data.dim;
  return {
    ...found,
    variance: found.variance.map(
      (value, k) => value * outputGain(model, process.schedule, at.t[Math.floor(k / dim)]!) ** 2,
    ),
  };
}
