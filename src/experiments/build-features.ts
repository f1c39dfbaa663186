import { type FeatureMap, SpecError } from "../core/index.ts";
import {
  constantAxis,
  type FeatureAxis,
  formulaFeatures,
  fourierAxis,
  gaussianBumps,
  indicatorBins,
  polynomialAxis,
  tensorProduct,
} from "../linear-models/index.ts";
import { buildPart } from "./build-errors.ts";
import { checkFeatureDimension } from "./spec-checks.ts";
import type { AxisSpec, FeaturesSpec } from "./spec-features.ts";

/**
 * The features that a spec describes, for data of dimension `dim`.
 *
 * @throws SpecError when the axes do not fit the dimension, or a formula is not allowed
 */
export async function buildFeatures(
  spec: FeaturesSpec,
  dim: number,
  path: string = "$.model.features",
): Promise<FeatureMap> {
  checkFeatureDimension(spec, dim, path);
  if (spec.kind === "formulas") return buildPart(path, spec, () => formulaFeatures(spec.formulas, dim));
  const space = await Promise.all(spec.space.map((axis, d) => buildAxis(axis, `${path}.space[${d}]`)));
  const time = await buildAxis(spec.time, `${path}.time`);
  return buildPart(path, spec, () => tensorProduct(space, time));
}

/** The features of one coordinate that a spec describes. */
export function buildAxis(spec: AxisSpec, path: string): Promise<FeatureAxis> {
  return buildPart(path, spec, () => {
    switch (spec.kind) {
      case "gaussian-bumps":
        return gaussianBumps(spec);
      case "fourier":
        return fourierAxis(spec);
      case "polynomial":
        return polynomialAxis(spec);
      case "constant":
        return constantAxis();
      case "indicator-bins":
        return indicatorBins(spec);
    }
  });
}

/**
 * The box in which features are meant to be evaluated, one interval per data axis: the outermost bump centres or edges,
 * or one period; infinite for monomials.
 *
 * @returns null for "free" extrapolation
 */
export function buildSamplingBox(
  features: FeaturesSpec,
  extrapolate: "free" | "clamp",
): readonly (readonly [number, number])[] | null {
  if (extrapolate === "free") return null;
  if (features.kind === "formulas") {
    throw new SpecError("$.sampling.extrapolate", extrapolate, '"free" for formula features, which have no box');
  }
  return features.space.map((axis): readonly [number, number] => {
    switch (axis.kind) {
      case "gaussian-bumps":
        return [axis.low, axis.high];
      case "fourier":
        return [-axis.period / 2, axis.period / 2];
      case "indicator-bins":
        return [axis.edges[0]!, axis.edges.at(-1)!];
      default:
        return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    }
  });
}
