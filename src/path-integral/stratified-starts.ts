import { ArgumentError, type NoiseSchedule, type Points } from "../core/index.ts";
import { normalQuantile, type Rng } from "../numerics/index.ts";

/** Fractional part of the golden ratio: offsets m·golden mod 1 fill the unit interval evenly for any number of models. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Start states of one model from the prior N(0, σ(T)² I). In one dimension they are normal quantiles on a lattice of
 * `paths` strata, shifted by an offset that is uniform for each model and spread evenly over models; above they are
 * independent normals.
 *
 * @param shift - one uniform number for the whole ensemble
 * @param model - number of the model
 * @returns shape [paths, D]
 */
export function stratifiedStarts(
  rng: Rng,
  schedule: NoiseSchedule,
  dim: number,
  paths: number,
  shift: number,
  model: number,
): Points {
  if (!(Number.isInteger(paths) && paths >= 1))
    throw new ArgumentError("stratifiedStarts", "paths", paths, "a positive integer");
  const sigma = schedule.sigma(schedule.terminalTime);
  if (dim > 1) return { count: paths, dim, values: rng.normals(paths * dim).map((z) => sigma * z) };
  // Kept off 0, where the quantile is infinite.
  const offset = Math.max((shift + model * golden) % 1, Number.EPSILON);
  return {
    count: paths,
    dim,
    values: Float64Array.from({ length: paths }, (_, i) => sigma * normalQuantile((i + offset) / paths)),
  };
}
