import {
  type DataDistribution,
  type ForwardProcess,
  type Points,
  points,
  probabilityFlow,
  type SampleSet,
  type ScoreField,
  type TrainingMeasurement,
} from "../core/index.ts";
import { type Matrix, type Rng, seededRng } from "../numerics/index.ts";
import { noisedMarginal } from "../theory/index.ts";
import {
  denoiserMatrix,
  fieldScoreMatrix,
  fixedDraws,
  maximumMeanDiscrepancy,
  medianBandwidth,
  memorisationThreshold,
  memorisedFraction,
  type PointLaw,
  pairedDistance,
  pointLaw,
  pooledAgreement,
  sampledPointLaw,
  sliceDirections,
  slicedEstimate,
} from "../validate/index.ts";
import { listedPoints } from "./listed-points.ts";

/** What trained members are measured on. */
export interface MeasuredMembers {
  readonly fields: readonly ScoreField[];
  /** The one time that they were trained at; null where they were trained at all. */
  readonly onlyTime: number | null;
  /** Starts and ends of each member's probability flow, grouped by member; null where they were not sampled. */
  readonly flow: { readonly starts: Points; readonly ends: Points } | null;
}

/** States at which denoisers are compared, for each noise level. */
const probeCount = 64;
/** Data points that stand for data given by a formula. */
const dataCount = 2000;
const directionCount = 64;
/** Bootstrap replicates of the sliced distance. */
const replicates = 50;
/** Paths of each member that the exact flow follows too, and the terms of its posterior means, at most. */
const flowPaths = 16;
const flowTerms = 4e9;

/**
 * How far trained members are from their data and from the exact score: memorised fraction, maximum mean discrepancy and sliced
 * Wasserstein-2 distance of their samples to the clean data, probability flow distance to the exact score, and r² of their
 * denoisers against the exact posterior mean at three noise levels. Errors are over members.
 */
export function trainingMeasurements(
  rng: Rng,
  process: ForwardProcess,
  { fields, onlyTime, flow }: MeasuredMembers,
): TrainingMeasurement[] {
  if (fields.length === 0) return [];
  return [...sampleMeasurements(rng, process, flow, fields.length), ...agreements(rng, process, fields, onlyTime)];
}

const names = {
  memorised: "memorised fraction",
  discrepancy: "squared maximum mean discrepancy to the data",
  sliced: "sliced Wasserstein-2 distance to the data",
  flow: "probability flow distance to the exact score",
};

function withoutSamples(note: string): TrainingMeasurement[] {
  return Object.values(names).map((quantity) => ({ quantity, estimate: null, note }));
}

function sampleMeasurements(
  rng: Rng,
  process: ForwardProcess,
  flow: MeasuredMembers["flow"],
  models: number,
): TrainingMeasurement[] {
  if (flow === null) return withoutSamples("not sampled: a model of one noise level has no probability flow");
  if (!flow.ends.values.every(Number.isFinite)) return withoutSamples("a member's samples are not finite");
  const samples: SampleSet = { kind: "samples", points: flow.ends, models };
  const { data } = process;
  const found = sampledPointLaw(samples);
  const expected = dataLaw(rng.split("data"), data);
  const { dim } = data;
  const sliced = slicedEstimate(
    rng.split("bootstrap"),
    2,
    found,
    expected,
    sliceDirections(seededRng("training-directions"), dim, directionCount),
    replicates,
  );
  const lines =
    dim === 1 ? "on the line" : `${directionCount} directions, which add ± ${sliced.directionError.toPrecision(2)}`;
  return [
    memorisation(samples, data),
    discrepancy(found, expected),
    {
      quantity: names.sliced,
      estimate: sliced.distance,
      note: `${lines}; data units; biased upwards by the finite number of samples`,
    },
    flowDistance(process, flow, models),
  ];
}

/** The data as a law: its points where it is a list of them, else a sample. */
function dataLaw(rng: Rng, data: DataDistribution): PointLaw {
  const listed = listedPoints(data);
  if (listed !== null)
    return pointLaw(
      listed,
      Float64Array.from(data.components, ({ weight }) => weight),
    );
  return sampledPointLaw({ kind: "samples", points: data.sample(rng, dataCount), models: 1 });
}

