import type { ForwardProcess, NoisyStates } from "../core/index.ts";
import { noisyStates } from "../linear-models/index.ts";
import { seededRng } from "../numerics/index.ts";

/** States and times a side in one dimension; draws above. */
const sides = { x: 13, t: 12 };
const draws = 96;

/**
 * States at which learned scores are compared: in one dimension a lattice over the data's range, widened by a fifth of
 * it, and uniform times; above, draws of the forward process at such times.
 */
export function probeStates(process: ForwardProcess): NoisyStates {
  const { data, schedule } = process;
  const { cutoffTime, terminalTime } = schedule;
  const time = (k: number, count: number): number => cutoffTime + ((terminalTime - cutoffTime) * (k + 0.5)) / count;
  if (data.dim > 1) {
    const rng = seededRng("probe-states");
    const t = Float64Array.from({ length: draws }, (_, n) => time(n, draws));
    return noisyStates(
      process,
      data.sample(rng.split("clean"), draws),
      t,
      rng.split("noise").normals(draws * data.dim),
    );
  }
  const centers = data.components.map((component) => component.mean[0]!);
  const low = Math.min(...centers);
  const high = Math.max(...centers);
  const margin = Math.max(0.1 * (high - low), schedule.sigma(cutoffTime));
  const count = sides.x * sides.t;
  const x = Float64Array.from(
    { length: count },
    (_, n) => low - margin + ((high - low + 2 * margin) * Math.floor(n / sides.t)) / (sides.x - 1),
  );
  return {
    x: { count, dim: 1, values: x },
    t: Float64Array.from({ length: count }, (_, n) => time(n % sides.t, sides.t)),
  };
}
