import { meanEstimate, type ParallelMap, probabilityFlow } from "../../core/index.ts";
import type { ResidualSpectrum } from "../../linear-models/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { memberStarts } from "../../validate/index.ts";
import { joinArrays, stackRows } from "../join.ts";
import type { MemberRange } from "../member-ranges.ts";
import { meanLargestEigenvalue, timeOfLoss } from "../validation/counterpart-members.ts";
import { type OrdinaryFigureSetting, ordinaryFigureSetup, ordinaryStream } from "./ordinary-setting.ts";
import type {
  OrdinaryField,
  OrdinaryInput,
  OrdinaryLazyInput,
  OrdinaryMembers,
  OrdinaryTrainInput,
  TrainedOrdinary,
} from "./ordinary-tasks.ts";

/** Members of one task; fixed, so that results do not depend on the number of threads. */
const trainedTogether = 12;
const lazyTogether = 4;
/** Training times, over the largest eigenvalue, to which landmarks resolve the leading-order field. */
export const fieldReach = 1e8;

/** One look at a training, with the theory at the time of equal loss. */
export interface OrdinarySnapshotFound {
  readonly step: number;
  /** Loss over all draws; shape [E]. */
  readonly trainingLoss: Float64Array;
  readonly trained: OrdinaryMembers;
  readonly trainedMean: Float64Array;
  /** τ times the largest eigenvalue; null where the lazy model does not come to the loss. */
  readonly scaledTime: number | null;
  /** The lazy networks on the members' own draws, and the flow of their mean score; null with the time. */
  readonly lazy: (OrdinaryMembers & { readonly meanSamples: Float64Array }) | null;
  /** The leading-order field; null beyond `fieldReach` as well. */
  readonly field: OrdinaryField | null;
}

/** Everything that the figure is made of. */
export interface OrdinaryFound {
  readonly snapshots: readonly OrdinarySnapshotFound[];
  /** Shape [records, E]. */
  readonly losses: Matrix;
  readonly exactSamples: Float64Array;
}

/** Ranges of so many members. */
function rangesOf(members: number, size: number): MemberRange[] {
  return Array.from({ length: Math.ceil(members / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(members, (i + 1) * size),
  }));
}

/** Tasks of the figure, for progress. */
export function ordinaryTaskCount({ snapshots }: OrdinaryFigureSetting, members: number): number {
  return (
    rangesOf(members, trainedTogether).length + 2 * rangesOf(members, lazyTogether).length + 2 * snapshots.length + 1
  );
}

/** Trains the networks, finds the times of equal loss, and trains the lazy networks to them. */
export async function findOrdinary(
  seed: number,
  members: number,
  backend: string,
  setting: OrdinaryFigureSetting,
  parallel: ParallelMap,
  onTask: (label: string) => void,
): Promise<OrdinaryFound> {
  const common = { seed, setting };
  const whole = { ...common, from: 0, to: members };
  const [parts, spectra] = await Promise.all([
    parallel.map<TrainedOrdinary>(
      rangesOf(members, trainedTogether).map((range): { task: string; input: OrdinaryTrainInput } => ({
        task: "figure/validate-ordinary-train",
        input: { ...common, ...range, backend },
      })),
      () => onTask("training networks"),
    ),
    parallel.map<ResidualSpectrum[]>(
      rangesOf(members, lazyTogether).map((range): { task: string; input: OrdinaryInput } => ({
        task: "figure/validate-ordinary-spectra",
        input: { ...common, ...range },
      })),
      () => onTask("spectra of lazy networks"),
    ),
  ]);
  const all = spectra.flat();
  const largest = meanLargestEigenvalue(all);
  const trained = setting.snapshots.map((_, k) => ({
    ...joinMembers(parts.map(({ snapshots }) => snapshots[k]!)),
    trainingLoss: joinArrays(parts.map(({ snapshots }) => snapshots[k]!.trainingLoss)),
  }));
  const times = trained.map(({ trainingLoss }) => timeOfLoss(all, meanEstimate(trainingLoss).value));
  const reached = times.filter((time) => time !== null);
  const resolved = reached.filter((time) => time * largest <= fieldReach);
  const [lazyParts, fields, trainedMeans] = await Promise.all([
    parallel.map<OrdinaryMembers[]>(
      rangesOf(members, lazyTogether).map((range): { task: string; input: OrdinaryLazyInput } => ({
        task: "figure/validate-ordinary-lazy",
        input: { ...common, ...range, times: reached },
      })),
      () => onTask("lazy networks"),
    ),
    parallel.map<OrdinaryField[]>(
      [{ task: "figure/validate-ordinary-field", input: { ...whole, times: resolved } }],
      () => onTask("leading-order field"),
    ),
    meanFlows(parallel, whole, trained, onTask),
  ]);
  const lazy = reached.map((_, k) => joinMembers(lazyParts.map((part) => part[k]!)));
  const lazyMeans = await meanFlows(parallel, whole, lazy, onTask);
  const losses = sideBySideColumns(parts.map((part) => part.losses));
  return {
    losses,
    exactSamples: exactEnds(whole),
    snapshots: setting.snapshots.map((step, k): OrdinarySnapshotFound => {
      const time = times[k] ?? null;
      const at = time === null ? -1 : reached.indexOf(time);
      const { trainingLoss, ...own } = trained[k]!;
      return {
        step,
        trainingLoss,
        trained: own,
        trainedMean: trainedMeans[k]!,
        scaledTime: time === null ? null : time * largest,
        lazy: time === null ? null : { ...lazy[at]!, meanSamples: lazyMeans[at]! },
        field: time === null ? null : (fields[0]![resolved.indexOf(time)] ?? null),
      };
    }),
  };
}

function meanFlows(
  parallel: ParallelMap,
  whole: OrdinaryInput,
  members: readonly OrdinaryMembers[],
  onTask: (label: string) => void,
): Promise<Float64Array[]> {
  return parallel.map<Float64Array>(
    members.map(({ lattice }) => ({ task: "figure/validate-ordinary-mean-flow", input: { ...whole, lattice } })),
    () => onTask("flows of mean scores"),
  );
}

/** Ends of the exact score's flow from the starts of the members. */
function exactEnds({ seed, setting, from, to }: OrdinaryInput): Float64Array {
  const { process } = ordinaryFigureSetup(seed, setting);
  const { scoreField } = noisedMarginal(process.data, process.schedule);
  const stream = ordinaryStream(seed).split("samples");
  const parts = Array.from({ length: to - from }, (_, k) =>
    memberStarts(stream.split(`starts/${from + k}`), process, setting.case.paths),
  );
  const values = joinArrays(parts);
  return probabilityFlow(process, scoreField, { count: values.length, dim: 1, values }, { method: "heun" }).values;
}

function joinMembers(parts: readonly OrdinaryMembers[]): OrdinaryMembers {
  return {
    scores: stackRows(parts.map(({ scores }) => scores)),
    lattice: stackRows(parts.map(({ lattice }) => lattice)),
    samples: joinArrays(parts.map(({ samples }) => samples)),
  };
}

/** Matrices of equal height beside each other. */
function sideBySideColumns(parts: readonly Matrix[]): Matrix {
  const rows = parts[0]!.rows;
  const cols = parts.reduce((sum, part) => sum + part.cols, 0);
  const values = new Float64Array(rows * cols);
  let at = 0;
  for (const part of parts) {
    for (let r = 0; r < rows; r++) values.set(part.values.subarray(r * part.cols, (r + 1) * part.cols), r * cols + at);
    at += part.cols;
  }
  return { rows, cols, values };
}
