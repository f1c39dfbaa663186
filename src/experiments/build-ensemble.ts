import { type ForwardProcess, SpecError } from "../core/index.ts";
import {
  linearEnsemble,
  momentMatchedEnsemble,
  populationMoments,
  sandwichEnsemble,
  trainCoefficients,
} from "../linear-models/index.ts";
import { seededRng } from "../numerics/index.ts";
import { buildModel } from "./build.ts";
import { buildPart } from "./build-errors.ts";
import { buildLazyEnsemble } from "./build-lazy.ts";
import type { BuiltEnsemble } from "./built-ensemble.ts";
import { checkFeaturesSpec } from "./spec-checks.ts";
import type { LinearEnsembleSpec, ScoreEnsembleSpec } from "./spec-ensemble.ts";

/**
 * The ensemble that a spec describes.
 *
 * @param path - JSON path of the spec
 * @throws SpecError with the JSON path of the part that cannot be built
 */
export function buildEnsemble(
  spec: ScoreEnsembleSpec,
  process: ForwardProcess,
  path: string = "$.ensemble",
): Promise<BuiltEnsemble> {
  switch (spec.kind) {
    case "linear":
      return linear(spec, process, path);
    case "lazy":
      return buildLazyEnsemble(spec, process, path);
  }
}

async function linear(spec: LinearEnsembleSpec, process: ForwardProcess, path: string): Promise<BuiltEnsemble> {
  checkFeaturesSpec(spec.model.features, `${path}.model.features`);
  if (spec.extrapolate === "clamp" && spec.model.features.kind === "formulas")
    throw new SpecError(`${path}.extrapolate`, "clamp", '"free" for formula features, which have no box');
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
    const coefficients = trainCoefficients(seededRng(spec.seed).split("members"), model, process, 0, spec.members);
    const make = spec.law === "quenched" ? linearEnsemble : momentMatchedEnsemble;
    return {
      ensemble: make(model, process, coefficients),
      accuracy: `moments of ${spec.members} trained models`,
      source: "GTV, Proposition 3.1",
    };
  });
}
