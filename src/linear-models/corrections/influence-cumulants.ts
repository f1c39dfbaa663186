import { type ForwardProcess, type LinearScoreModel, type NoisyStates } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { noisedMarginal, posteriorCentralMoments } from "../../theory/index.ts";
import { outputGain, seenStates } from "../linear-score-field.ts";
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
 * Third and fourth cumulants of functionals aᵀW of trained coefficients, predicted before training. Each draw moves W by
 * G v (target − W̄φ) φ / P, with weight v = w/(1 + h) as in `cavityMoments`; draws are independent, so cumulants add:
 * κ_k(aᵀW) = P κ_k[(v/P) (target − W̄φ) φᵀG a], with the second to fourth moments of the posterior for the noisy target.
 * What fluctuating Gram matrices add is left out: these are lower bounds of how far from Gaussian W is.
 *
 * @param functionals - a; shape [F, K]
 * @accuracy the states of the population
 * @source ELKAROUI2018, leave-one-out; cumulants of sums of independent terms
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
  // Mean of one draw's pull on each functional: that of the ridge, since W̄ is stationary.
  const drift = algebra.gemm(moments.solution, image, { transposeA: true }).values;
  const sums = [2, 3, 4].map(() => new Float64Array(size * dim));
  for (let n = 0; n < states.x.count; n++) {
    const pull = weight[n]! / (1 + (weight[n]! * leverage[n]!) / sampleCount);
    const gain = targetGain(model, process.schedule, states.t[n]!);
    for (let d = 0; d < dim; d++) {
      const at = n * dim + d;
      const misfit = target[at]! - fitted[at]!;
      const second = gain ** 2 * (spread?.second[at] ?? 0);
      const third = gain ** 3 * (spread?.third[at] ?? 0);
      const fourth = gain ** 4 * (spread?.fourth[at] ?? 0);
      for (let k = 0; k < size; k++) {
        const scale = pull * reach[n * size + k]!;
        const mean = scale * misfit - ridge * drift[d * size + k]!;
        const c2 = scale ** 2 * second;
        const c3 = scale ** 3 * third;
        const slot = k * dim + d;
        sums[0]![slot]! += probability[n]! * (mean ** 2 + c2);
        sums[1]![slot]! += probability[n]! * (mean ** 3 + 3 * mean * c2 + c3);
        sums[2]![slot]! += probability[n]! * (mean ** 4 + 6 * mean ** 2 * c2 + 4 * mean * c3 + scale ** 4 * fourth);
      }
    }
  }
  const [second, third, fourth] = sums;
  const shape = (value: (k: number) => number): Float64Array =>
    Float64Array.from({ length: size * dim }, (_, k) => (second![k]! > 0 ? value(k) : 0));
  return {
    variance: second!.map((value) => value / sampleCount),
    skewness: shape((k) => third![k]! / second![k]! ** 1.5 / Math.sqrt(sampleCount)),
    excessKurtosis: shape((k) => (fourth![k]! / second![k]! ** 2 - 3) / sampleCount),
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
