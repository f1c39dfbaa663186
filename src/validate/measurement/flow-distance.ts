import {
  ArgumentError,
  type Estimate,
  type FlowOptions,
  type ForwardProcess,
  meanEstimate,
  type Points,
  points,
  probabilityFlow,
  type SampleSet,
  type ScoreField,
  ShapeError,
} from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";

/**
 * Probability-flow distance PFD = (E |Φ_a(x_T) − Φ_b(x_T)|²)^½: root mean square distance of the states to which two
 * probability flows Φ carry the same noise x_T ~ N(0, σ(T)² I). Equal starts are a coupling, so that PFD is never below
 * the Wasserstein-2 distance of the two laws. For several fields their mean squares are averaged.
 *
 * @param fields - scores of independent members, at least one
 * @param reference - the score that they are compared with
 * @param paths - starts of each member, drawn for each from a stream of its own
 * @returns PFD; data; error over members, over paths where there is one member
 * @accuracy Monte Carlo over starts, inside the error; that of `flow`
 * @throws ArgumentError for no field or no path; ShapeError when dimensions differ
 * @source ZHANG2025, definition of the probability flow distance
 */
export function probabilityFlowDistance(
  rng: Rng,
  process: ForwardProcess,
  fields: readonly ScoreField[],
  reference: ScoreField,
  paths: number,
  flow: FlowOptions,
): Estimate {
  if (fields.length === 0) throw new ArgumentError("probabilityFlowDistance", "fields", [], "at least one");
  if (!(Number.isInteger(paths) && paths > 0))
    throw new ArgumentError("probabilityFlowDistance", "paths", paths, "a positive integer");
  const { schedule, data } = process;
  const sigma = schedule.sigma(schedule.terminalTime);
  const ends = fields.map((field, m) => {
    const start = points(
      rng
        .split("starts", m)
        .normals(paths * data.dim)
        .map((z) => sigma * z),
      data.dim,
    );
    return [probabilityFlow(process, field, start, flow), probabilityFlow(process, reference, start, flow)] as const;
  });
  const joined = (which: 0 | 1): SampleSet => ({
    kind: "samples",
    points: joinedPoints(ends.map((pair) => pair[which])),
    models: fields.length,
  });
  return pairedDistance(joined(0), joined(1));
}

/**
 * Root mean square distance between states that belong together pair by pair, as the ends of two flows from the same
 * starts: (mean |x_n − y_n|²)^½.
 *
 * @param a - states grouped by model
 * @param b - their partners, in the same order
 * @returns data; error over models, over pairs where there is one model; 0 where all pairs agree
 * @accuracy the error is that of the mean square, carried through the root to first order
 * @throws ShapeError when the two differ in shape or in models
 */
export function pairedDistance(a: SampleSet, b: SampleSet): Estimate {
  const { count, dim } = a.points;
  if (count !== b.points.count || dim !== b.points.dim || a.models !== b.models)
    throw new ShapeError(
      "pairedDistance",
      { a: [a.models, count, dim], b: [b.models, b.points.count, b.points.dim] },
      "models, points and dimension must agree",
    );
  const units = a.models > 1 ? a.models : count;
  const squares = new Float64Array(units);
  const each = (count * dim) / units;
  for (let k = 0; k < count * dim; k++)
    squares[Math.floor(k / each)]! += (a.points.values[k]! - b.points.values[k]!) ** 2 / (each / dim);
  const { value, standardError } = meanEstimate(squares);
  const root = Math.sqrt(value);
  return { value: root, standardError: root > 0 ? standardError / (2 * root) : 0 };
}

function joinedPoints(parts: readonly Points[]): Points {
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return points(values, parts[0]!.dim);
}
