import {
  type CurveName,
  type Estimate,
  type FlowOptions,
  type ForwardProcess,
  type LinearScoreModel,
  type NoisyStates,
  type Points,
  points,
  probabilityFlow,
  type SampleSet,
  type ScoreField,
} from "../core/index.ts";
import type { Matrix, Rng } from "../numerics/index.ts";
import {
  denoiserMatrix,
  maximumMeanDiscrepancy,
  medianBandwidth,
  memberScoreMatrix,
  memberStarts,
  memorisedFraction,
  type PointLaw,
  pairedDistance,
  pointLaw,
  pooledAgreement,
  sliceDirections,
  slicedEstimate,
} from "../validate/index.ts";
import type { Law } from "./law.ts";
import type { FlowReference, PointMetricName, TrainedCurve } from "./spec-quantities.ts";

/** Numbers of a cell that are worked out only where a claim asks for them, each once. */
export interface CellMeasures {
  readonly distance: (from: CurveName, to: CurveName, metric: PointMetricName) => Estimate;
  /** Share of a law's samples that are memorised points of the data. */
  readonly memorisedFraction: (curve: CurveName) => Estimate;
  /** r² of trained denoisers at the probe states against the mean of the predicted ones. */
  readonly denoiserAgreement: (of: "members" | "mean") => Estimate;
  /** Root mean square distance of the ends of trained members' flows from those of another flow with the same starts. */
  readonly flowDistance: (curve: TrainedCurve, against: FlowReference) => Estimate;
}

/** What they are worked out from. */
export interface MeasureSources {
  readonly process: ForwardProcess;
  readonly model: LinearScoreModel;
  readonly probes: NoisyStates;
  readonly law: (name: CurveName) => Law;
  readonly data: Law;
  /** Coefficients of the predicted and of the trained members; one row a member. */
  readonly predicted: Matrix;
  readonly trained: Matrix;
  /** The stream of the trained members' starts, and how they were sampled. */
  readonly starts: Rng;
  readonly flow: FlowOptions;
  readonly field: (against: Exclude<FlowReference, TrainedCurve>) => ScoreField;
}

/** Points of each law that two laws are compared by, at most; directions; paths of each member that another flow follows. */
const pointCount = 4000;
const directionCount = 64;
const replicates = 50;
const flowPaths = 8;

export function cellMeasures(rng: Rng, sources: MeasureSources): CellMeasures {
  const { process, model, probes, law, data, predicted, trained } = sources;
  const known = new Map<string, Estimate>();
  const once = (key: string, work: () => Estimate): Estimate => {
    let found = known.get(key);
    if (found === undefined) {
      found = work();
      known.set(key, found);
    }
    return found;
  };
  const { dim } = process.data;
  const scores = (coefficients: Matrix): Matrix => memberScoreMatrix(model, process.schedule, coefficients, probes);
  return {
    distance: (from, to, metric) =>
      once(`${metric}/${from}/${to}`, () => {
        const [a, b] = [thinned(law(from).atoms()), thinned(law(to).atoms())];
        if (metric === "maximum-mean-discrepancy") return maximumMeanDiscrepancy(a, b, medianBandwidth(a, b));
        const directions = sliceDirections(rng.split("directions"), dim, directionCount);
        return slicedEstimate(rng.split(`${metric}/${from}/${to}`), 2, a, b, directions, replicates).distance;
      }),
    memorisedFraction: (curve) =>
      once(`memorised/${curve}`, () => {
        const { points: samples, models } = law(curve).atoms();
        return memorisedFraction({ kind: "samples", points: samples, models }, data.atoms().points);
      }),
    denoiserAgreement: (of) =>
      once(`agreement/${of}`, () => {
        const expected = denoiserMatrix(meanRow(scores(predicted)), probes, process.schedule);
        return pooledAgreement(
          denoiserMatrix(scores(trained), probes, process.schedule),
          points(expected.values, dim),
          of,
        );
      }),
    flowDistance: (curve, against) =>
      once(`flow/${curve}/${against}`, () => {
        const { points: ends, models } = law(curve).atoms();
        const set = (of: Points): SampleSet => ({ kind: "samples", points: of, models });
        if (against === "trained-noisy" || against === "trained-noise-free")
          return pairedDistance(set(ends), set(law(against).atoms().points));
        const paths = ends.count / models;
        const starts = new Float64Array(models * paths * dim);
        for (let m = 0; m < models; m++)
          starts.set(memberStarts(sources.starts.split(`starts/${m}`), process, paths), m * paths * dim);
        const kept = (of: Points): Points => somePaths(of, models, Math.min(paths, flowPaths));
        const other = probabilityFlow(process, sources.field(against), kept(points(starts, dim)), sources.flow);
        return pairedDistance(set(kept(ends)), set(other));
      }),
  };
}

/** A law of no more points than pairs can be made of: fewer paths of each model, then fewer models. */
function thinned(law: PointLaw): PointLaw {
  const { points: all, models, weights } = law;
  if (all.count <= pointCount) return law;
  if (models === 1) {
    // An exact law of equal weights is a lattice of quantiles.
    if (weights.some((weight) => weight !== weights[0])) return law;
    return pointLaw(somePaths(all, 1, pointCount));
  }
  const kept = Math.min(models, pointCount);
  const paths = all.count / models;
  const each = points(all.values.subarray(0, kept * paths * all.dim), all.dim);
  return pointLaw(somePaths(each, kept, Math.max(1, Math.floor(pointCount / kept))), undefined, kept);
}

/** Evenly spaced paths of every model, since starts on a line are in order. */
function somePaths({ count, dim, values }: Points, models: number, kept: number): Points {
  const paths = count / models;
  const out = new Float64Array(models * kept * dim);
  for (let m = 0; m < models; m++)
    for (let k = 0; k < kept; k++) {
      const from = (m * paths + Math.floor(((k + 0.5) * paths) / kept)) * dim;
      out.set(values.subarray(from, from + dim), (m * kept + k) * dim);
    }
  return points(out, dim);
}

function meanRow({ rows, cols, values }: Matrix): Matrix {
  const mean = new Float64Array(cols);
  values.forEach((value, i) => {
    mean[i % cols]! += value / rows;
  });
  return { rows: 1, cols, values: mean };
}
