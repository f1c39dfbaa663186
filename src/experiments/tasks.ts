import { drawTogether, type Task } from "../core/index.ts";
import { gaussianWeightEnsemble, linearScoreFields, trainCoefficients } from "../linear-models/index.ts";
import { type Matrix, matrix, type Rng, seededRng } from "../numerics/index.ts";
import { type GroupField, groupPaths } from "../path-integral/index.ts";
import { type PackageSource, sampleMembers, trainMembers } from "../validate/index.ts";
import { type BuiltExperiment, builtExperiment } from "./built-experiment.ts";
import type { DataLoader } from "./data-loader.ts";
import { runGapTask } from "./figures/gap-filling-tasks.ts";
import { runLazyTask } from "./figures/lazy-tasks.ts";
import { runLocalTask } from "./figures/local-tasks.ts";
import { runNaiveTask } from "./figures/naive-tasks.ts";
import { runOrientationTask } from "./figures/orientation-tasks.ts";
import { runValidationTask } from "./figures/validation-tasks.ts";
import { runValidityTask } from "./figures/validity-tasks.ts";
import type { MemberRange } from "./member-ranges.ts";
import { runAlgebraTask } from "./parallel-algebra.ts";
import { populationResult } from "./population-result.ts";
import type { ExperimentSpec } from "./spec.ts";

/** Members of the predicted side: coefficients [E, F·D] and end states [E · paths, D]. */
export interface PredictedMembers {
  readonly coefficients: Matrix;
  readonly paths: Float64Array;
}

/** Members of the measured side, both targets. */
export interface MeasuredMembers {
  readonly noisy: PredictedMembers;
  readonly noiseFree: PredictedMembers;
}

interface MemberInput extends MemberRange {
  readonly spec: ExperimentSpec;
  readonly sampleCount: number;
}

interface FieldInput extends MemberInput {
  readonly name: string;
  readonly mean: Matrix;
  readonly factor: Matrix;
}

/**
 * Runs one task; the only entry of worker threads.
 *
 * @param packages - where TensorFlow.js comes from; tasks that train networks need it
 */
export async function runTask(task: Task, loader: DataLoader, packages?: PackageSource): Promise<unknown> {
  if (task.task.startsWith("figure/lazy-")) return runLazyTask(task);
  if (task.task.startsWith("figure/gap-")) return runGapTask(task);
  if (task.task.startsWith("algebra/")) return runAlgebraTask(task);
  if (task.task.startsWith("figure/orientation-")) return runOrientationTask(task);
  if (task.task.startsWith("figure/naive-")) return runNaiveTask(task);
  if (task.task === "figure/local-laws") return runLocalTask(task);
  if (task.task.startsWith("figure/validity-")) return runValidityTask(task);
  if (task.task.startsWith("figure/validate-")) return runValidationTask(task, packages, loader);
  const { spec } = task.input as { readonly spec: ExperimentSpec };
  const built = await builtExperiment(spec, loader);
  switch (task.task) {
    case "population":
      return populationResult(built.modelAt(1), built.process);
    case "predicted-members":
      return predictedMembers(built, task.input as MemberInput);
    case "measured-members":
      return measuredMembers(built, task.input as MemberInput);
    case "field-paths":
      return fieldPaths(built, task.input as FieldInput);
    default:
      throw new Error(`runTask: unknown task ${task.task}`);
  }
}

function predictedMembers(
  { spec, process, modelAt }: BuiltExperiment,
  { sampleCount, from, to }: MemberInput,
): PredictedMembers {
  const model = modelAt(sampleCount);
  const rng = seededRng(spec.seed).split(`predict/quenched/P=${sampleCount}`);
  const coefficients = trainCoefficients(rng, model, process, from, to);
  const { cols } = coefficients;
  const rows = (first: number, count: number): Matrix =>
    matrix(count, cols, coefficients.values.subarray((first - from) * cols, (first - from + count) * cols));
  const group: GroupField = (streams, first) => linearScoreFields(model, process.schedule, rows(first, streams.length));
  const options = { method: spec.sampling.method, models: to, pathsPerModel: spec.ensemble.pathsPerModel };
  return { coefficients, paths: groupPaths(rng, process, group, options, from, to) };
}

function measuredMembers(
  { spec, process, modelAt }: BuiltExperiment,
  { sampleCount, from, to }: MemberInput,
): MeasuredMembers {
  const model = modelAt(sampleCount);
  const rng = measureStream(spec, sampleCount);
  const { noisy, noiseFree } = trainMembers(rng.split("train"), model, process, from, to);
  // Both targets start from the same states, so that their difference is due to the target alone.
  const sampled = (coefficients: Matrix): PredictedMembers => ({
    coefficients,
    paths: sampleMembers(
      trainedStarts(spec, sampleCount),
      model,
      process,
      coefficients,
      spec.ensemble.pathsPerModel,
      spec.sampling,
      from,
      to,
    ),
  });
  return { noisy: sampled(noisy), noiseFree: sampled(noiseFree) };
}

/** The stream of everything that is measured in a cell. */
function measureStream(spec: ExperimentSpec, sampleCount: number): Rng {
  return seededRng(spec.seed).split(`measure/P=${sampleCount}`);
}

/** The stream of the states that trained members start from. */
export function trainedStarts(spec: ExperimentSpec, sampleCount: number): Rng {
  return measureStream(spec, sampleCount).split("sample");
}

function fieldPaths(
  { spec, process, modelAt }: BuiltExperiment,
  { sampleCount, name, mean, factor, from, to }: FieldInput,
): Float64Array {
  const ensemble = gaussianWeightEnsemble(name, modelAt(sampleCount), process, mean, factor);
  const rng = seededRng(spec.seed).split(`predict/${name}/P=${sampleCount}`);
  const options = { method: spec.sampling.method, models: to, pathsPerModel: spec.ensemble.pathsPerModel };
  return groupPaths(rng, process, (streams) => drawTogether(ensemble, streams), options, from, to);
}
