import type { DataDistribution, ForwardProcess, LinearScoreModel, NoiseSchedule } from "../core/index.ts";
import { buildData } from "./build-data.ts";
import { buildFeatures, buildSamplingBox } from "./build-features.ts";
import { buildGrid, buildSchedule } from "./build-schedule.ts";
import { buildWeight } from "./build-weight.ts";
import type { DataLoader } from "./data-loader.ts";
import type { ExperimentSpec } from "./spec.ts";
import { checkDimension } from "./spec-checks.ts";
import type { ModelSpec } from "./spec-model.ts";
import type { SamplingSpec } from "./spec-sampling.ts";

/**
 * Data, schedule and sampling times of an experiment.
 *
 * @throws SpecError with the JSON path of the part that cannot be built
 */
export async function buildProcess(spec: ExperimentSpec, loader: DataLoader): Promise<ForwardProcess> {
  const schedule = await buildSchedule(spec.schedule);
  const grid = await buildGrid(spec.sampling.grid, schedule);
  const data = await buildData(spec.data, loader);
  checkDimension(spec, data.dim);
  return { data, schedule, grid };
}

/**
 * The linear model of an experiment at one sample count, trained on the noisy (J1) or the noise-free target (J0).
 *
 * @param path - JSON path of the model
 * @throws SpecError with the JSON path of the part that cannot be built
 */
export async function buildModel(
  spec: { readonly model: ModelSpec; readonly sampling: Pick<SamplingSpec, "extrapolate"> },
  process: { readonly data: Pick<DataDistribution, "dim">; readonly schedule: NoiseSchedule },
  sampleCount: number,
  target: LinearScoreModel["target"] = "noisy",
  path: string = "$.model",
): Promise<LinearScoreModel> {
  const { features, ridge, parameterization, baseScore, trainingTimes } = spec.model;
  return {
    features: await buildFeatures(features, process.data.dim, `${path}.features`),
    parameterization,
    baseScore,
    weight: await buildWeight(spec.model, process.schedule, path),
    ridge,
    sampleCount,
    target,
    samplingBox: buildSamplingBox(features, spec.sampling.extrapolate),
    trainingTimes,
  };
}
