import {
  ArgumentError,
  type DataDistribution,
  type NoiseSchedule,
  type NoisyStates,
  type Points,
  pointMasses,
} from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";

/** Noisy states with the noise that made them: x = α x₀ + σ ε. */
export interface DenoisingDraws {
  /** x₀; shape [P, D]. */
  readonly clean: Points;
  readonly states: NoisyStates;
  /** ε; shape [P, D]. */
  readonly noise: Float64Array;
}

/** Law of training times on [cutoffTime, terminalTime]: density 1/(T − ε), or ∝ 1/t, or one time for all draws. */
export type TrainingTimes = "uniform" | "log-uniform" | number;

/** A list of draws for each member, seen again and again. */
export interface DrawList {
  readonly kind: "list";
  readonly name: string;
  readonly count: number;
  /** The list of the member of this number; its stream alone may be enough. */
  list(rng: Rng, member?: number): DenoisingDraws;
}

/** New draws for each member at every step, by its number. */
export interface DrawStream {
  readonly kind: "stream";
  readonly name: string;
  /** The draws of the member of this number; its stream alone may be enough. */
  member(rng: Rng, member?: number): (step: number, count: number) => DenoisingDraws;
}

/** Where a member's training draws come from. */
export type TrainingSource = DrawList | DrawStream;

/** What draws are made of. */
export interface DrawLaw {
  readonly data: DataDistribution;
  readonly schedule: NoiseSchedule;
  readonly times: TrainingTimes;
}

/** P independent draws (x₀, t, ε) for each member, fixed for its whole training. */
export function fixedDraws(law: DrawLaw, count: number): DrawList {
  checkCount("fixedDraws", "count", count);
  checkTimes("fixedDraws", law.times, law.schedule);
  return { kind: "list", name: `${count} fixed draws`, count, list: (rng) => independentDraws(rng, law, count) };
}

/** One list of draws that all members share, so that they differ by their initial weights alone. */
export function sharedDraws(draws: DenoisingDraws): DrawList {
  const { count } = draws.states.x;
  return { kind: "list", name: `${count} shared draws`, count, list: () => draws };
}

/**
 * A finite training set with `copies` fixed pairs (t, ε) for each of its points.
 *
 * @param points - shape [N, D]; the list has N · copies draws, the copies of a point next to each other
 */
export function fixedNoise(points: Points, copies: number, schedule: NoiseSchedule, times: TrainingTimes): DrawList {
  checkCount("fixedNoise", "copies", copies);
  checkTimes("fixedNoise", times, schedule);
  const { count, dim, values } = points;
  return {
    kind: "list",
    name: `${count} points with ${copies} fixed draws each`,
    count: count * copies,
    list(rng) {
      const clean = new Float64Array(count * copies * dim);
      for (let n = 0; n < count; n++)
        for (let c = 0; c < copies; c++) clean.set(values.subarray(n * dim, (n + 1) * dim), (n * copies + c) * dim);
      return noised(rng, { count: count * copies, dim, values: clean }, schedule, times);
    },
  };
}

/** New clean points, times and noise at every step: infinite data, or a finite training set with fresh noise. */
export function freshDraws(law: DrawLaw): DrawStream {
  checkTimes("freshDraws", law.times, law.schedule);
  return {
    kind: "stream",
    name: `fresh draws of ${law.data.name}`,
    member: (rng) => (step, count) => independentDraws(rng.split("batch", step), law, count),
  };
}

/**
 * A training set of `size` different points for each member, with fresh noise at every step.
 *
 * @param points - what the training sets are taken from; shape [N, D], N ≥ size
 */
export function freshNoise(points: Points, size: number, schedule: NoiseSchedule, times: TrainingTimes): DrawStream {
  checkCount("freshNoise", "size", size);
  checkTimes("freshNoise", times, schedule);
  if (size > points.count) throw new ArgumentError("freshNoise", "size", size, `at most the ${points.count} points`);
  return {
    kind: "stream",
    name: `${size} of ${points.count} points with fresh noise`,
    member(rng) {
      const data = pointMasses(chosenPoints(rng.split("draws"), points, size));
      return (step, count) => independentDraws(rng.split("batch", step), { data, schedule, times }, count);
    },
  };
}