function memorisation(samples: SampleSet, data: DataDistribution): TrainingMeasurement {
  const quantity = names.memorised;
  const listed = listedPoints(data);
  if (listed === null) return { quantity, estimate: null, note: "the data is no list of points" };
  if (listed.count < 2) return { quantity, estimate: null, note: "the data has one point" };
  return {
    quantity,
    estimate: memorisedFraction(samples, listed),
    note: `nearer to a point of the data than ${memorisationThreshold.toPrecision(2)} times the distance to the second nearest; chance gives about ${(memorisationThreshold ** samples.points.dim).toPrecision(1)}`,
  };
}

function discrepancy(found: PointLaw, expected: PointLaw): TrainingMeasurement {
  const quantity = names.discrepancy;
  if (found.models === 2) return { quantity, estimate: null, note: "needs three members or more" };
  const bandwidth = medianBandwidth(found, expected);
  return {
    quantity,
    estimate: maximumMeanDiscrepancy(found, expected, bandwidth),
    note: `Gaussian kernel of width ${bandwidth.toPrecision(3)}, the median distance; may be negative where laws agree`,
  };
}

function flowDistance(
  process: ForwardProcess,
  { starts, ends }: { readonly starts: Points; readonly ends: Points },
  models: number,
): TrainingMeasurement {
  const { data, schedule, grid } = process;
  const { dim } = starts;
  const paths = starts.count / models;
  const kept = Math.min(flowPaths, paths);
  // Every so many paths, since starts in one dimension are sorted.
  const every = Math.floor(paths / kept);
  const part = ({ values }: Points): Points => {
    const out = new Float64Array(models * kept * dim);
    for (let m = 0; m < models; m++)
      for (let k = 0; k < kept; k++) {
        const from = (m * paths + k * every) * dim;
        out.set(values.subarray(from, from + dim), (m * kept + k) * dim);
      }
    return points(out, dim);
  };
  const terms = 2 * grid.times.length * models * kept * data.components.length * dim;
  if (terms > flowTerms)
    return {
      quantity: names.flow,
      estimate: null,
      note: "left out: the data has too many points for a quick exact flow",
    };
  const exact = probabilityFlow(process, noisedMarginal(data, schedule).scoreField, part(starts), { method: "heun" });
  const set = (of: Points): SampleSet => ({ kind: "samples", points: of, models });
  return {
    quantity: names.flow,
    estimate: pairedDistance(set(part(ends)), set(exact)),
    note: `root mean square distance of ends from the same ${kept} starts of each member; data units`,
  };
}

/** r² of the denoisers of members, and of their mean, against the exact posterior mean. */
function agreements(
  rng: Rng,
  process: ForwardProcess,
  fields: readonly ScoreField[],
  onlyTime: number | null,
): TrainingMeasurement[] {
  const { data, schedule } = process;
  const { cutoffTime: low, terminalTime: high } = schedule;
  const times = onlyTime === null ? [0.25, 0.5, 0.75].map((share) => low * (high / low) ** share) : [onlyTime];
  const exact = noisedMarginal(data, schedule).scoreField;
  return times.flatMap((t, k) => {
    const { states } = fixedDraws({ data, schedule, times: t }, probeCount).list(rng.split("states", k));
    const denoiser = (scores: Matrix): Matrix => denoiserMatrix(scores, states, schedule);
    const predicted = points(denoiser(fieldScoreMatrix([exact], states)).values, data.dim);
    const outputs = denoiser(fieldScoreMatrix(fields, states));
    const level = `noise level σ/α = ${(schedule.sigma(t) / schedule.alpha(t)).toPrecision(3)}`;
    const note = `denoisers at ${probeCount} noisy data points, t = ${t.toPrecision(3)}; 1 is perfect, negative is worse than a constant`;
    return (["members", "mean"] as const).map((of): TrainingMeasurement => {
      const quantity = `r² of ${of === "members" ? "members" : "the mean network"} against the exact denoiser, ${level}`;
      if (of === "mean" && fields.length < 3) return { quantity, estimate: null, note: "needs three members or more" };
      return { quantity, estimate: pooledAgreement(outputs, predicted, of), note };
    });
  });
}
