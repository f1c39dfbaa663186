import {
  ArgumentError,
  type FlowOptions,
  type ForwardProcess,
  type Points,
  points,
  probabilityFlow,
  type SampleSet,
  type ScoreField,
} from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";
import { memberStarts } from "../member-starts.ts";
import { reverseDiffusion } from "./reverse-diffusion.ts";

/** Carries states of one member from the terminal time to the cutoff time; shape [N, D] to [N, D]. */
export type FieldSampler = (rng: Rng, process: ForwardProcess, field: ScoreField, starts: Points) => Points;

/** Sampling by the probability-flow ODE; the starts are all its randomness. */
export function flowSampler(flow: FlowOptions): FieldSampler {
  return (_rng, process, field, starts) => probabilityFlow(process, field, starts, flow);
}

/** Sampling by the reverse diffusion on the grid of the process. */
export const diffusionSampler: FieldSampler = reverseDiffusion;

/**
 * Samples of each member's own law, whatever made the members: member m starts from a stream of its own, so that
 * samples neither depend on how many members there are nor on their order.
 *
 * @param fields - scores of independent members, at least one
 * @param paths - samples of each member
 * @returns samples grouped by member; shape [fields · paths, D]
 * @accuracy that of the sampler; starts are stratified in one dimension
 * @throws ArgumentError for no field or no path; what the sampler throws
 */
export function sampleFields(
  rng: Rng,
  process: ForwardProcess,
  fields: readonly ScoreField[],
  paths: number,
  sampler: FieldSampler,
): SampleSet {
  if (fields.length === 0) throw new ArgumentError("sampleFields", "fields", [], "at least one");
  if (!(Number.isInteger(paths) && paths > 0))
    throw new ArgumentError("sampleFields", "paths", paths, "a positive integer");
  const { dim } = process.data;
  const values = new Float64Array(fields.length * paths * dim);
  fields.forEach((field, m) => {
    const starts = points(memberStarts(rng.split(`starts/${m}`), process, paths), dim);
    values.set(sampler(rng.split(`noise/${m}`), process, field, starts).values, m * paths * dim);
  });
  return { kind: "samples", points: points(values, dim), models: fields.length };
}
