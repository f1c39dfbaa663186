import {
  type ForwardProcess,
  type LinearScoreModel,
  type Points,
  probabilityFlow,
  type Task,
} from "../../core/index.ts";
import { linearScoreField, trainBothTargets } from "../../linear-models/index.ts";
import { type Matrix, matrix, seededRng } from "../../numerics/index.ts";
import { fieldStream, stratifiedStarts } from "../../path-integral/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { massesOfImage, memberImage, type PlaneImageKind } from "./orientation-image.ts";
import {
  type FeatureFamily,
  orientation,
  orientationCell,
  orientationSets,
  type PlaneSet,
} from "./orientation-setting.ts";

/** What a task of the figure says: members `from` … `to` − 1 of one panel. */
export interface OrientationInput {
  readonly seed: number;
  readonly family: FeatureFamily;
  readonly angle: number;
  readonly paths: number;
  readonly image: PlaneImageKind;
  readonly from: number;
  readonly to: number;
}

/** Samples of some members on one target, reduced to what the figure needs. */
export interface PlaneCounts {
  /** Share of each member's samples in each set; shape [to − from, sets]. */
  readonly masses: Matrix;
  /** Sum of the members' images on the bins of the published histogram; row y, column x; shape [bins, bins]. */
  readonly image: Float64Array;
  /** Sum of each member's image over each set; shape [to − from, sets]. */
  readonly imageMasses: Matrix;
}

export interface OrientationMembers {
  readonly noisy: PlaneCounts;
  readonly noiseFree: PlaneCounts;
}

/** Trains members on both targets, samples both from the same starts, and counts. */
export function runOrientationTask(task: Task): OrientationMembers {
  const input = task.input as OrientationInput;
  const { seed, family, angle, paths, image, from, to } = input;
  const { process, model } = orientationCell(family, angle);
  const marginal = noisedMarginal(process.data, process.schedule);
  const rng = seededRng(seed).split(`orientation/${family}/${angle}`);
  const sets = orientationSets(angle);
  const counted = { noisy: counter(sets, image, from, to), noiseFree: counter(sets, image, from, to) };
  for (let m = from; m < to; m++) {
    const pair = trainBothTargets(fieldStream(rng, m), model, process, marginal);
    const starts = stratifiedStarts(rng.split(`model/${m}`).split("start"), process.schedule, 2, paths, 0.5, m);
    for (const target of ["noisy", "noiseFree"] as const)
      counted[target].add(m, memberEnds(process, model, pair[target], starts));
  }
  return { noisy: counted.noisy.counts, noiseFree: counted.noiseFree.counts };
}

/** End states of one member: 30 Euler steps, no rounding to a grid. */
export function memberEnds(
  process: ForwardProcess,
  model: LinearScoreModel,
  coefficients: Matrix,
  starts: Points,
): Float64Array {
  const field = linearScoreField(model, process.schedule, coefficients);
  return probabilityFlow(process, field, starts, { method: "euler" }).values;
}

function counter(
  sets: readonly PlaneSet[],
  kind: PlaneImageKind,
  from: number,
  to: number,
): { readonly counts: PlaneCounts; add(m: number, ends: Float64Array): void } {
  const { bins } = orientation;
  const masses = matrix(to - from, sets.length);
  const imageMasses = matrix(to - from, sets.length);
  const image = new Float64Array(bins * bins);
  return {
    counts: { masses, image, imageMasses },
    add(m, ends) {
      const row = (m - from) * sets.length;
      const share = 2 / ends.length;
      for (let n = 0; n < ends.length; n += 2) {
        sets.forEach((set, k) => {
          if (set.contains(ends[n]!, ends[n + 1]!)) masses.values[row + k]! += share;
        });
      }
      const own = memberImage(kind, ends);
      for (let i = 0; i < own.length; i++) image[i]! += own[i]!;
      imageMasses.values.set(massesOfImage(own, sets), row);
    },
  };
}
