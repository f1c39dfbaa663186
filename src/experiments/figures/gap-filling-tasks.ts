import {
  type ForwardProcess,
  geometricGrid,
  type LinearScoreModel,
  type NoiseSchedule,
  probabilityFlow,
  type ScoreField,
  type Task,
  type TimeGrid,
  uniformGrid,
} from "../../core/index.ts";
import { gaussianWeightEnsemble, linearScoreField, trainBothTargets } from "../../linear-models/index.ts";
import { type Matrix, matrix, seededRng } from "../../numerics/index.ts";
import { fieldStream, stratifiedStarts } from "../../path-integral/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { lookupSample } from "../../validate/index.ts";
import { type PopulationResult, populationResult } from "../population-result.ts";
import { gapFilling, gapFillingCell } from "./gap-filling-setting.ts";

/** How the figure samples: as published, converged, or with the 300 Euler steps of the decomposition table. */
export type GapSampler = "lookup" | "converged" | "euler-300";

/** Runge–Kutta steps per decade of time; masses are then converged to 1e-5. */
const stepsPerDecade = 30;

/** Sampling times of a scheme. */
export function gapGrid(sampler: GapSampler): (schedule: NoiseSchedule) => TimeGrid {
  if (sampler === "lookup") return (schedule) => uniformGrid(schedule, gapFilling.steps);
  if (sampler === "euler-300") return (schedule) => uniformGrid(schedule, 300);
  return (schedule) =>
    geometricGrid(schedule, Math.ceil(stepsPerDecade * Math.log10(schedule.terminalTime / schedule.cutoffTime)));
}

/** End states of starts under one field. */
export function gapSamples(
  sampler: GapSampler,
  schedule: NoiseSchedule,
  data: ForwardProcess["data"],
  field: ScoreField,
  starts: Float64Array,
): Float64Array {
  const grid = gapGrid(sampler)(schedule);
  if (sampler === "lookup") {
    const { halfWidth, gridPoints } = gapFilling;
    return lookupSample(schedule, field, grid.times, { low: -halfWidth, high: halfWidth, points: gridPoints }, starts);
  }
  const method = sampler === "converged" ? "rk4" : "euler";
  return probabilityFlow({ data, schedule, grid }, field, { count: starts.length, dim: 1, values: starts }, { method })
    .values;
}

/** What every task of the figure says. */
export interface GapInput {
  readonly seed: number;
  readonly cutoffTime: number;
  readonly sampleCount: number;
  readonly samplers: readonly GapSampler[];
  readonly paths: number;
  readonly from: number;
  readonly to: number;
}

export interface GapFieldInput extends GapInput {
  readonly name: string;
  readonly mean: Matrix;
  readonly factor: Matrix;
}

/** Trained members on both targets; samples per sampler, [to − from] × paths each. */
export interface GapMembers {
  readonly noisy: { readonly coefficients: Matrix; readonly samples: Float64Array[] };
  readonly noiseFree: { readonly coefficients: Matrix; readonly samples: Float64Array[] };
}

/** Runs a task of the gap-filling figure. */
export function runGapTask(task: Task): unknown {
  switch (task.task) {
    case "figure/gap-population":
      return gapPopulation(task.input as GapInput);
    case "figure/gap-members":
      return gapMembers(task.input as GapInput);
    case "figure/gap-fields":
      return gapFields(task.input as GapFieldInput);
    default:
      throw new Error(`runGapTask: unknown task ${task.task}`);
  }
}

function gapPopulation({ cutoffTime }: GapInput): PopulationResult {
  const { process, model } = gapFillingCell(cutoffTime, 1, gapGrid("lookup"));
  return populationResult(model, process);
}

/** Samples of member m under every sampler, from the same starts. */
function memberSamples(input: GapInput, process: ForwardProcess, field: ScoreField, m: number): Float64Array[] {
  const rng = seededRng(input.seed).split("starts");
  const starts = stratifiedStarts(rng, process.schedule, 1, input.paths, rng.uniform(), m).values;
  return input.samplers.map((sampler) => gapSamples(sampler, process.schedule, process.data, field, starts));
}

function gapMembers(input: GapInput): GapMembers {
  const { seed, cutoffTime, sampleCount, from, to } = input;
  const { process, model } = gapFillingCell(cutoffTime, sampleCount, gapGrid("lookup"));
  const marginal = noisedMarginal(process.data, process.schedule);
  const rng = seededRng(seed).split(`members/${cutoffTime}/${sampleCount}`);
  const collected = { noisy: collector(input, model), noiseFree: collector(input, model) };
  for (let m = from; m < to; m++) {
    const pair = trainBothTargets(fieldStream(rng, m), model, process, marginal);
    for (const target of ["noisy", "noiseFree"] as const) {
      const field = linearScoreField(model, process.schedule, pair[target]);
      collected[target].add(m, pair[target], memberSamples(input, process, field, m));
    }
  }
  return { noisy: collected.noisy.result, noiseFree: collected.noiseFree.result };
}

function collector(
  input: GapInput,
  model: LinearScoreModel,
): { readonly result: GapMembers["noisy"]; add(m: number, own: Matrix, samples: Float64Array[]): void } {
  const { from, to, paths, samplers } = input;
  const size = model.features.featureCount;
  const coefficients = matrix(to - from, size);
  const samples = samplers.map(() => new Float64Array((to - from) * paths));
  return {
    result: { coefficients, samples },
    add(m, own, found) {
      coefficients.values.set(own.values, (m - from) * size);
      found.forEach((values, k) => {
        samples[k]!.set(values, (m - from) * paths);
      });
    },
  };
}

function gapFields(input: GapFieldInput): Float64Array[] {
  const { seed, cutoffTime, sampleCount, from, to, paths, name, mean, factor } = input;
  const { process, model } = gapFillingCell(cutoffTime, sampleCount, gapGrid("lookup"));
  const ensemble = gaussianWeightEnsemble(name, model, process, mean, factor);
  const rng = seededRng(seed).split(`${name}/${cutoffTime}/${sampleCount}`);
  const out = input.samplers.map(() => new Float64Array((to - from) * paths));
  for (let m = from; m < to; m++) {
    memberSamples(input, process, ensemble.draw(fieldStream(rng, m)), m).forEach((values, k) => {
      out[k]!.set(values, (m - from) * paths);
    });
  }
  return out;
}
