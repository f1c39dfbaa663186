import {
  type ParallelMap,
  type Region,
  type SampleSet,
  type ScoreField,
  sharedMatrix,
  sharedNumbers,
} from "../core/index.ts";
import {
  centredCoefficients,
  linearScoreField,
  meanCoefficients,
  momentMatchedFactor,
} from "../linear-models/index.ts";
import { type Matrix, seededRng } from "../numerics/index.ts";
import { deterministicEnsemble, meanFlow } from "../path-integral/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import type { BuiltExperiment } from "./built-experiment.ts";
import { blurredLaw, dataLaw } from "./exact-laws.ts";
import { joinArrays, stackRows } from "./join.ts";
import { type Law, type LawIdentity, sampledLaw } from "./law.ts";
import { deletedMeans, withMemberError } from "./member-error.ts";
import { fieldRanges, memberRanges } from "./member-ranges.ts";
import { parallelSyrk } from "./parallel-algebra.ts";
import { factorAt, type PopulationResult } from "./population-result.ts";
import type { MeasuredMembers, PredictedMembers } from "./tasks.ts";

/** Paths of a deterministic flow, and of one that only serves the error of another. */
const flowPaths = 20_000;
const errorPaths = 1000;

/** Everything that a cell compares, with the coefficients that its diagnosis needs. */
export interface CellLaws {
  readonly data: Law;
  readonly laws: readonly Law[];
  readonly predicted: Matrix;
  readonly trained: Matrix;
}

/** Which laws a cell has, in the order of its tables: what is exact, then the theory, then the measurement. */
const identities = {
  exactScore: {
    name: "exact-score",
    label: "exact score, same integrator",
    side: "exact",
    route: "probability-flow",
    pairing: 1,
  },
  infinite: {
    name: "infinite-data",
    label: "infinite data (P = ∞), V = 0",
    side: "predicted",
    route: "probability-flow",
    pairing: 2,
  },
  mean: {
    name: "mean-flow",
    label: "mean learned score, V = 0",
    side: "predicted",
    route: "probability-flow",
    pairing: 3,
  },
  quenched: {
    name: "quenched",
    label: "quenched average, exact training",
    side: "predicted",
    route: "probability-flow",
    pairing: 4,
  },
  inputNoise: {
    name: "sandwich-misfit",
    label: "Gaussian field, input noise only",
    side: "predicted",
    route: "probability-flow",
    pairing: 5,
  },
  sandwich: {
    name: "sandwich",
    label: "Gaussian field, leading order in 1/P",
    side: "predicted",
    route: "probability-flow",
    pairing: 6,
  },
  matched: {
    name: "moment-matched",
    label: "Gaussian field, moment-matched",
    side: "predicted",
    route: "probability-flow",
    pairing: 7,
  },
  noisy: {
    name: "trained-noisy",
    label: "trained on the noisy target (J1)",
    side: "measured",
    route: "probability-flow",
    pairing: 8,
  },
  noiseFree: {
    name: "trained-noise-free",
    label: "trained on the noise-free target (J0)",
    side: "measured",
    route: "probability-flow",
    pairing: 8,
  },
} as const satisfies Record<string, LawIdentity>;

/** Tasks of one cell, for the progress count. */
export function cellTaskCount(built: BuiltExperiment): number {
  const { models, pathsPerModel } = built.spec.ensemble;
  return 2 * memberRanges(models).length + 3 * fieldRanges(fieldCount(built), pathsPerModel).length;
}

/** Gaussian fields drawn, each with as many paths as a trained model. */
function fieldCount({ spec }: BuiltExperiment): number {
  return Math.max(2, Math.round(spec.ensemble.fieldPaths / spec.ensemble.pathsPerModel));
}

/** Predicts, trains and samples one cell. */
export async function cellLaws(
  built: BuiltExperiment,
  population: PopulationResult,
  sampleCount: number,
  regions: readonly Region[],
  display: Float64Array | null,
  parallel: ParallelMap,
  onTask: (label: string) => void,
): Promise<CellLaws> {
  const { spec, process, modelAt } = built;
  const model = modelAt(sampleCount);
  const { dim } = process.data;
  const { models } = spec.ensemble;
  const run = async <Result>(task: string, count: number, extra: object, label: string): Promise<Result[]> => {
    const tasks = memberRanges(count).map((range) => ({ task, input: { spec, sampleCount, ...extra, ...range } }));
    return parallel.map<Result>(tasks, () => onTask(label));
  };
  const law = (identity: LawIdentity, values: Float64Array, count: number): Law => {
    const samples: SampleSet = { kind: "samples", points: { count: values.length / dim, dim, values }, models: count };
    return sampledLaw(identity, samples, regions, display);
  };

  const predicted = await run<PredictedMembers>("predicted-members", models, {}, `P = ${sampleCount}: predicting`);
  const coefficients = stackRows(predicted.map((part) => part.coefficients));
  const measured = await run<MeasuredMembers>("measured-members", models, {}, `P = ${sampleCount}: training`);
  const trained = stackRows(measured.map((part) => part.noisy.coefficients));
  const mean = meanCoefficients(coefficients, dim);
  const covariance = await parallelSyrk(parallel, centredCoefficients(coefficients));
  const fields = fieldCount(built);
  const field = async (identity: LawIdentity, center: Matrix, factor: Matrix): Promise<Law> => {
    const size = spec.ensemble.pathsPerModel * dim;
    const ends = sharedNumbers(fields * size);
    const input = { spec, sampleCount, name: identity.name, mean: center, factor: sharedMatrix(factor) };
    await parallel.map(
      fieldRanges(fields, spec.ensemble.pathsPerModel).map((range) => ({
        task: "field-paths",
        input: { ...input, ...range },
        into: ends.subarray(range.from * size, range.to * size),
      })),
      () => onTask(`P = ${sampleCount}: ${identity.label}`),
    );
    return law(identity, ends, fields);
  };
  const flow = (identity: LawIdentity, center: ScoreField, paths: number = flowPaths): Law => {
    const { distribution } = meanFlow({ method: spec.sampling.method, paths }).propagate(
      seededRng(spec.seed).split(`flow/${identity.name}`),
      process,
      deterministicEnsemble(identity.name, center),
    );
    // Above one dimension the starts are random, so that each path counts as a model of its own.
    const { values } = (distribution as SampleSet).points;
    return law(identity, values, dim === 1 ? 1 : paths);
  };
  const withoutBlock = (coefficientMean: Matrix): Law =>
    flow(identities.mean, linearScoreField(model, process.schedule, coefficientMean), errorPaths);

  return {
    data: dataLaw(process.data, regions),
    laws: [
      blurredLaw(process, regions, display),
      flow(identities.exactScore, noisedMarginal(process.data, process.schedule).scoreField),
      flow(identities.infinite, linearScoreField(model, process.schedule, population.solution)),
      withMemberError(
        flow(identities.mean, linearScoreField(model, process.schedule, mean)),
        deletedMeans(coefficients, dim).map(withoutBlock),
      ),
      law(identities.quenched, joinArrays(predicted.map((part) => part.paths)), models),
      await field(identities.inputNoise, population.solution, factorAt(population.inputFactor, sampleCount)),
      await field(identities.sandwich, population.solution, factorAt(population.factor, sampleCount)),
      await field(identities.matched, mean, momentMatchedFactor(coefficients, covariance)),
      law(identities.noisy, joinArrays(measured.map((part) => part.noisy.paths)), models),
      law(identities.noiseFree, joinArrays(measured.map((part) => part.noiseFree.paths)), models),
    ],
    predicted: coefficients,
    trained,
  };
}
