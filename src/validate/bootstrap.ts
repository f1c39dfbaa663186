import type { Estimate } from "../core/index.ts";
import type { Rng } from "../numerics/index.ts";
import type { Metric } from "./distances.ts";
import { resampled, type StepLaw } from "./step-law.ts";

/** Replicates where nothing else is said: the bootstrap's own error of a standard error is then 5 %. */
export const bootstrapReplicates = 200;

/**
 * Distances between two laws with their bootstrap standard errors over models of both: blocks of models are drawn with
 * replacement, and every metric sees the same replicates. A law with one block is exact and stays as it is.
 *
 * @param replicates - at least 2; the bootstrap's own error of a standard error is 1/√(2 replicates)
 * @returns one estimate per metric
 * @accuracy values are plug-in values, biased upwards by the noise of both laws; errors are Monte Carlo over replicates
 * @source EFRON1979
 */
export function distanceEstimates(
  rng: Rng,
  metrics: readonly Metric[],
  a: StepLaw,
  b: StepLaw,
  replicates: number = bootstrapReplicates,
): Estimate[] {
  const values = metrics.map((metric) => metric.between(a, b));
  if (a.blocks === 1 && b.blocks === 1) return values.map((value) => ({ value, standardError: 0 }));
  const mean = new Float64Array(metrics.length);
  const square = new Float64Array(metrics.length);
  for (let r = 0; r < replicates; r++) {
    const left = replicate(rng, a);
    const right = replicate(rng, b);
    metrics.forEach((metric, k) => {
      const found = metric.between(left, right);
      const step = found - mean[k]!;
      mean[k]! += step / (r + 1);
      square[k]! += step * (found - mean[k]!);
    });
  }
  return values.map((value, k) => ({ value, standardError: Math.sqrt(square[k]! / (replicates - 1)) }));
}

function replicate(rng: Rng, law: StepLaw): StepLaw {
  if (law.blocks === 1) return law;
  const multiplicity = new Float64Array(law.blocks);
  for (let b = 0; b < law.blocks; b++) multiplicity[rng.integer(law.blocks)]! += 1;
  return resampled(law, multiplicity);
}
