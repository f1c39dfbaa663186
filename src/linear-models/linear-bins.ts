import { ArgumentError, type ForwardProcess, type LinearScoreModel, type ScoreEnsemble } from "../core/index.ts";
import { compositeGaussLegendre, type Matrix, matrix, pivotedCholesky } from "../numerics/index.ts";
import { indicatorBins } from "./features/indicator-bins.ts";
import { linearAxis } from "./features/polynomial-axis.ts";
import { tensorProduct } from "./features/tensor-product.ts";
import { gaussianWeightEnsemble } from "./gaussian-weight-ensemble.ts";
import { type LogNormalScaleLaw, logNormalScaleLaw } from "./log-normal-scale-law.ts";

export interface LinearBinsOptions {
  /** Increasing times, from the cutoff to the terminal time; B + 1 of them. */
  readonly edges: readonly number[];
  /** P. */
  readonly sampleCount: number;
  /** Loss weight w(t) of the score; σ² by default. */
  readonly weight?: (t: number) => number;
  /** ρ ≥ 0; 0 by default. */
  readonly ridge?: number;
  /** "noise-free" (J0) leaves the misfit as the only noise. */
  readonly target?: "noisy" | "noise-free";
}

/** One linear score ŝ = W_b x per time bin on Gaussian data, with everything in closed form. */
export interface LinearBins {
  readonly model: LinearScoreModel;
  /** Mean of W; shape [B, 1]. */
  readonly mean: Matrix;
  /** Covariance of W, 1/P included; shape [B, B]; diagonal without a ridge. */
  readonly covariance: Matrix;
  /** The Gaussian field of these moments. */
  readonly ensemble: ScoreEnsemble;
  /** What the average model samples. */
  readonly law: LogNormalScaleLaw;
  /** E x² of the mean flow, V = 0; data². */
  readonly meanFlowSecondMoment: number;
  /** E x² if the noise were redrawn at every instant (Itô), which it is not: e^{2ℓ + ν}; data². */
  readonly itoSecondMoment: number;
}

/** Gauss–Legendre nodes a panel, and panels a bin. */
const panelNodes = 12;
const panelsPerBin = 16;

/**
 * A score that is linear in x with a slope of its own in every time bin, on data N(0, v₀). The output is x_ε = e^g x_T with
 * g = ∫β + Σ_b W_b ∫_b D, so that Gaussian slopes make it a log-normal scale mixture of Gaussians with
 * ℓ = ∫β + Σ c_b E W_b and ν = cᵀ Cov(W) c, c_b = ∫_b D dt.
 * Moments of W in leading order of 1/P, with v_t = α²v₀ + σ², averages ⟨·⟩ over the times of a bin, and
 * C = 1/σ² − 1/v_t: E W_b = −⟨w⟩/(⟨w v⟩ + ρ),
 * Cov(W_b, W_c) = {δ_bc ⟨w²(C v + 3 (1 + v W_b)²)⟩ − ρ² W_b W_c}/(P (⟨wv⟩_b + ρ)(⟨wv⟩_c + ρ)).
 *
 * @accuracy leading order in 1/P; given the moments, rounding and a quadrature of 1e-13
 * @throws ArgumentError when the data are not one Gaussian of mean 0 in one dimension, or edges do not span the window
 * @source GTV, section 5, beyond leading order
 */
export function linearBins(process: ForwardProcess, options: LinearBinsOptions): LinearBins {
  const { schedule } = process;
  const { edges, sampleCount, weight = (t) => schedule.variance(t), ridge = 0, target = "noisy" } = options;
  const clean = checkedVariance(process, edges);
  const features = tensorProduct([linearAxis()], indicatorBins({ edges }));
  const model: LinearScoreModel = {
    features,
    parameterization: "score",
    baseScore: "zero",
    weight,
    ridge,
    sampleCount,
    target,
    samplingBox: null,
    trainingTimes: "uniform",
  };
  const count = edges.length - 1;
  const span = schedule.terminalTime - schedule.cutoffTime;
  const mean = matrix(count, 1);
  const noise = new Float64Array(count);
  const strength = new Float64Array(count);
  const clock = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    const average = binAverage(edges[b]!, edges[b + 1]!);
    const spread = (t: number): number => schedule.alpha(t) ** 2 * clean + schedule.variance(t);
    strength[b] = average((t) => weight(t) * spread(t)) / span + ridge;
    const slope = -average(weight) / span / strength[b]!;
    mean.values[b] = slope;
    noise[b] =
      average((t) => {
        const v = spread(t);
        const misfit = 3 * (1 + v * slope) ** 2;
        const targetNoise = target === "noisy" ? (schedule.alpha(t) ** 2 * clean) / schedule.variance(t) : 0;
        return weight(t) ** 2 * (targetNoise + misfit);
      }) / span;
    clock[b] = average((t) => schedule.diffusivity(t));
  }
  const covariance = matrix(count, count);
  for (let b = 0; b < count; b++) {
    for (let c = 0; c < count; c++) {
      const own = (b === c ? noise[b]! : 0) - ridge * ridge * mean.values[b]! * mean.values[c]!;
      covariance.values[b * count + c] = own / (sampleCount * strength[b]! * strength[c]!);
    }
  }
  const { cutoffTime, terminalTime } = schedule;
  let logMean = Math.log(schedule.alpha(cutoffTime) / schedule.alpha(terminalTime));
  let logVariance = 0;
  for (let b = 0; b < count; b++) {
    logMean += clock[b]! * mean.values[b]!;
    for (let c = 0; c < count; c++) logVariance += clock[b]! * clock[c]! * covariance.values[b * count + c]!;
  }
  const start = schedule.variance(terminalTime);
  return {
    model,
    mean,
    covariance,
    ensemble: gaussianWeightEnsemble("linear bins", model, process, mean, pivotedCholesky(covariance).factor),
    law: logNormalScaleLaw(start, logMean, Math.max(0, logVariance)),
    meanFlowSecondMoment: start * Math.exp(2 * logMean),
    itoSecondMoment: start * Math.exp(2 * logMean + logVariance),
  };
}

/** ∫ f dt over a bin, panels growing geometrically from the left. */
function binAverage(low: number, high: number): (f: (t: number) => number) => number {
  const edges = Array.from({ length: panelsPerBin + 1 }, (_, k) =>
    low > 0 ? low * (high / low) ** (k / panelsPerBin) : low + ((high - low) * k) / panelsPerBin,
  );
  edges[panelsPerBin] = high;
  const { nodes, weights } = compositeGaussLegendre(edges, panelNodes);
  return (f) => nodes.reduce((sum, t, k) => sum + weights[k]! * f(t), 0);
}

function checkedVariance({ data, schedule }: ForwardProcess, edges: readonly number[]): number {
  const where = "linearBins";
  const [only] = data.components;
  if (data.dim !== 1 || data.components.length !== 1 || only!.mean[0] !== 0) {
    throw new ArgumentError(where, "data", data.name, "one Gaussian of mean 0 in one dimension");
  }
  if (edges[0] !== schedule.cutoffTime || edges.at(-1) !== schedule.terminalTime) {
    const rule = `from the cutoff time ${schedule.cutoffTime} to the terminal time ${schedule.terminalTime}`;
    throw new ArgumentError(where, "edges", [edges[0], edges.at(-1)], rule);
  }
  return only!.covariance?.[0] ?? 0;
}
