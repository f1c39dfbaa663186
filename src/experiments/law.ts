import {
  type CurveName,
  type CurveResult,
  type DensityCurve,
  type Estimate,
  meanEstimate,
  type Region,
  type SampleSet,
} from "../core/index.ts";
import { seededRng } from "../numerics/index.ts";
import {
  histogramDensity,
  massPerModel,
  momentEstimates,
  type PointLaw,
  pointLaw,
  type StepLaw,
  slicedInfluence,
  stepLaw,
  type WassersteinInfluence,
  wassersteinInfluence,
} from "../validate/index.ts";

/** A law of a cell, ready to be compared: its projections on lines, and its masses per region and model. */
export interface Law {
  readonly name: CurveName | "data";
  readonly label: string;
  readonly side: CurveResult["side"];
  readonly route: string;
  readonly models: number;
  readonly pathsPerModel: number;
  /** The law itself in 1D; its projections on fixed directions above. */
  readonly projections: readonly StepLaw[];
  /** The law's points, grouped by model. */
  readonly atoms: () => PointLaw;
  /** Mass of each region; shape [regions][models]. */
  readonly masses: readonly Float64Array[];
  readonly mean: Estimate;
  readonly variance: Estimate;
  readonly density: DensityCurve | null;
  /** Laws with the same number were trained on the same inputs, model by model. */
  readonly pairing: number;
}

/** Lines on which laws of dimension two and more are compared. */
const lineCount = 16;

/** Fixed unit directions: the axis in 1D, evenly spread in the plane, pseudo-random above. */
export function directions(dim: number): Float64Array[] {
  if (dim === 1) return [Float64Array.of(1)];
  const rng = seededRng("directions");
  return Array.from({ length: lineCount }, (_, k) => {
    const angle = (Math.PI * k) / lineCount;
    const v = dim === 2 ? Float64Array.of(Math.cos(angle), Math.sin(angle)) : rng.normals(dim);
    const norm = Math.hypot(...v);
    return v.map((value) => value / norm);
  });
}

/** Atoms along each direction. */
export function projected(values: Float64Array, dim: number, weights: Float64Array | null, models: number): StepLaw[] {
  const count = values.length / dim;
  const share = weights ?? new Float64Array(count).fill(1 / count);
  return directions(dim).map((direction) => {
    if (dim === 1) return stepLaw(values, share, models);
    const line = Float64Array.from({ length: count }, (_, n) => {
      let dot = 0;
      for (let d = 0; d < dim; d++) dot += direction[d]! * values[n * dim + d]!;
      return dot;
    });
    return stepLaw(line, share, models);
  });
}

export interface LawIdentity {
  readonly name: CurveName;
  readonly label: string;
  readonly side: CurveResult["side"];
  readonly route: string;
  readonly pairing: number;
}

/** A law given by samples grouped by model. */
export function sampledLaw(
  identity: LawIdentity,
  samples: SampleSet,
  regions: readonly Region[],
  display: Float64Array | null,
): Law {
  const { points, models } = samples;
  return {
    ...identity,
    models,
    pathsPerModel: points.count / models,
    projections: projected(points.values, points.dim, null, models),
    atoms: () => pointLaw(points, undefined, models),
    masses: regions.map((region) => massPerModel(samples, region)),
    ...momentEstimates(samples),
    density: points.dim === 1 && display !== null ? histogramDensity(samples, display) : null,
  };
}

/** Mass of each region with its error over models. */
export function massEstimates(law: Law): Estimate[] {
  return law.masses.map((perModel) => meanEstimate(perModel));
}

/** W₁ to the data with its influence over models; sliced W₁ above one dimension. */
export function distanceToData(law: Law, data: Law): WassersteinInfluence {
  return slicedInfluence(law.projections.map((line, k) => wassersteinInfluence(line, data.projections[k]!)));
}
