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

/** The states of a grid. */
export function lookupNodes({ low, high, points }: LookupGrid): Points {
  if (!(Number.isInteger(points) && points >= 2))
    throw new ArgumentError("lookupSample", "points", points, "an integer of at least 2");
  if (!(high > low)) throw new ArgumentError("lookupSample", "high", high, `above low = ${low}`);
  const spacing = (high - low) / (points - 1);
  return { count: points, dim: 1, values: Float64Array.from({ length: points }, (_, j) => low + j * spacing) };
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
  const nodes = lookupNodes(grid);
  const table = new Float64Array((times.length - 1) * grid.points);
  for (let k = 0; k + 1 < times.length; k++) table.set(field.score(nodes, times[k]!), k * grid.points);
  return lookupSamples(schedule, table, 1, times, grid, starts);
}

/**
 * `lookupSample` of several models at once, each from an equal block of starts.
 *
 * @param scores - of each model at the nodes of the grid, at every time but the last, ordered (time, model, node)
 * @param models - E
 * @param starts - states at the terminal time, block m those of model m; shape [N]
 * @returns states at the cutoff time; shape [N]
 */
export function lookupSamples(
  schedule: NoiseSchedule,
  scores: Float64Array,
  models: number,
  times: TimeGrid["times"],
  grid: LookupGrid,
  starts: Float64Array,
): Float64Array {
  const { low, high, points } = grid;
  const nodes = lookupNodes(grid).values;
  const perModel = blockLength("lookupSamples", starts.length, models);
  const density = (points - 1) / (high - low);
  const x = starts.slice();
  const shift = new Float64Array(points);
  for (let k = 0; k + 1 < times.length; k++) {
    const t = times[k]!;
    const step = t - times[k + 1]!;
    const variance = schedule.variance(t);
    const pull = step * schedule.diffusivity(t);
    const growth = 1 + step * schedule.beta(t) - pull / variance;
    for (let m = 0; m < models; m++) {
      const table = (k * models + m) * points;
      // The table holds the part of the score that the denoiser supplies; −x/σ² keeps the true state.
      for (let j = 0; j < points; j++) shift[j] = pull * (scores[table + j]! + nodes[j]! / variance);
      for (let n = m * perModel; n < (m + 1) * perModel; n++) {
        const state = x[n]!;
        const cell = Math.ceil((state - low) * density);
        x[n] = growth * state + shift[cell < 0 ? 0 : cell < points ? cell : points - 1]!;
      }
    }
  }
  return x;
}
