import { ArgumentError, type ForwardProcess, flowRight, type ScoreField } from "../core/index.ts";
import { findRoot, integrateOnGrid } from "../numerics/index.ts";

/** Faces of cells on a line that ride on the flow of a score: no mass crosses a face unless noise moves it. */
export interface FlowMesh {
  /** Times from T down to ε, every step of the process halved; shape [2K + 1]. */
  readonly times: Float64Array;
  /** Increasing faces at each of the times; shape [2K + 1][G + 1]. */
  readonly faces: readonly Float64Array[];
}

/** Scales of a component over which the default mesh stays fine: its profile is Lorentzian with this half-width. */
const fineReach = 5;
/** Scales beyond the outermost components at which the default mesh ends. */
const meshReach = 40;

/**
 * End states for a mesh at the cutoff time: quantiles of a mixture of Lorentzians centred at the components of p(x | ε),
 * five standard deviations wide. Cells are fine in the modes and grow smoothly between and beyond them.
 *
 * @returns increasing; shape [cells + 1]; data
 * @throws ArgumentError when `cells` is not an integer of at least 8, or data are not one-dimensional
 */
export function endStates({ data, schedule }: ForwardProcess, cells: number): Float64Array {
  if (!(Number.isInteger(cells) && cells >= 8))
    throw new ArgumentError("endStates", "cells", cells, "an integer of at least 8");
  if (data.dim !== 1) throw new ArgumentError("endStates", "process.data.dim", data.dim, "1");
  const alpha = schedule.alpha(schedule.cutoffTime);
  const variance = schedule.variance(schedule.cutoffTime);
  const parts = data.components
    .filter(({ weight }) => weight > 0)
    .map(({ mean, covariance }) => ({
      center: alpha * mean[0]!,
      scale: Math.sqrt(variance + alpha * alpha * (covariance?.[0] ?? 0)),
    }));
  const rank = (x: number): number =>
    parts.reduce((sum, { center, scale }) => sum + Math.atan((x - center) / (fineReach * scale)), 0);
  const low = Math.min(...parts.map(({ center, scale }) => center - meshReach * scale));
  const high = Math.max(...parts.map(({ center, scale }) => center + meshReach * scale));
  const [bottom, top] = [rank(low), rank(high)];
  return Float64Array.from({ length: cells + 1 }, (_, i) => {
    if (i === 0) return low;
    if (i === cells) return high;
    const target = bottom + ((top - bottom) * i) / cells;
    return findRoot((x) => rank(x) - target, low, high);
  });
}

/**
 * Carries end states up along the probability flow of `field`, by Runge–Kutta on the halved steps of the process. Faces that
 * come together to within rounding on the way, as they do on the two sides of a boundary between basins, are dropped: what lies
 * between them has a probability below rounding.
 *
 * @param ends - strictly increasing states at the cutoff time; shape [G + 1]
 * @accuracy O(h⁴) in the steps of the process
 */
export function flowMesh(process: ForwardProcess, field: ScoreField, ends: Float64Array): FlowMesh {
  requireIncreasing("flowMesh", ends);
  const { schedule, grid } = process;
  const coarse = grid.times;
  const times = Float64Array.from({ length: 2 * coarse.length - 1 }, (_, k) =>
    k % 2 === 0 ? coarse[k / 2]! : (coarse[(k - 1) / 2]! + coarse[(k + 1) / 2]!) / 2,
  );
  const right = flowRight(schedule, field);
  const faces: Float64Array[] = new Array(times.length);
  faces[times.length - 1] = ends;
  for (let k = times.length - 2; k >= 0; k--)
    faces[k] = integrateOnGrid("rk4", right, faces[k + 1]!, Float64Array.of(times[k + 1]!, times[k]!));
  const kept = keptFaces(faces, times, schedule);
  if (kept.length === ends.length) return { times, faces };
  return { times, faces: faces.map((x) => Float64Array.from(kept, (i) => x[i]!)) };
}

/**
 * Numbers of the faces that stay apart at all times, the first and last among them; spacings within a few units of rounding
 * count as none.
 */
export function keptFaces(
  faces: readonly Float64Array[],
  times: Float64Array,
  schedule: ForwardProcess["schedule"],
): readonly number[] {
  const scales = times.map((t) => schedule.sigma(t));
  const apart = (i: number, j: number): boolean =>
    faces.every((x, k) => x[j]! - x[i]! > 4 * Number.EPSILON * Math.max(Math.abs(x[j]!), scales[k]!));
  const last = faces[0]!.length - 1;
  const kept: number[] = [0];
  for (let j = 1; j < last; j++) if (apart(kept.at(-1)!, j) && apart(j, last)) kept.push(j);
  kept.push(last);
  return kept;
}

/** States must be finite and strictly increasing. */
export function requireIncreasing(where: string, ends: Float64Array): void {
  const turn = ends.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && !(value > ends[i - 1]!)));
  if (turn >= 0) throw new ArgumentError(where, `ends[${turn}]`, ends[turn], "finite and above the state before it");
  if (ends.length < 3) throw new ArgumentError(where, "ends.length", ends.length, "at least 3");
}
