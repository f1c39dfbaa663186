import {
  type LinearScoreModel,
  type NoiseSchedule,
  type NoisyStates,
  type Points,
  points,
  SpecError,
} from "../core/index.ts";
import {
  drawTraining,
  linearScore,
  lossWeights,
  noisyStates,
  regressionTarget,
  ridgeRegression,
  type TrainingDraws,
} from "../linear-models/index.ts";
import { type Matrix, seededRng } from "../numerics/index.ts";
import { buildModel } from "./build.ts";
import { buildData } from "./build-data.ts";
import { buildPart } from "./build-errors.ts";
import { buildAxis, buildFeatures } from "./build-features.ts";
import { buildSchedule } from "./build-schedule.ts";
import type { DataLoader } from "./data-loader.ts";
import { checkTime, dimOfStates, readStates } from "./evaluate-places.ts";
import type { FeatureAxisRequest, FeaturesRequest, LinearFitRequest } from "./evaluate-request.ts";
import { arrayResponse, type EvalResponse, recordResponse, type Shaped } from "./evaluate-response.ts";
import { checkFeaturesSpec } from "./spec-checks.ts";

const source = "GTV, section 5";

/** φ at states. */
export async function evaluateFeatures(request: FeaturesRequest): Promise<EvalResponse> {
  const dim = dimOfStates(request.at);
  checkFeaturesSpec(request.features, "$.features");
  const features = await buildFeatures(request.features, dim, "$.features");
  const at = readStates(request.at, dim, null, "$.at");
  const phi = await buildPart("$.features", request.features, () => features.evaluate(at));
  return arrayResponse(request.quantity, shaped(phi), "rounding", source);
}

/** Features of one coordinate. */
export async function evaluateAxis(request: FeatureAxisRequest): Promise<EvalResponse> {
  checkFeaturesSpec({ kind: "tensor-product", space: [], time: request.axis }, "$.axis");
  const axis = await buildAxis(request.axis, "$.axis");
  const { count, values } = axis.table(Float64Array.from(request.coordinates));
  return arrayResponse(request.quantity, { shape: [request.coordinates.length, count], values }, "rounding", source);
}

/** One exactly trained model: its draws, weights, features, normal equations, solution, and its output at states. */
export async function evaluateLinearFit(request: LinearFitRequest, loader: DataLoader): Promise<EvalResponse> {
  checkFeaturesSpec(request.model.features, "$.model.features");
  const schedule = await buildSchedule(request.schedule);
  const draws = await readDraws(request, schedule, loader);
  const { dim, count } = draws.clean;
  const parts = { model: request.model, sampling: { extrapolate: "free" } } as const;
  const model = await buildModel(parts, { data: { dim }, schedule }, count);
  const at = readStates(request.at, dim, schedule, "$.at");
  const entries = await buildPart("$.model", request.model, () => fitDraws(model, schedule, draws, at));
  return recordResponse(request.quantity, entries, "rounding times the condition number of the Gram matrix", source);
}

function fitDraws(
  model: LinearScoreModel,
  schedule: NoiseSchedule,
  draws: TrainingDraws,
  at: NoisyStates,
): Readonly<Record<string, Shaped>> {
  const { features, ridge } = model;
  const { clean, states } = draws;
  const count = clean.count;
  const weights = lossWeights(model, states.t);
  const target = regressionTarget(model, schedule, states, clean.values);
  const share = weights.map((weight) => weight / count);
  const gram = features.gram(states, share);
  const weighted = { ...target, values: target.values.map((value, i) => value * share[Math.floor(i / target.cols)]!) };
  const coefficients = ridgeRegression(features, states, weights, target, ridge);
  const trace = Array.from({ length: gram.rows }, (_, f) => gram.values[f * gram.cols + f]!).reduce(
    (sum, value) => sum + value,
    0,
  );
  return {
    states: shapedPoints(states.x),
    weights: { shape: [count], values: weights },
    features: shaped(features.evaluate(states)),
    gram: shaped(gram),
    gramTrace: { shape: [], values: Float64Array.of(trace) },
    projection: transposed(features.project(states, weighted)),
    coefficients: transposed(coefficients),
    prediction: shaped(features.combine(at, coefficients)),
    score: shapedPoints(linearScore(model, schedule, coefficients, at)),
  };
}

async function readDraws(
  request: LinearFitRequest,
  schedule: NoiseSchedule,
  loader: DataLoader,
): Promise<TrainingDraws> {
  const { draws } = request;
  if ("sampleCount" in draws) {
    if (request.data === undefined) throw new SpecError("$.data", undefined, "given where draws are sampled");
    const data = await buildData(request.data, loader);
    const process = {
      data,
      schedule,
      grid: { name: "ends", times: Float64Array.of(schedule.terminalTime, schedule.cutoffTime) },
    };
    return drawTraining(seededRng(draws.seed), process, draws.sampleCount, request.model.trainingTimes);
  }
  if (request.data !== undefined) throw new SpecError("$.data", request.data, "left out where draws are given");
  const clean = await buildPart("$.draws", draws, () => points(draws.points));
  const noise = await buildPart("$.draws", draws, () => points(draws.noise));
  if (noise.count !== clean.count || noise.dim !== clean.dim) {
    throw new SpecError("$.draws.noise", draws.noise, `${clean.count} rows of ${clean.dim} numbers, like points`);
  }
  if (draws.times.length !== clean.count)
    throw new SpecError("$.draws.times", draws.times, `${clean.count} times, one a point`);
  draws.times.forEach((t, n) => {
    checkTime(t, schedule, `$.draws.times[${n}]`);
  });
  return { clean, states: noisyStates({ schedule }, clean, Float64Array.from(draws.times), noise.values) };
}

function shaped({ rows, cols, values }: Matrix): Shaped {
  return { shape: [rows, cols], values };
}

function shapedPoints({ count, dim, values }: Points): Shaped {
  return { shape: [count, dim], values };
}

function transposed({ rows, cols, values }: Matrix): Shaped {
  return {
    shape: [cols, rows],
    values: Float64Array.from({ length: values.length }, (_, i) => values[(i % rows) * cols + Math.floor(i / rows)]!),
  };
}
