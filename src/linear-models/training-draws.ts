import type { ForwardProcess, NoisyStates, Points } from "../core/index.ts";
import type { Rng } from "../numerics/index.ts";

/** P training draws: clean data x₀, and the states x = α x₀ + σ ε at random times. */
export interface TrainingDraws {
  readonly clean: Points;
  readonly states: NoisyStates;
}

/**
 * P independent training draws: x₀ from the data, t from the law of training times on [ε, T], ε standard normal.
 * The streams "clean", "time" and "noise" are split off, so that equal streams give equal draws whatever the model.
 */
export function drawTraining(
  rng: Rng,
  process: ForwardProcess,
  sampleCount: number,
  times: "uniform" | "log-uniform",
): TrainingDraws {
  const { data, schedule } = process;
  const clean = data.sample(rng.split("clean"), sampleCount);
  const t = rng.split("time").uniforms(sampleCount);
  const { cutoffTime: low, terminalTime: high } = schedule;
  for (let n = 0; n < sampleCount; n++)
    t[n] = times === "uniform" ? low + (high - low) * t[n]! : low * (high / low) ** t[n]!;
  const noise = rng.split("noise").normals(sampleCount * data.dim);
  return { clean, states: noisyStates(process, clean, t, noise) };
}

/** States x = α(t) x₀ + σ(t) ε; `noise` has shape [P, D]. */
export function noisyStates(
  process: Pick<ForwardProcess, "schedule">,
  clean: Points,
  t: Float64Array,
  noise: Float64Array,
): NoisyStates {
  const { dim, count } = clean;
  const values = new Float64Array(count * dim);
  for (let n = 0; n < count; n++) {
    const alpha = process.schedule.alpha(t[n]!);
    const sigma = process.schedule.sigma(t[n]!);
    for (let d = 0; d < dim; d++)
      values[n * dim + d] = alpha * clean.values[n * dim + d]! + sigma * noise[n * dim + d]!;
  }
  return { x: { count, dim, values }, t };
}
