import {
  type ForwardProcess,
  type LinearScoreModel,
  type NoisyStates,
  sideBySide,
  type Task,
} from "../../core/index.ts";
import {
  cavityEnsemble,
  cavityMoments,
  featureKernel,
  filteredRegression,
  gaussianCoefficients,
  gaussianWeightEnsemble,
  lazyFieldEnsemble,
  lazyMoments,
  lazyPopulation,
  linearScore,
  populationMoments,
  populationSgdProblem,
  regressionTarget,
  ridgeFilter,
  sandwichFactor,
  scheduledDescent,
  scheduledNoise,
  scoreLoadings,
} from "../../linear-models/index.ts";
import { type Matrix, matrix, pivotedCholesky, type Rng } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import {
  type DenoisingDraws,
  type DrawList,
  fieldScoreMatrix,
  layerArrays,
  networkField,
  type PackageSource,
  startTraining,
  type TrainingPlan,
} from "../../validate/index.ts";
import type { MemberRange } from "../member-ranges.ts";
import { taskBackend } from "../task-backend.ts";
import { coefficientFields, type LawBlock, memberLaws } from "./validate-linear-laws.ts";
import {
  type LinearCase,
  type LinearCell,
  linearCell,
  linearStream,
  validateLinear,
} from "./validate-linear-setting.ts";

/** What every task says. */
export interface LinearInput extends MemberRange {
  readonly seed: number;
  readonly name: LinearCase;
}

/** Input of "figure/validate-linear-members". */
export interface LinearTrainingInput extends LinearInput {
  readonly backend: string;
}

/** Scores at the probes, one member a row; shape [E, probes · N · D]. */
export type ProbeScores = Matrix;

/** Members trained by steps, and trained exactly and by exact descent on the same draws. */
export interface LinearMembers {
  /** After each of the times. */
  readonly trained: readonly ProbeScores[];
  readonly descent: readonly ProbeScores[];
  /** To the optimum. */
  readonly exact: ProbeScores;
  readonly laws: {
    readonly trained: readonly (readonly LawBlock[])[];
    readonly descent: readonly (readonly LawBlock[])[];
    readonly exact: readonly LawBlock[];
  };
  /** Losses at every `interval`-th step; [E][records]. */
  readonly losses: readonly Float64Array[];
  readonly interval: number;
}

/** Further members trained exactly, and by exact descent after each of the times. */
export interface ExactMembers {
  readonly exact: ProbeScores;
  readonly descent: readonly ProbeScores[];
}

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

/** Runs a task of the figure. */
export async function runLinearTask(task: Task, packages: PackageSource | undefined): Promise<unknown> {
  switch (task.task) {
    case "figure/validate-linear-members":
      return linearMembers(task.input as LinearTrainingInput, packages);
    case "figure/validate-linear-exact":
      return exactMembers(task.input as LinearInput);
    case "figure/validate-linear-theory":
      return linearTheory(task.input as Omit<LinearInput, keyof MemberRange>);
    default:
      throw new Error(`runLinearTask: unknown task ${task.task}`);
  }
}

/** All states at which scores are compared, noise level after noise level. */
export function probeStates({ probes }: LinearCell): NoisyStates {
  const { dim } = probes[0]!.states.x;
  const values = probes.flatMap(({ states }) => Array.from(states.x.values));
  const t = probes.flatMap(({ states }) => Array.from(states.t));
  return { x: { count: t.length, dim, values: Float64Array.from(values) }, t: Float64Array.from(t) };
}

/** The draws that member m of a training has; also where it trains exactly. */
export function memberDraws(rng: Rng, { source }: TrainingPlan, m: number): DenoisingDraws {
  return (source as DrawList).list(rng.split(`member/${m}`).split("draws"));
}

/** Coefficients of one member from its draws: at the optimum, and after exact descent for each of the times. */
export function exactCoefficients(
  {
    model,
    process,
    rates,
  }: Pick<LinearCell, "model" | "rates"> & { readonly process: Pick<ForwardProcess, "schedule"> },
  { clean, states }: DenoisingDraws,
  times: readonly number[],
): { readonly optimum: Matrix; readonly descent: Matrix[] } {
  const weights = Float64Array.from(states.t, (t) => model.weight(t));
  const targets = regressionTarget(model, process.schedule, states, clean.values);
  const filters = times.map((time) => scheduledDescent(rates.subarray(0, time), model.ridge));
  const [optimum, ...descent] = filteredRegression(model.features, states, weights, targets, [
    ridgeFilter(model.ridge),
    ...filters,
  ]);
  return { optimum: optimum!, descent };
}

