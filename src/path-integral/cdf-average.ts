import {
  ArgumentError,
  type Density,
  drawTogether,
  type FlowOptions,
  type ForwardProcess,
  inverseProbabilityFlow,
  type Propagator,
  ShapeError,
  sideBySide,
} from "../core/index.ts";
import { normalCdf, type Rng } from "../numerics/index.ts";
import { fieldStream, type GroupField, type MemberField } from "./path-average.ts";

export interface CdfAverageOptions extends FlowOptions {
  readonly models: number;
  /** End states at which the CDF is wanted; strictly increasing; shape [G]. */
  readonly x: Float64Array;
}

/** Models to a block; blocks are the unit of the bootstrap and of parallel work. */
const blockModels = 25;

/**
 * Average CDF in one dimension without histogram noise: since each model's flow map is monotone,
 * F_θ(x) = Φ(x_T(x; θ)/σ_T) with x_T from the flow run upwards, and F̄ is the mean over models.
 *
 * @accuracy model-to-model variance only, beside the integrator's step
 * @throws ShapeError when the data are not one-dimensional
 */
export function cdfAverage(options: CdfAverageOptions): Propagator {
  const { models, x } = options;
  if (!(Number.isInteger(models) && models >= 1))
    throw new ArgumentError("cdfAverage", "models", models, "a positive integer");
  const turn = x.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && !(value > x[i - 1]!)));
  if (turn >= 0) throw new ArgumentError("cdfAverage", `x[${turn}]`, x[turn], "finite and above the state before it");
  return {
    name: `CDF average (${models} models, ${options.method})`,
    propagate(rng, process, ensemble) {
      const blocks = Array.from({ length: Math.ceil(models / blockModels) }, (_, b) =>
        groupCdfs(
          rng,
          process,
          (streams) => drawTogether(ensemble, streams),
          options,
          b * blockModels,
          Math.min(models, (b + 1) * blockModels),
        ),
      );
      return {
        distribution: averageCdf(x, blocks),
        route: "probability-flow, inverted",
        diagnostics: { models, steps: process.grid.times.length - 1 },
      };
    },
  };
}

/** Sums over some models of F(x) and F(x)². */
export interface CdfBlock {
  readonly models: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

/** CDF sums of members `from` … `to` − 1; model m depends on its number alone. */
export function memberCdfs(
  rng: Rng,
  process: ForwardProcess,
  fieldOf: MemberField,
  options: CdfAverageOptions,
  from: number,
  to: number,
): CdfBlock {
  const group: GroupField = (streams, first) => sideBySide(streams.map((stream, i) => fieldOf(stream, first + i)));
  return groupCdfs(rng, process, group, options, from, to);
}

/** States followed together. */
const groupedStates = 512;

/** As `memberCdfs`, with the fields of several members made and followed together; the adaptive integrator takes one at a time. */
export function groupCdfs(
  rng: Rng,
  process: ForwardProcess,
  groupOf: GroupField,
  options: CdfAverageOptions,
  from: number,
  to: number,
): CdfBlock {
  const { x, method } = options;
  const { data, schedule } = process;
  if (data.dim !== 1) throw new ShapeError("cdfAverage", { data: [data.dim] }, "the CDF average needs one dimension");
  const sigma = schedule.sigma(schedule.terminalTime);
  const sum = new Float64Array(x.length);
  const squares = new Float64Array(x.length);
  const together = method === "dormand-prince" ? 1 : Math.max(1, Math.floor(groupedStates / x.length));
  for (let first = from; first < to; first += together) {
    const count = Math.min(together, to - first);
    const states = new Float64Array(count * x.length);
    for (let m = 0; m < count; m++) states.set(x, m * x.length);
    const streams = Array.from({ length: count }, (_, m) => fieldStream(rng, first + m));
    const field = groupOf(streams, first);
    const { values } = inverseProbabilityFlow(
      process,
      field,
      { count: states.length, dim: 1, values: states },
      options,
    );
    for (let i = 0; i < values.length; i++) {
      const cdf = normalCdf(values[i]! / sigma);
      sum[i % x.length]! += cdf;
      squares[i % x.length]! += cdf * cdf;
    }
  }
  return { models: to - from, sum, squares };
}

/** The average law of independent blocks, with the standard error over models. */
export function averageCdf(x: Float64Array, blocks: readonly CdfBlock[]): Density {
  const models = blocks.reduce((total, block) => total + block.models, 0);
  const cdf = new Float64Array(x.length);
  const cdfStandardError = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const mean = blocks.reduce((total, block) => total + block.sum[i]!, 0) / models;
    const square = blocks.reduce((total, block) => total + block.squares[i]!, 0) / models;
    cdf[i] = mean;
    cdfStandardError[i] = models > 1 ? Math.sqrt(Math.max(0, square - mean * mean) / (models - 1)) : 0;
  }
  return {
    kind: "density",
    x,
    cdf,
    cdfStandardError,
    models,
    blocks: blocks.map((block) => block.sum.map((value) => value / block.models)),
  };
}
