import type {
  Estimate,
  ForwardProcess,
  LinearScoreModel,
  NoisyStates,
  ScoreEnsemble,
  Validity,
} from "../core/index.ts";
import { gaussianWeightEnsemble, memberScores, type ScoreCumulants, scoreCumulants } from "../linear-models/index.ts";
import { algebra, type Matrix, matrix } from "../numerics/index.ts";
import { vKernel } from "../path-integral/index.ts";
import { jackknife, kernelError, memberScoreMatrix } from "../validate/index.ts";
import { factorAt, type PopulationResult } from "./population-result.ts";

/** Effective features per effective sample above which the expansion in 1/P is not trusted. */
const featuresPerSampleLimit = 1;

/** Whether leading-order theory is inside its domain at this sample count, and by how much. */
export function validity(
  model: LinearScoreModel,
  process: ForwardProcess,
  population: PopulationResult,
  predicted: Matrix,
  trained: Matrix,
  probes: NoisyStates,
): Validity {
  const { effectiveFeatures, effectiveSampleFraction } = population;
  const cumulants = scoreCumulants(memberScores(model, process, predicted, probes));
  const perSample = effectiveFeatures / model.sampleCount;
  const perEffectiveSample = perSample / effectiveSampleFraction;
  const trusted = perEffectiveSample < featuresPerSampleLimit;
  const effectiveSamples = (model.sampleCount * effectiveSampleFraction).toFixed(0);
  const share = (100 * effectiveSampleFraction).toPrecision(2);
  return {
    featureRatio: model.features.featureCount / model.sampleCount,
    effectiveFeatures,
    effectiveFeaturesPerSample: perSample,
    effectiveSampleFraction,
    skewness: largest(cumulants, (entry) => entry.skewness),
    excessKurtosis: largest(cumulants, (entry) => entry.excessKurtosis),
    varianceRatio: varianceRatio(model, process, population, trained, probes),
    trusted,
    reason: `${effectiveFeatures.toFixed(0)} effective features on ${effectiveSamples} effective samples (the loss weights leave ${share} % of P = ${model.sampleCount})`,
  };
}

function largest(cumulants: readonly ScoreCumulants[], pick: (entry: ScoreCumulants) => Estimate): Estimate {
  return cumulants.map(pick).reduce((a, b) => (Math.abs(b.value) > Math.abs(a.value) ? b : a));
}

/** Σ variance of the trained scores over Σ variance of the sandwich, in units of the learned output Wφ, over the probes. */
function varianceRatio(
  model: LinearScoreModel,
  process: ForwardProcess,
  population: PopulationResult,
  trained: Matrix,
  probes: NoisyStates,
): Estimate {
  const { dim } = process.data;
  const unit = Float64Array.from(probes.t, (t) =>
    model.parameterization === "denoiser" ? process.schedule.variance(t) / process.schedule.alpha(t) : 1,
  );
  const sandwich = sandwichField(model, process, population);
  const covariance = sandwich.scoreCovariance(probes, probes);
  let theory = 0;
  for (let i = 0; i < covariance.rows; i++)
    theory += unit[Math.floor(i / dim)]! ** 2 * covariance.values[i * covariance.cols + i]!;
  const scores = memberScoreMatrix(model, process.schedule, trained, probes);
  const { rows, cols, values } = scores;
  return jackknife(rows, (keep) => {
    let total = 0;
    for (let i = 0; i < cols; i++) {
      let mean = 0;
      let square = 0;
      let count = 0;
      for (let m = 0; m < rows; m++) {
        if (!keep(m)) continue;
        const step = values[m * cols + i]! - mean;
        mean += step / ++count;
        square += step * (values[m * cols + i]! - mean);
      }
      total += (unit[Math.floor(i / dim)]! ** 2 * square) / Math.max(1, count - 1);
    }
    return theory > 0 ? total / theory : 0;
  });
}

function sandwichField(
  model: LinearScoreModel,
  process: ForwardProcess,
  { factor, solution }: PopulationResult,
): ScoreEnsemble {
  return gaussianWeightEnsemble("sandwich", model, process, solution, factorAt(factor, model.sampleCount));
}

/** Relative errors of the predicted mean score (quenched) and of the predicted V-kernel (sandwich) against the trained members. */
export function scoreErrors(
  model: LinearScoreModel,
  process: ForwardProcess,
  population: PopulationResult,
  predicted: Matrix,
  trained: Matrix,
  probes: NoisyStates,
): { readonly meanScoreError: Estimate; readonly vKernelError: Estimate } {
  const ours = memberScores(model, process, predicted, probes);
  const theirs = memberScoreMatrix(model, process.schedule, trained, probes);
  const target = columnMeans(ours, () => true);
  const meanScoreError = jackknife(theirs.rows, (keep) => kernelError(columnMeans(theirs, keep), target));
  const kernel = vKernel(process, sandwichField(model, process, population), probes, probes);
  const diffusivity = Float64Array.from({ length: theirs.cols }, (_, i) =>
    process.schedule.diffusivity(probes.t[Math.floor(i / process.data.dim)]!),
  );
  const vKernelError = jackknife(theirs.rows, (keep) =>
    kernelError(kernel, empiricalKernel(theirs, diffusivity, keep)),
  );
  return { meanScoreError, vKernelError };
}

function columnMeans(scores: Matrix, keep: (member: number) => boolean): Matrix {
  const { rows, cols, values } = scores;
  const mean = matrix(1, cols);
  let count = 0;
  for (let m = 0; m < rows; m++) {
    if (!keep(m)) continue;
    count++;
    for (let i = 0; i < cols; i++) mean.values[i]! += values[m * cols + i]!;
  }
  for (let i = 0; i < cols; i++) mean.values[i]! /= count;
  return mean;
}

/** D Cov D′ over the members kept. */
function empiricalKernel(scores: Matrix, diffusivity: Float64Array, keep: (member: number) => boolean): Matrix {
  const { rows, cols, values } = scores;
  const mean = columnMeans(scores, keep).values;
  const kept: Float64Array[] = [];
  for (let m = 0; m < rows; m++) {
    if (keep(m))
      kept.push(Float64Array.from({ length: cols }, (_, i) => diffusivity[i]! * (values[m * cols + i]! - mean[i]!)));
  }
  const centred = matrix(kept.length, cols);
  kept.forEach((row, m) => {
    centred.values.set(row, m * cols);
  });
  const kernel = algebra.syrk(centred);
  return matrix(
    cols,
    cols,
    kernel.values.map((value) => value / (kept.length - 1)),
  );
}
