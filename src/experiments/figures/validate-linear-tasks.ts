import {
  type ForwardProcess,
  type LinearScoreModel,
  type NoisyStates,
  sideBySide,
  type Task,
} from "../../core/index.ts";
import {
  filteredRegression,
  linearScore,
  regressionTarget,
  ridgeFilter,
  scheduledDescent,
} from "../../linear-models/index.ts";
import { type Matrix, matrix, type Rng } from "../../numerics/index.ts";
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
  probeStates,
  validateLinear,
} from "./validate-linear-setting.ts";
import { linearTheory } from "./validate-linear-theory.ts";

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
