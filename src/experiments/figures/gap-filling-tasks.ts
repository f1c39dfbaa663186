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
import {
  gaussianCoefficients,
  linearScoreFields,
  linearScoreLattice,
  trainBothTargets,
} from "../../linear-models/index.ts";
import { type Matrix, matrix, seededRng } from "../../numerics/index.ts";
import { fieldStream, stratifiedStarts } from "../../path-integral/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { lookupNodes, lookupSample, lookupSamples } from "../../validate/index.ts";
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

/** States at which the published sampler tabulates a denoiser. */
const lookupGrid = { low: -gapFilling.halfWidth, high: gapFilling.halfWidth, points: gapFilling.gridPoints } as const;

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
    return lookupSample(schedule, field, grid.times, lookupGrid, starts);
  }
  const method = sampler === "converged" ? "rk4" : "euler";
  return probabilityFlow({ data, schedule, grid }, field, { count: starts.length, dim: 1, values: starts }, { method })
    .values;
}

/**
 * End states of E linear models, each from an equal block of starts.
 *
 * @param coefficients - one model a row; shape [E, F]
 * @param starts - shape [E · paths]
 */
export function gapModelSamples(
  sampler: GapSampler,
  { data, schedule }: Pick<ForwardProcess, "data" | "schedule">,
  model: LinearScoreModel,
  coefficients: Matrix,
  starts: Float64Array,
): Float64Array {
  if (sampler !== "lookup")
    return gapSamples(sampler, schedule, data, linearScoreFields(model, schedule, coefficients), starts);
  const { times } = gapGrid(sampler)(schedule);
  const scores = linearScoreLattice(model, schedule, coefficients, lookupNodes(lookupGrid), times.subarray(0, -1));
  return lookupSamples(schedule, scores.values, coefficients.rows, times, lookupGrid, starts);
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

/** Starts of members from … to − 1, the same for every kind of model; shape [(to − from) · paths]. */
function memberStarts({ seed, paths, from, to }: GapInput, schedule: NoiseSchedule): Float64Array {
  const rng = seededRng(seed).split("starts");
  const shift = rng.uniform();
  const starts = new Float64Array((to - from) * paths);
  for (let m = from; m < to; m++)
    starts.set(stratifiedStarts(rng, schedule, 1, paths, shift, m).values, (m - from) * paths);
  return starts;
}

function gapMembers(input: GapInput): GapMembers {
  const { seed, cutoffTime, sampleCount, samplers, from, to } = input;
  const { process, model } = gapFillingCell(cutoffTime, sampleCount, gapGrid("lookup"));
  const marginal = noisedMarginal(process.data, process.schedule);
  const rng = seededRng(seed).split(`members/${cutoffTime}/${sampleCount}`);
  const size = model.features.featureCount;
  const coefficients = { noisy: matrix(to - from, size), noiseFree: matrix(to - from, size) };
  for (let m = from; m < to; m++) {
    const pair = trainBothTargets(fieldStream(rng, m), model, process, marginal);
    coefficients.noisy.values.set(pair.noisy.values, (m - from) * size);
    coefficients.noiseFree.values.set(pair.noiseFree.values, (m - from) * size);
  }
  const starts = memberStarts(input, process.schedule);
  const sampled = (own: Matrix): GapMembers["noisy"] => ({
    coefficients: own,
    samples: samplers.map((sampler) => gapModelSamples(sampler, process, model, own, starts)),
  });
  return { noisy: sampled(coefficients.noisy), noiseFree: sampled(coefficients.noiseFree) };
}

function gapFields(input: GapFieldInput): Float64Array[] {
  const { seed, cutoffTime, sampleCount, samplers, from, to, name, mean, factor } = input;
  const { process, model } = gapFillingCell(cutoffTime, sampleCount, gapGrid("lookup"));
  const rng = seededRng(seed).split(`${name}/${cutoffTime}/${sampleCount}`);
  const streams = Array.from({ length: to - from }, (_, i) => fieldStream(rng, from + i));
  const coefficients = gaussianCoefficients(streams, mean, factor);
  const starts = memberStarts(input, process.schedule);
  return samplers.map((sampler) => gapModelSamples(sampler, process, model, coefficients, starts));
}
