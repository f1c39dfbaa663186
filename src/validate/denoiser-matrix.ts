import { type NoiseSchedule, type NoisyStates, ShapeError } from "../core/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";

/**
 * Denoisers (σ² ŝ + x)/α from scores, which are bounded where scores are not.
 *
 * @param scores - one member a row; shape [E, N·D]; 1/data
 * @param at - states of any times; N of them
 * @returns shape [E, N·D]; data
 * @throws ShapeError when there is not one score for every coordinate of the states
 */
export function denoiserMatrix({ rows, cols, values }: Matrix, { x, t }: NoisyStates, schedule: NoiseSchedule): Matrix {
  if (cols !== x.values.length)
    throw new ShapeError(
      "denoiserMatrix",
      { scores: [rows, cols], states: [x.count, x.dim] },
      "N·D columns are needed",
    );
  const variance = Float64Array.from(t, (time) => schedule.variance(time));
  const alpha = Float64Array.from(t, (time) => schedule.alpha(time));
  const out = values.map((score, i) => {
    const n = Math.floor((i % cols) / x.dim);
    return (variance[n]! * score + x.values[i % cols]!) / alpha[n]!;
  });
  return matrix(rows, cols, out);
}
