import {
  ArgumentError,
  drawTogether,
  type FlowOptions,
  type ForwardProcess,
  type Propagator,
  probabilityFlow,
  type ScoreField,
  sideBySide,
} from "../core/index.ts";
import type { Rng } from "../numerics/index.ts";
import { stratifiedStarts } from "./stratified-starts.ts";

export interface PathAverageOptions extends FlowOptions {
  /** Independent realisations of the learned score. */
  readonly models: number;
  /** Paths through each realisation; 1 is the best use of a path, more the best use of a costly model. */
  readonly pathsPerModel: number;
}

/**
 * The average over realisations of the score field of the law that each one samples: draw a field, draw starts, integrate
 * the probability-flow ODE. With exactly trained members this is the quenched average, the exact object of the theory;
 * with Gaussian members it is the effective dynamics of the path integral, whose noise V is frozen along the path.
 *
 * @accuracy Monte Carlo over models, and the integrator's step
 * @source GTV, sections 2 and 3 (average over training runs; Proposition 3.1)
 */
export function pathAverage(options: PathAverageOptions): Propagator {
  const { models, pathsPerModel } = options;
  if (!(Number.isInteger(models) && models >= 1))
    throw new ArgumentError("pathAverage", "models", models, "a positive integer");
  return {
    name: `path average (${models} models, ${pathsPerModel} paths each, ${options.method})`,
    propagate(rng, process, ensemble) {
      const values = groupPaths(rng, process, (streams) => drawTogether(ensemble, streams), options, 0, models);
      return {
        distribution: {
          kind: "samples",
          points: { count: values.length / process.data.dim, dim: process.data.dim, values },
          models,
        },
        route: "probability-flow",
        diagnostics: { models, pathsPerModel, steps: process.grid.times.length - 1 },
      };
    },
  };
}

/** The score of model m, drawn from that model's own stream. */
export type MemberField = (stream: Rng, model: number) => ScoreField;

/** The stream that names model m's field: an ensemble trained beforehand and one drawn on the fly agree. */
export function fieldStream(rng: Rng, model: number): Rng {
  return rng.split(`model/${model}`).split("field");
}

/** The scores of models `from`, `from` + 1, … side by side, each from its own stream; see `sideBySide`. */
export type GroupField = (streams: readonly Rng[], from: number) => ScoreField;

/** Paths integrated together; few enough that the coefficients of a large model stay in cache. */
const groupedPaths = 256;

/**
 * End states of members `from` … `to` − 1; model m depends on its number alone, so an ensemble can be cut into parts.
 *
 * @returns shape [(to − from) · pathsPerModel, D]
 */
export function memberPaths(
  rng: Rng,
  process: ForwardProcess,
  fieldOf: MemberField,
  options: PathAverageOptions,
  from: number,
  to: number,
): Float64Array {
  const group: GroupField = (streams, first) => sideBySide(streams.map((stream, i) => fieldOf(stream, first + i)));
  return groupPaths(rng, process, group, options, from, to);
}

/**
 * As `memberPaths`, with the fields of several members made and followed together. The adaptive integrator chooses steps
 * for one member at a time.
 *
 * @returns shape [(to − from) · pathsPerModel, D]
 */
export function groupPaths(
  rng: Rng,
  process: ForwardProcess,
  group: GroupField,
  options: PathAverageOptions,
  from: number,
  to: number,
): Float64Array {
  const { pathsPerModel, method } = options;
  const dim = process.data.dim;
  const shift = rng.split("start-shift").uniform();
  const size = pathsPerModel * dim;
  const out = new Float64Array((to - from) * size);
  const members = method === "dormand-prince" ? 1 : Math.max(1, Math.floor(groupedPaths / pathsPerModel));
  for (let first = from; first < to; first += members) {
    const count = Math.min(members, to - first);
    const streams = Array.from({ length: count }, (_, i) => rng.split(`model/${first + i}`));
    const starts = new Float64Array(count * size);
    streams.forEach((stream, i) => {
      const own = dim === 1 ? stream : stream.split("start");
      const { values } = stratifiedStarts(own, process.schedule, dim, pathsPerModel, shift, first + i);
      starts.set(values, i * size);
    });
    const field = group(
      streams.map((stream) => stream.split("field")),
      first,
    );
    const ends = probabilityFlow(process, field, { count: count * pathsPerModel, dim, values: starts }, options);
    out.set(ends.values, (first - from) * size);
  }
  return out;
}
