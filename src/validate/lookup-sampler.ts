import { ArgumentError, type NoiseSchedule, type ScoreField, type TimeGrid } from "../core/index.ts";

/** A uniform grid of states on which a denoiser is tabulated. */
export interface LookupGrid {
  readonly low: number;
  readonly high: number;
  readonly points: number;
}

/**
 * The published one-dimensional sampler, defects included: the denoiser is tabulated on a uniform grid, a state is
 * rounded *up* to the next grid point (clipped at the ends), and Euler steps follow the time grid. It is here to
 * reproduce published numbers; `probabilityFlow` is the accurate sampler.
 *
 * @param starts - states at the terminal time; shape [N]
 * @returns states at the cutoff time; shape [N]
 * @accuracy biased by rounding up: the mean shifts by about one grid spacing over the run
 * @source GTV, code of Figure 2
 */
export function lookupSample(
  schedule: NoiseSchedule,
  field: ScoreField,
  times: TimeGrid["times"],
  grid: LookupGrid,
  starts: Float64Array,
): Float64Array {
  const { low, high, points } = grid;
  if (!(Number.isInteger(points) && points >= 2))
    throw new ArgumentError("lookupSample", "points", points, "an integer of at least 2");
  if (!(high > low)) throw new ArgumentError("lookupSample", "high", high, `above low = ${low}`);
  const spacing = (high - low) / (points - 1);
  const nodes = Float64Array.from({ length: points }, (_, j) => low + j * spacing);
  const x = starts.slice();
  for (let k = 0; k + 1 < times.length; k++) {
    const t = times[k]!;
    const step = t - times[k + 1]!;
    const variance = schedule.variance(t);
    const score = field.score({ count: points, dim: 1, values: nodes }, t);
    // The table holds the part of the score that the denoiser supplies; −x/σ² keeps the true state.
    for (let j = 0; j < points; j++) score[j]! += nodes[j]! / variance;
    const drift = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    for (let n = 0; n < x.length; n++) {
      const state = x[n]!;
      const cell = Math.ceil((state - low) / spacing);
      const node = cell < 0 ? 0 : Math.min(cell, points - 1);
      x[n] = state + step * (drift * state + diffusivity * (score[node]! - state / variance));
    }
  }
  return x;
}
