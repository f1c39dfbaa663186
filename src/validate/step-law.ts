import { ArgumentError, type SampleSet } from "../core/index.ts";
import { ascendingOrder } from "../numerics/index.ts";

/**
 * A one-dimensional law made of weighted atoms in increasing order. `block` tells which independent group of models an
 * atom belongs to; a law with one block is exact (its bootstrap does not move).
 */
export interface StepLaw {
  readonly x: Float64Array;
  readonly weight: Float64Array;
  readonly block: Int32Array;
  readonly blocks: number;
}

/** Groups of models that the bootstrap resamples: enough for its error, few enough to be fast. */
const blockLimit = 200;

/** Pooled samples as a law, models gathered in at most 200 blocks. */
export function sampleLaw(samples: SampleSet): StepLaw {
  const { points, models } = samples;
  if (points.dim !== 1) throw new ArgumentError("sampleLaw", "dim", points.dim, "1");
  return stepLaw(points.values, new Float64Array(points.count).fill(1 / points.count), models);
}

/**
 * Weighted atoms as a law.
 *
 * @param models - number of models that made the atoms, equally many each, in order
 */
export function stepLaw(values: Float64Array, weights: Float64Array, models: number = 1): StepLaw {
  const order = ascendingOrder(values);
  const count = values.length;
  const blocks = Math.min(blockLimit, models);
  const perModel = count / models;
  const total = weights.reduce((a, b) => a + b, 0);
  const law = { x: new Float64Array(count), weight: new Float64Array(count), block: new Int32Array(count), blocks };
  for (let n = 0; n < count; n++) {
    const i = order[n]!;
    law.x[n] = values[i]!;
    law.weight[n] = weights[i]! / total;
    law.block[n] = Math.floor((Math.floor(i / perModel) * blocks) / models);
  }
  return law;
}

/** The law with its blocks counted `multiplicity[block]` times, renormalised: one bootstrap replicate. */
export function resampled(law: StepLaw, multiplicity: Float64Array): StepLaw {
  const weight = new Float64Array(law.weight.length);
  let total = 0;
  for (let i = 0; i < weight.length; i++) total += weight[i] = law.weight[i]! * multiplicity[law.block[i]!]!;
  for (let i = 0; i < weight.length; i++) weight[i]! /= total;
  return { ...law, weight };
}
