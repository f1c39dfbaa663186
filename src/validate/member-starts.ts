import type { ForwardProcess } from "../core/index.ts";
import { normalQuantile, type Rng } from "../numerics/index.ts";

/**
 * Starts of one member's paths from N(0, σ(T)² I): jittered normal strata in one dimension, independent normals above.
 *
 * @returns shape [paths · D]; data
 */
export function memberStarts(rng: Rng, { schedule, data }: ForwardProcess, paths: number): Float64Array {
  const sigma = schedule.sigma(schedule.terminalTime);
  return data.dim === 1
    ? Float64Array.from({ length: paths }, (_, i) => sigma * normalQuantile((i + rng.uniform()) / paths))
    : rng.normals(paths * data.dim).map((z) => sigma * z);
}
