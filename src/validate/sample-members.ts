import { type FlowOptions, type ForwardProcess, type LinearScoreModel, probabilityFlow } from "../core/index.ts";
import type { Matrix, Rng } from "../numerics/index.ts";
import { memberField } from "./member-field.ts";
import { memberStarts } from "./member-starts.ts";

/**
 * Samples of each member's own probability flow, members `from` … `to` − 1 of an ensemble whose coefficients start at
 * member `from`. Starts are jittered normal strata in one dimension, independent normals above.
 *
 * @param coefficients - shape [to − from, F·D]
 * @returns end states; shape [(to − from) · paths, D]
 */
export function sampleMembers(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  coefficients: Matrix,
  paths: number,
  flow: FlowOptions,
  from: number,
  to: number,
): Float64Array {
  const { schedule, data } = process;
  const { dim } = data;
  const out = new Float64Array((to - from) * paths * dim);
  for (let m = from; m < to; m++) {
    const values = memberStarts(rng.split(`starts/${m}`), process, paths);
    const field = memberField(model, schedule, coefficients, m - from);
    out.set(probabilityFlow(process, field, { count: paths, dim, values }, flow).values, (m - from) * paths * dim);
  }
  return out;
}
