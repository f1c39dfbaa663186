import { type ForwardProcess, SpecError } from "../core/index.ts";
import {
  cavityEnsemble,
  cavityMoments,
  givenEnsemble,
  linearEnsemble,
  momentMatchedEnsemble,
  populationMoments,
  sandwichEnsemble,
  trainCoefficients,
  weightsFromFile,
} from "../linear-models/index.ts";
import { seededRng } from "../numerics/index.ts";
import { buildModel } from "./build.ts";
import { buildPart } from "./build-errors.ts";
import { buildLazyEnsemble } from "./build-lazy.ts";
import type { BuiltEnsemble } from "./built-ensemble.ts";
import type { DataLoader } from "./data-loader.ts";
import { checkFeaturesSpec } from "./spec-checks.ts";
import type { FileEnsembleSpec, LinearEnsembleSpec, ScoreEnsembleSpec } from "./spec-ensemble.ts";
import { mostTrainingDraws } from "./spec-fields.ts";

/**
 * The ensemble that a spec describes, whose noise is smooth in time.
 *
 * @param path - JSON path of the spec
 * @param loader - reads the file of an ensemble of given models
 * @throws SpecError with the JSON path of the part that cannot be built; for the naive estimator, which is white in time
 */
export function buildEnsemble(
  spec: ScoreEnsembleSpec,
  process: ForwardProcess,
  path: string = "$.ensemble",
  loader?: DataLoader,
): Promise<BuiltEnsemble> {
  switch (spec.kind) {
    case "linear":
      return linear(spec, process, path);
    case "file":
      return fromFile(spec, process, path, loader);
    case "lazy":
      return buildLazyEnsemble(spec, process, path);
    case "naive":
      return Promise.reject(new SpecError(`${path}.kind`, spec.kind, smoothRule));
  }
}

/** What an ensemble must be where its noise has values at single times. */
const smoothRule =
  "an ensemble that is smooth in time, such as linear or lazy; the naive estimator is white in time, V(z; z′) = κ D C D δ(t − t′), " +
  "which no finite array holds: ask for target-covariance, which is C, for mean-score or for averaged-density";

async function linear(spec: LinearEnsembleSpec, process: ForwardProcess, path: string): Promise<BuiltEnsemble> {
  checkModel(spec, path);
  const trained = spec.law === "moment-matched" || spec.law === "quenched";
  if (trained && spec.sampleCount > mostTrainingDraws)
    throw new SpecError(
      `${path}.sampleCount`,
      spec.sampleCount,
      `at most ${mostTrainingDraws} where models are trained`,
    );
  const parts = { model: spec.model, sampling: { extrapolate: spec.extrapolate } };
  const model = await buildModel(parts, process, spec.sampleCount, spec.target, `${path}.model`);
  return buildPart(`${path}.model`, spec.model, () => {
    if (spec.law === "sandwich") {
      const moments = populationMoments(model, process);
      return {
        ensemble: sandwichEnsemble(model, process, moments),
        accuracy: `leading order in 1/P; population moments by ${moments.method}`,
        source: "GTV, Proposition 5.1",
      };
    }
    if (spec.law === "cavity") {
      const moments = cavityMoments(model, process);
      return {
        ensemble: cavityEnsemble(model, process, moments),
        accuracy:
          `moments resummed in 1/P, good where effective features per draw, ${moments.effectiveFeaturesPerDraw.toPrecision(2)}, ` +
          "are few around each state; Gaussian field",
        source: "LOUART2018; ELKAROUI2018; GTV, Proposition 3.1",
      };
    }
    const coefficients = trainCoefficients(seededRng(spec.seed).split("members"), model, process, 0, spec.members);
    const make = spec.law === "quenched" ? linearEnsemble : momentMatchedEnsemble;
    return {
      ensemble: make(model, process, coefficients),
      accuracy: `moments of ${spec.members} trained models`,
      source: "GTV, Proposition 3.1",
    };
  });
}

function checkModel(spec: Pick<LinearEnsembleSpec, "model" | "extrapolate">, path: string): void {
  checkFeaturesSpec(spec.model.features, `${path}.model.features`);
  if (spec.extrapolate === "clamp" && spec.model.features.kind === "formulas")
    throw new SpecError(`${path}.extrapolate`, "clamp", '"free" for formula features, which have no box');
}

async function fromFile(
  spec: FileEnsembleSpec,
  process: ForwardProcess,
  path: string,
  loader: DataLoader | undefined,
): Promise<BuiltEnsemble> {
  checkModel(spec, path);
  const parts = { model: spec.model, sampling: { extrapolate: spec.extrapolate } };
  const model = await buildModel(parts, process, 1, "noisy", `${path}.model`);
  const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  if (loader === undefined) throw new SpecError(`${path}.path`, spec.path, "read by a loader, which is not given here");
  const bytes = await loader.read(spec.path).catch((error: unknown) => {
    throw new SpecError(`${path}.path`, spec.path, `a file that can be read: ${reason(error)}`);
  });
  const shape = { featureCount: model.features.featureCount, dim: process.data.dim, layout: spec.layout };
  const options = spec.entry === undefined ? shape : { ...shape, entry: spec.entry };
  try {
    const coefficients = await weightsFromFile(bytes, spec.path, options);
    return {
      ensemble: givenEnsemble(model, process, coefficients),
      accuracy: `moments of ${coefficients.rows} given models`,
      source: "the given file",
    };
  } catch (error) {
    throw new SpecError(`${path}.path`, spec.path, `a file of the models' weights: ${reason(error)}`);
  }
}
