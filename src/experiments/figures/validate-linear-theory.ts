import {
  cavityEnsemble,
  cavityMoments,
  featureKernel,
  gaussianCoefficients,
  gaussianWeightEnsemble,
  lazyFieldEnsemble,
  lazyMoments,
  lazyPopulation,
  populationMoments,
  populationSgdProblem,
  sandwichFactor,
  scheduledDescent,
  scheduledNoise,
  scoreLoadings,
} from "../../linear-models/index.ts";
import { type Matrix, pivotedCholesky } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { coefficientFields, type LawBlock, memberLaws } from "./validate-linear-laws.ts";
import { type LinearCase, linearCell, linearStream, probeStates, validateLinear } from "./validate-linear-setting.ts";

/** Variances of the score along the probes, [probes · N · D] each, and laws of Gaussian fields. */
export interface LinearTheory {
  readonly sandwich: Float64Array;
  readonly cavity: Float64Array;
  /** Leading order after each of the times, without and with the noise of the batches. */
  readonly descent: readonly Float64Array[];
  readonly noise: readonly Float64Array[];
  readonly laws: {
    readonly sandwich: readonly LawBlock[];
    readonly cavity: readonly LawBlock[];
    readonly exactScore: readonly LawBlock[];
  };
  readonly effectiveFeatures: number;
  /** Effective features per effective sample. */
  readonly featuresPerSample: number;
}

/** Spacing of the population's states over the default, and draws in the plane: moments are good to 1e-3 and to half a per cent. */
const population = { refinement: 0.5, draws: 40_000 } as const;

/** Theory of a case: what leading order, the cavity and exact descent say of its members. */
export function linearTheory({ seed, name }: { readonly seed: number; readonly name: LinearCase }): LinearTheory {
  const cell = linearCell(name, seed);
  const { model, process, rates, plan } = cell;
  const { times, fields } = validateLinear;
  const at = probeStates(cell);
  const { dim } = process.data;
  const rng = linearStream(seed, name).split("theory");
  const moments = populationMoments(model, process, population);
  const cavity = cavityMoments(model, process, { ...population, tolerance: 1e-5 });
  const sandwich = gaussianWeightEnsemble(
    "sandwich",
    model,
    process,
    moments.solution,
    sandwichFactor(model, moments, "target-and-input-noise"),
  );
  const lazy = { ...model, kernel: featureKernel(model.features), initial: null };
  const modes = lazyPopulation({ ...lazy, filter: scheduledDescent(rates, model.ridge) }, process, {
    // The kernel does not say how narrow its features are: bumps need more states than units.
    ...population,
    refinement: name === "random" ? population.refinement : 1,
    rank: model.features.featureCount,
  });
  const problem = populationSgdProblem(model, process, population, moments);
  const noise = scheduledNoise(problem, rates, plan.batch as number, times);
  const starts = rng.split("laws");
  const laws = (what: string, mean: Matrix, factor: Matrix): LawBlock[] => {
    const streams = Array.from({ length: fields }, (_, m) => rng.split(`${what}/${m}`));
    const drawn = gaussianCoefficients(streams, mean, factor);
    return memberLaws(starts, cell, coefficientFields(cell, drawn, 0), 0, fields);
  };
  const exactScore = noisedMarginal(process.data, process.schedule).scoreField;
  const cavityFactor = pivotedCholesky(cavity.covariance).factor;
  return {
    sandwich: variances(sandwich.scoreCovariance(at, at)),
    cavity: variances(cavityEnsemble(model, process, cavity, population).scoreCovariance(at, at)),
    descent: times.map((time) => {
      const filter = scheduledDescent(rates.subarray(0, time), model.ridge);
      const own = { ...lazy, filter };
      return variances(lazyFieldEnsemble(own, process, modes, lazyMoments(modes, filter)).scoreCovariance(at, at));
    }),
    noise: noise.map((covariance) => {
      const { rows, cols, values } = scoreLoadings(model, process, at, pivotedCholesky(covariance).factor, dim);
      return Float64Array.from({ length: rows }, (_, i) =>
        values.subarray(i * cols, (i + 1) * cols).reduce((sum, value) => sum + value * value, 0),
      );
    }),
    laws: {
      sandwich: laws("sandwich", moments.solution, sandwichFactor(model, moments, "target-and-input-noise")),
      cavity: laws("cavity", cavity.solution, cavityFactor),
      exactScore: memberLaws(starts, cell, () => exactScore, 0, dim === 1 ? 1 : fields),
    },
    effectiveFeatures: moments.effectiveFeatures,
    featuresPerSample: moments.effectiveFeatures / (moments.effectiveSampleFraction * model.sampleCount),
  };
}

function variances({ rows, cols, values }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => values[i * cols + i]!);
}
