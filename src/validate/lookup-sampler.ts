import {
  ArgumentError,
  blockLength,
  type NoiseSchedule,
  type Points,
  type ScoreField,
  type TimeGrid,
} from "../core/index.ts";

/** A uniform grid of states on which a denoiser is tabulated. */
export interface LookupGrid {
  readonly low: number;
  readonly high: number;
  readonly points: number;
}

/** Scores of E models at states that all of them see, at one time; shape [N, E]. */
export type SharedScores = (x: Points, t: number) => Float64Array;

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
  return lookupSamples(schedule, (x, t) => field.score(x, t), 1, times, grid, starts);
}

/**
 * `lookupSample` of several models at once, each from an equal block of starts; their denoisers share the grid.
 *
 * @param models - E
 * @param starts - states at the terminal time, block m those of model m; shape [N]
 * @returns states at the cutoff time; shape [N]
 */
export function lookupSamples(
  schedule: NoiseSchedule,
  scores: SharedScores,
  models: number,
  times: TimeGrid["times"],
  grid: LookupGrid,
  starts: Float64Array,
): Float64Array {
  const { low, high, points } = grid;
  if (!(Number.isInteger(points) && points >= 2))
    throw new ArgumentError("lookupSample", "points", points, "an integer of at least 2");
  if (!(high > low)) throw new ArgumentError("lookupSample", "high", high, `above low = ${low}`);
  const perModel = blockLength("lookupSamples", starts.length, models);
  const spacing = (high - low) / (points - 1);
  const nodes = Float64Array.from({ length: points }, (_, j) => low + j * spacing);
  const x = starts.slice();
  const force = new Float64Array(points);
  for (let k = 0; k + 1 < times.length; k++) {
    const t = times[k]!;
    const step = t - times[k + 1]!;
    const variance = schedule.variance(t);
    const score = scores({ count: points, dim: 1, values: nodes }, t);
    const drift = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    const slope = drift - diffusivity / variance;
    for (let m = 0; m < models; m++) {
      // The table holds the part of the score that the denoiser supplies; −x/σ² keeps the true state.
      for (let j = 0; j < points; j++) force[j] = diffusivity * (score[j * models + m]! + nodes[j]! / variance);
      for (let n = m * perModel; n < (m + 1) * perModel; n++) {
        const state = x[n]!;
        const cell = Math.ceil((state - low) / spacing);
        const node = cell < 0 ? 0 : cell < points ? cell : points - 1;
        x[n] = state + step * (slope * state + force[node]!);
      }
    }
  }
  return x;
}