/** Coefficients on the features of the theory from the arrays of a trained network: nominal weights of the last layer, its bias last. */
export function nominalCoefficients({ network }: TrainingPlan, arrays: readonly Float32Array[]): Float64Array {
  // Only the last layer of these networks is trained.
  const parts = layerArrays(network).filter(({ trained }) => trained);
  const own = arrays.slice(-parts.length);
  return Float64Array.from(parts.flatMap(({ scale }, k) => Array.from(own[k]!, (value) => value / scale)));
}

async function linearMembers(
  { seed, name, from, to, backend }: LinearTrainingInput,
  packages: PackageSource | undefined,
): Promise<LinearMembers> {
  const cell = linearCell(name, seed);
  const { plan, process, model } = cell;
  const { times } = validateLinear;
  const rng = linearStream(seed, name);
  const at = probeStates(cell);
  const starts = rng.split("laws");
  const trained: Matrix[] = [];
  const trainedLaws: LawBlock[][] = [];
  const training = await startTraining(await taskBackend(backend, packages), rng, plan, from, to);
  try {
    for (const time of times) {
      await training.advance(time - training.step());
      const networks = await training.networks();
      const fields = networks.map((network) => networkField(plan, network));
      trained.push(fieldScoreMatrix(fields, at));
      trainedLaws.push(
        memberLaws(
          starts,
          cell,
          (first, count) => sideBySide(fields.slice(first - from, first - from + count)),
          from,
          to - from,
        ),
      );
    }
    const { failedAt, losses } = await training.state();
    const bad = failedAt.findIndex((step) => step >= 0);
    if (bad >= 0) throw new Error(`validate-linear: member ${from + bad} diverged at step ${failedAt[bad]}`);
    const exact = trainedExactly(cell, rng, from, to);
    const members = to - from;
    const laws = (coefficients: Matrix): LawBlock[] =>
      memberLaws(starts, cell, coefficientFields(cell, coefficients, from), from, members);
    const scores = (coefficients: Matrix): Matrix => scoresOf(model, process, coefficients, at);
    return {
      trained,
      descent: exact.descent.map(scores),
      exact: scores(exact.optimum),
      laws: { trained: trainedLaws, descent: exact.descent.map(laws), exact: laws(exact.optimum) },
      losses: Array.from({ length: members }, (_, m) =>
        Float64Array.from({ length: losses.length / members }, (_record, k) => losses[k * members + m]!),
      ),
      interval: Math.round(plan.steps / (losses.length / members)),
    };
  } finally {
    training.dispose();
  }
}

/** Coefficients of members `from` … `to` − 1, one a row. */
function trainedExactly(
  cell: LinearCell,
  rng: Rng,
  from: number,
  to: number,
): { readonly optimum: Matrix; readonly descent: Matrix[] } {
  const { times } = validateLinear;
  const size = cell.model.features.featureCount * cell.process.data.dim;
  const optimum = matrix(to - from, size);
  const descent = times.map(() => matrix(to - from, size));
  for (let m = from; m < to; m++) {
    const found = exactCoefficients(cell, memberDraws(rng, cell.plan, m), times);
    optimum.values.set(found.optimum.values, (m - from) * size);
    found.descent.forEach(({ values }, k) => {
      descent[k]!.values.set(values, (m - from) * size);
    });
  }
  return { optimum, descent };
}

function scoresOf(model: LinearScoreModel, process: ForwardProcess, coefficients: Matrix, at: NoisyStates): Matrix {
  const { dim } = process.data;
  const { rows, cols, values } = coefficients;
  const out = matrix(rows, at.x.count * dim);
  for (let m = 0; m < rows; m++) {
    const own = matrix(cols / dim, dim, values.subarray(m * cols, (m + 1) * cols));
    out.values.set(linearScore(model, process.schedule, own, at).values, m * out.cols);
  }
  return out;
}

function exactMembers({ seed, name, from, to }: LinearInput): ExactMembers {
  const cell = linearCell(name, seed);
  const { optimum, descent } = trainedExactly(cell, linearStream(seed, name), from, to);
  const at = probeStates(cell);
  const scores = (coefficients: Matrix): Matrix => scoresOf(cell.model, cell.process, coefficients, at);
  return { exact: scores(optimum), descent: descent.map(scores) };
}

function linearTheory({ seed, name }: Omit<LinearInput, keyof MemberRange>): LinearTheory {
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
