import { type ForwardProcess, inverseProbabilityFlow, probabilityFlow, type ScoreField } from "../../core/index.ts";
import { ConvergenceError, type NearestPoint, nearestPoint, type Rng } from "../../numerics/index.ts";
import type { NoiseDrivenFlow } from "./noise-driven-flow.ts";
import { constraintOf, endAt, type RareEnd, stateOn } from "./rare-end.ts";

/** Where the end lies at share s of the way; s = 1 is the end itself. */
export type EndPath = (share: number) => RareEnd;

/** Longest and shortest share of the way that is taken at once. */
const longest = 1 / 2;
const shortest = 1 / 1024;
/** Iterations and tolerance of a solution that only leads to the next. */
const passing = { maxIterations: 12, tolerance: 1e-5 } as const;

/**
 * Ways from a state to the end. They are straight in the labels of the noise-free flow, where noise moves a path evenly, not in end
 * states, which the flow crowds into basins.
 *
 * @returns for a first end state, the way from there
 */
export function endTargets(process: ForwardProcess, field: ScoreField, end: RareEnd): (from: Float64Array) => EndPath {
  const { dim } = process.data;
  return (from) => {
    const to = stateOn(end, from);
    const labels = labelsOf(process, field, [from, to]);
    return (share) => {
      if (share >= 1) return end;
      const [a, b] = labels ?? [from, to];
      const between = a.map((value, d) => value + share * (b[d]! - value));
      if (labels === null) return endAt(end, between);
      const there = probabilityFlow(process, field, { count: 1, dim, values: between }, { method: "rk4" });
      return endAt(end, there.values);
    };
  };
}

/** Labels of end states under the noise-free flow; null where it cannot be run upwards. */
export function labelsOf(
  process: ForwardProcess,
  field: ScoreField,
  states: readonly [Float64Array, Float64Array],
): readonly [Float64Array, Float64Array] | null {
  const { dim } = process.data;
  try {
    const up = (values: Float64Array): Float64Array =>
      inverseProbabilityFlow(process, field, { count: 1, dim, values }, { method: "rk4" }).values;
    return [up(states[0]), up(states[1])];
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}

/**
 * The least-norm point on the end, followed along the way to it in steps that adapt.
 *
 * @throws ConvergenceError when the steps become too short, or the end itself is not met to `tolerance`
 */
export function followedMinimum(
  flow: NoiseDrivenFlow,
  start: Float64Array,
  end: RareEnd,
  way: EndPath,
  tolerance: number,
): NearestPoint {
  let u = start;
  let share = 0;
  let stride = longest;
  for (;;) {
    const next = Math.min(1, share + stride);
    const aim = next === 1 ? end : way(next);
    try {
      const found = nearestPoint(
        (at) => constraintOf(flow, at, aim),
        u,
        next === 1 ? { tolerance, maxIterations: 40 } : passing,
      );
      if (next === 1) return found;
      u = found.u;
      share = next;
      stride = Math.min(longest, 2 * stride);
    } catch (error) {
      if (!(error instanceof ConvergenceError)) throw error;
      stride /= 4;
      if (stride < shortest) throw error;
    }
  }
}

/** The noise-free path to the end where the start is free, else no noise at all; then random noise of a size that grows. */
export function searchStarts(
  rng: Rng,
  process: ForwardProcess,
  field: ScoreField,
  flow: NoiseDrivenFlow,
  { start, end }: { readonly start: Float64Array | "prior"; readonly end: RareEnd },
  searches: number,
): Float64Array[] {
  const origin = new Float64Array(flow.normalCount);
  const starts = [origin];
  if (start === "prior") {
    const from = flow.expand(origin).end;
    const labels = labelsOf(process, field, [from, stateOn(end, from)]);
    if (labels !== null) {
      const reaching = origin.slice();
      const sigma = process.schedule.sigma(process.schedule.terminalTime);
      labels[1].forEach((label, d) => {
        reaching[d] = label / sigma;
      });
      starts[0] = reaching;
    }
  }
  for (let k = 0; k < searches; k++) {
    const normals = rng.split(`search/${k}`).normals(flow.normalCount);
    const length = Math.sqrt(normals.reduce((sum, value) => sum + value * value, 0));
    starts.push(normals.map((value) => ((1 + k) * value) / length));
  }
  return starts;
}
