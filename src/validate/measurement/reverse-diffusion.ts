import {
  ArgumentError,
  checkDimensions,
  type ForwardProcess,
  type Points,
  points,
  type ScoreField,
} from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";

/**
 * Sampling by the reverse diffusion, dx = (βx + 2D ŝ) dτ + √(2D) dB in reversed time τ, by Euler–Maruyama on the grid:
 * x ← x + h(βx + 2D ŝ) + √(2Dh) ξ with β, D and ŝ at the upper end of each step. With the true score its law is p(x | ε),
 * as that of the probability flow, but a path's end depends on the noise along it.
 *
 * @param x - states at the terminal time; shape [N, D]
 * @returns states at the cutoff time; shape [N, D]
 * @accuracy weak order 1 in the step
 * @throws ShapeError when states, field and data differ in dimension; ArgumentError where a state leaves the numbers
 * @source SONG2021, eq. 6; ANDERSON1982
 */
export function reverseDiffusion(rng: Rng, process: ForwardProcess, field: ScoreField, x: Points): Points {
  checkDimensions("reverseDiffusion", process, field, x);
  const { schedule, grid } = process;
  const { times } = grid;
  const state = x.values.slice();
  for (let k = 0; k + 1 < times.length; k++) {
    const t = times[k]!;
    const step = t - times[k + 1]!;
    const score = field.score({ count: x.count, dim: x.dim, values: state }, t);
    const beta = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    const noise = rng.normals(state.length);
    const spread = Math.sqrt(2 * diffusivity * step);
    for (let i = 0; i < state.length; i++)
      state[i]! += step * (beta * state[i]! + 2 * diffusivity * score[i]!) + spread * noise[i]!;
    const odd = state.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0)
      throw new ArgumentError(
        "reverseDiffusion",
        `state at t = ${times[k + 1]}`,
        state[odd],
        "finite; take more steps",
      );
  }
  return points(state, x.dim);
}
