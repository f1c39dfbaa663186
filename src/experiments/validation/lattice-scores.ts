import {
  ArgumentError,
  blockLength,
  type ForwardProcess,
  type NoisyStates,
  probabilityFlow,
  type ScoreField,
} from "../../core/index.ts";
import type { Matrix, Rng } from "../../numerics/index.ts";
import { memberStarts } from "../../validate/index.ts";

/** Even places on a line, at every time of a grid; smooth scores of networks are tabulated on it. */
export interface ScoreLattice {
  readonly times: Float64Array;
  readonly low: number;
  readonly step: number;
  readonly count: number;
}

/** Half the width of the lattice: beyond it are 1e-5 of the starts, for which scores are extrapolated. */
const halfWidth = 4.5;

/** The lattice of a process on the line, with so many places at each time of the grid; at least 4. */
export function scoreLattice({ grid }: ForwardProcess, places: number): ScoreLattice {
  return { times: grid.times, low: -halfWidth, step: (2 * halfWidth) / (places - 1), count: places };
}

/** States of a lattice, time by time. */
export function latticeStates({ times, low, step, count }: ScoreLattice): NoisyStates {
  const size = times.length * count;
  return {
    x: { count: size, dim: 1, values: Float64Array.from({ length: size }, (_, i) => low + step * (i % count)) },
    t: Float64Array.from({ length: size }, (_, i) => times[Math.floor(i / count)]!),
  };
}

/**
 * Scores of members side by side, from their values on a lattice: cubic interpolation in x, linear beyond the places,
 * at the times of the grid alone.
 *
 * @param scores - shape [E, times · places]
 * @accuracy O(step⁴) of the fourth derivative of the scores
 * @throws ArgumentError at any other time
 */
export function latticeField({ times, low, step, count }: ScoreLattice, scores: Matrix): ScoreField {
  /** Integrators reach a time of the grid up to rounding. */
  const rowAt = (t: number): number => times.findIndex((time) => Math.abs(time - t) <= 1e-9 * Math.abs(time));
  return {
    dim: 1,
    score(x, t) {
      const row = rowAt(t);
      if (row < 0) throw new ArgumentError("latticeField", "t", t, "a time of the grid");
      const own = blockLength("latticeField", x.count, scores.rows);
      return x.values.map((value, i) => {
        const inside = (value - low) / step;
        const at = Math.max(0, Math.min(count - 1, inside));
        const first = Math.max(0, Math.min(count - 4, Math.floor(at) - 1));
        const u = at - first;
        const base = Math.floor(i / own) * scores.cols + row * count + first;
        const f = scores.values;
        const within =
          (-(u - 1) * (u - 2) * (u - 3) * f[base]!) / 6 +
          (u * (u - 2) * (u - 3) * f[base + 1]!) / 2 -
          (u * (u - 1) * (u - 3) * f[base + 2]!) / 2 +
          (u * (u - 1) * (u - 2) * f[base + 3]!) / 6;
        if (inside === at) return within;
        // Along the last piece: networks are nearly linear far from the data.
        const edge = inside < 0 ? f[base + 1]! - f[base]! : f[base + 3]! - f[base + 2]!;
        return within + edge * (inside - at);
      });
    },
  };
}

/**
 * Ends of every member's probability flow by Heun's method on the grid, from scores on a lattice, with the starts of
 * `stackedSamples`.
 *
 * @param scores - shape [E, times · places]
 * @param first - number of the first member
 * @returns shape [E · paths]
 */
export function latticeSamples(
  rng: Rng,
  process: ForwardProcess,
  lattice: ScoreLattice,
  scores: Matrix,
  first: number,
  paths: number,
): Float64Array {
  const starts = new Float64Array(scores.rows * paths);
  for (let m = 0; m < scores.rows; m++)
    starts.set(memberStarts(rng.split(`starts/${first + m}`), process, paths), m * paths);
  const x = { count: starts.length, dim: 1, values: starts };
  return probabilityFlow(process, latticeField(lattice, scores), x, { method: "heun" }).values;
}