/**
 * New clean points and noise at every step, at a noise level of each member's own: member m stays at times[m mod K]. So one
 * stack trains separate models of K noise levels, several of each.
 *
 * @param times - shape [K]; within the schedule's window
 * @throws ArgumentError for no time, or one outside the window
 */
export function freshNoiseAt(data: DataDistribution, schedule: NoiseSchedule, times: readonly number[]): DrawStream {
  const where = "freshNoiseAt";
  if (times.length === 0) throw new ArgumentError(where, "times", times, "at least one time");
  times.forEach((t, k) => {
    checkTimes(where, t, schedule, `times[${k}]`);
  });
  return {
    kind: "stream",
    name: `fresh noise on ${data.name} at ${times.length} times, one a member`,
    member(rng, member = 0) {
      const time = times[member % times.length]!;
      return (step, count) => {
        const own = rng.split("batch", step);
        return noisedAt(own, data.sample(own.split("points"), count), schedule, new Float64Array(count).fill(time));
      };
    },
  };
}

/** `size` different points in random order: the first steps of a shuffle. */
export function chosenPoints(rng: Rng, { count, dim, values }: Points, size: number): Points {
  const order = Int32Array.from({ length: count }, (_, n) => n);
  const out = new Float64Array(size * dim);
  for (let k = 0; k < size; k++) {
    const other = k + rng.integer(count - k);
    const n = order[other]!;
    order[other] = order[k]!;
    out.set(values.subarray(n * dim, (n + 1) * dim), k * dim);
  }
  return { count: size, dim, values: out };
}

/** Draws (x₀, t, ε) from the streams "points", "clock" and "perturbation". */
function independentDraws(rng: Rng, { data, schedule, times }: DrawLaw, count: number): DenoisingDraws {
  return noised(rng, data.sample(rng.split("points"), count), schedule, times);
}

function noised(rng: Rng, clean: Points, schedule: NoiseSchedule, times: TrainingTimes): DenoisingDraws {
  const { cutoffTime: low, terminalTime: high } = schedule;
  const t = rng.split("clock").uniforms(clean.count);
  for (let n = 0; n < t.length; n++) {
    if (typeof times === "number") t[n] = times;
    else t[n] = times === "uniform" ? low + (high - low) * t[n]! : low * (high / low) ** t[n]!;
  }
  return noisedAt(rng, clean, schedule, t);
}

/** x = α x₀ + σ ε at given times, with noise from the stream "perturbation". */
function noisedAt(rng: Rng, clean: Points, schedule: NoiseSchedule, t: Float64Array): DenoisingDraws {
  const { count, dim } = clean;
  const noise = rng.split("perturbation").normals(count * dim);
  const x = new Float64Array(count * dim);
  for (let n = 0; n < count; n++) {
    const alpha = schedule.alpha(t[n]!);
    const sigma = schedule.sigma(t[n]!);
    for (let i = n * dim; i < (n + 1) * dim; i++) x[i] = alpha * clean.values[i]! + sigma * noise[i]!;
  }
  return { clean, states: { x: { count, dim, values: x }, t }, noise };
}

function checkTimes(
  where: string,
  times: TrainingTimes,
  { cutoffTime, terminalTime }: NoiseSchedule,
  name: string = "times",
): void {
  if (typeof times === "number" && !(times >= cutoffTime && times <= terminalTime))
    throw new ArgumentError(
      where,
      name,
      times,
      `between the cutoff time ${cutoffTime} and the terminal time ${terminalTime}`,
    );
}

function checkCount(where: string, name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) throw new ArgumentError(where, name, value, "a positive integer");
}
