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
  readonly from: number;
  readonly to: number;
}

/** Samples of some members on one target, reduced to what the figure needs. */
export interface PlaneCounts {
  /** Share of each member's samples in each set; shape [to − from, sets]. */
  readonly masses: Matrix;
  /** Samples per bin of the published histogram over the box; row y, column x; shape [bins, bins]. */
  readonly histogram: Float64Array;
}

export interface OrientationMembers {
  readonly noisy: PlaneCounts;
  readonly noiseFree: PlaneCounts;
}

/** Trains members on both targets, samples both from the same starts, and counts. */
export function runOrientationTask(task: Task): OrientationMembers {
  const input = task.input as OrientationInput;
  const { seed, family, angle, paths, from, to } = input;
  const { process, model } = orientationCell(family, angle);
  const marginal = noisedMarginal(process.data, process.schedule);
  const rng = seededRng(seed).split(`orientation/${family}/${angle}`);
  const sets = orientationSets(angle);
  const counted = { noisy: counter(sets, from, to), noiseFree: counter(sets, from, to) };
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
  from: number,
  to: number,
): { readonly counts: PlaneCounts; add(m: number, ends: Float64Array): void } {
  const { bins, halfWidth } = orientation;
  const masses = matrix(to - from, sets.length);
  const histogram = new Float64Array(bins * bins);
  const scale = bins / (2 * halfWidth);
  return {
    counts: { masses, histogram },
    add(m, ends) {
      const share = 2 / ends.length;
      for (let n = 0; n < ends.length; n += 2) {
        const x = ends[n]!;
        const y = ends[n + 1]!;
        sets.forEach((set, k) => {
          if (set.contains(x, y)) masses.values[(m - from) * sets.length + k]! += share;
        });
        const column = Math.floor((x + halfWidth) * scale);
        const row = Math.floor((y + halfWidth) * scale);
        if (column >= 0 && column < bins && row >= 0 && row < bins) histogram[row * bins + column]! += 1;
      }
    },
  };
}
