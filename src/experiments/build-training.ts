import { compileFormula, type DataDistribution, type ForwardProcess, type Points, SpecError } from "../core/index.ts";
import {
  architectureOf,
  checkTrainingPlan,
  clockInput,
  embeddedInput,
  featureInput,
  fixedDraws,
  fixedNoise,
  freshDraws,
  freshNoise,
  type ModelShape,
  placeInput,
  type StateInput,
  scoreReadout,
  type TrainingPlan,
  type TrainingSource,
} from "../validate/index.ts";
import { buildData } from "./build-data.ts";
import { buildPart } from "./build-errors.ts";
import { buildFeatures } from "./build-features.ts";
import { buildGrid, buildSchedule } from "./build-schedule.ts";
import type { DataLoader } from "./data-loader.ts";
import { listedPoints } from "./listed-points.ts";
import type { DrawsSpec, TrainingSpecFile } from "./spec-training.ts";

/** A training that can be run, with the process that its members sample. */
export interface BuiltTraining {
  readonly plan: TrainingPlan;
  readonly process: ForwardProcess;
}

/**
 * What a training file describes.
 *
 * @throws SpecError with the JSON path of the part that cannot be built
 */
export async function buildTraining(spec: TrainingSpecFile, loader: DataLoader): Promise<BuiltTraining> {
  const schedule = await buildSchedule(spec.schedule);
  const data = await buildData(spec.data, loader);
  const grid = await buildGrid(spec.sampling.grid, schedule);
  const process = { data, schedule, grid };
  const { trainingTimes } = spec;
  if (
    typeof trainingTimes === "number" &&
    !(trainingTimes >= schedule.cutoffTime && trainingTimes <= schedule.terminalTime)
  )
    throw new SpecError(
      "$.trainingTimes",
      trainingTimes,
      `between the cutoff time ${schedule.cutoffTime} and the terminal time ${schedule.terminalTime}`,
    );
  const input = await buildInput(spec, process);
  const weight = await buildTrainingWeight(spec, process);
  return buildPart("$", spec, async () => {
    const { batch, steps, optimizer, decay, ridge, clipNorm, averaging, initial, initialFunction } = spec;
    const plan: TrainingPlan = {
      network: await buildPart("$.model", spec.model, () => checkedShape(networkShape(spec, input, data.dim))),
      input,
      readout: scoreReadout(spec.parameterization, schedule),
      schedule,
      source: await buildPart("$.draws", spec.draws, () => drawsOf(spec.draws, process, spec.trainingTimes)),
      weight,
      batch,
      steps,
      optimizer,
      decay,
      ridge,
      clipNorm,
      averaging,
      initial,
      initialFunction,
    };
    checkTrainingPlan(plan);
    return { plan, process };
  });
}

async function buildInput({ model }: TrainingSpecFile, { schedule, data }: ForwardProcess): Promise<StateInput> {
  if (model.kind === "linear") return featureInput(await buildFeatures(model.features, data.dim, "$.model.features"));
  if (model.kind === "autoencoder") return placeInput(data.dim);
  const { input } = model;
  return buildPart("$.model.input", input, () =>
    input.kind === "plain"
      ? clockInput(schedule, data.dim, input)
      : embeddedInput(schedule, data.dim, input.frequencies),
  );
}

/** Refuses a shape that cannot be built. */
function checkedShape(shape: ModelShape): ModelShape {
  architectureOf(shape);
  return shape;
}

function networkShape({ model }: TrainingSpecFile, input: StateInput, outputs: number): ModelShape {
  const inputs = input.size;
  switch (model.kind) {
    case "linear":
      return { inputs, outputs, hidden: [], activation: "relu", scaling: "zero", bias: 0, trained: "all" };
    case "network": {
      const { hidden, activation, scaling, bias, trained, outputStart } = model;
      return { inputs, outputs, hidden, activation, scaling, bias, trained, outputStart };
    }
    case "convolution": {
      const { kind, channels, activation, scaling, bias, trained } = model;
      return { kind, inputs, outputs, channels, activation, scaling, bias, trained };
    }
    case "autoencoder": {
      const { kind, hidden, tied, bias } = model;
      return { kind, inputs, outputs, hidden, tied, bias };
    }
  }
}

async function buildTrainingWeight(
  { weight }: TrainingSpecFile,
  { schedule }: ForwardProcess,
): Promise<TrainingPlan["weight"]> {
  if (weight === undefined) return () => 1;
  return buildPart("$", { weight }, async () => {
    const formula = await compileFormula(weight, ["alpha", "sigma", "t"]);
    return (t) => formula([schedule.alpha(t), schedule.sigma(t), t]);
  });
}

function drawsOf(
  draws: DrawsSpec,
  { data, schedule }: ForwardProcess,
  times: TrainingSpecFile["trainingTimes"],
): TrainingSource {
  const law = { data, schedule, times };
  switch (draws.kind) {
    case "fixed":
      return fixedDraws(law, draws.count);
    case "fresh":
      return freshDraws(law);
    case "fixed-noise":
      return fixedNoise(pointsOf(data, draws), draws.copies, schedule, times);
    case "subset": {
      const points = pointsOf(data, draws);
      if (draws.points > points.count)
        throw new SpecError("$.draws.points", draws.points, `at most the ${points.count} points of the data`);
      return freshNoise(points, draws.points, schedule, times);
    }
  }
}

/** The points of data that is a list of them. */
function pointsOf(data: DataDistribution, draws: DrawsSpec): Points {
  const points = listedPoints(data);
  if (points === null)
    throw new SpecError("$.draws.kind", draws.kind, '"fixed" or "fresh" for data that is no list of points');
  return points;
}
