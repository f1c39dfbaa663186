import { type FlowOptions, type ForwardProcess, type LinearScoreModel, probabilityFlow } from "../core/index.ts";
import { type Matrix, normalQuantile, type Rng } from "../numerics/index.ts";
import { memberField } from "./member-field.ts";

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
  const sigma = schedule.sigma(schedule.terminalTime);
  const out = new Float64Array((to - from) * paths * dim);
  for (let m = from; m < to; m++) {
    const stream = rng.split(`starts/${m}`);
    const values =
      dim === 1
        ? Float64Array.from({ length: paths }, (_, i) => sigma * normalQuantile((i + stream.uniform()) / paths))
        : stream.normals(paths * dim).map((z) => sigma * z);
    const field = memberField(model, schedule, coefficients, m - from);
    out.set(probabilityFlow(process, field, { count: paths, dim, values }, flow).values, (m - from) * paths * dim);
  }
  return out;
}
