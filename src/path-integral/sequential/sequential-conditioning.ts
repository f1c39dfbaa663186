import {
  ArgumentError,
  type ForwardProcess,
  type Propagator,
  type ScoreEnsemble,
  ShapeError,
} from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";
import { fieldStream } from "../path-average.ts";
import { stratifiedStarts } from "../stratified-starts.ts";
import { choleskyHistory } from "./cholesky-history.ts";
import type { FieldHistory, HistoryOptions } from "./field-history.ts";
import { gramSchmidtHistory } from "./gram-schmidt-history.ts";

export interface SequentialConditioningOptions {
  /** Paths, each through a field of its own. */
  readonly paths: number;
  /** How fields are conditioned on their past; by default "gram-schmidt" where the ensemble has loadings. */
  readonly conditioning?: "cholesky" | "gram-schmidt";
  /**
   * Share of a step's variance that is added to V on the diagonal by "cholesky", and below which noise counts as
   * determined by the earlier steps by both; 1e-8 by default.
   */
  readonly relativeJitter?: number;
}

/** Paths that grow together: few enough that their histories stay in the cache, and memory is flat in the number of paths. */
const blockPaths = 16;

/** V is numerically of low rank along a path: without a jitter, extrapolation from the past blows up. */
const defaultJitter = 1e-8;

/**
 * The effective dynamics on the time grid with nothing sampled beforehand: the noise of each Euler step is drawn given the
 * noise of the steps before it, which needs V only at the states of the path. Exact for Gaussian fields on the grid, in
 * any dimension; other ensembles are replaced by the Gaussian field with their mean and covariance.
 *
 * Euler steps only: the discretised path integral is that of Euler's map.
 *
 * @accuracy Monte Carlo over paths; Euler's O(h); `relativeJitter` of the variance of each step
 * @throws NotPositiveDefiniteError naming path, state and pivot when V is not positive semi-definite beyond its rounding
 * @throws ArgumentError when V is not symmetric, or loadings are asked for that the ensemble has not
 * @source GTV, Proposition 3.1
 */
export function sequentialConditioning(options: SequentialConditioningOptions): Propagator {
  const { paths, relativeJitter = defaultJitter } = options;
  if (!(Number.isInteger(paths) && paths >= 1))
    throw new ArgumentError("sequentialConditioning", "paths", paths, "a positive integer");
  if (!(relativeJitter > 0 && relativeJitter < 1))
    throw new ArgumentError("sequentialConditioning", "relativeJitter", relativeJitter, "between 0 and 1");
  return {
    name: `sequential conditioning (${paths} paths${options.conditioning === undefined ? "" : `, ${options.conditioning}`})`,
    propagate(rng, process, ensemble) {
      const { dim } = process.data;
      if (ensemble.dim !== dim)
        throw new ShapeError(
          "sequentialConditioning",
          { ensemble: [ensemble.dim], data: [dim] },
          "both need one dimension",
        );
      const values = new Float64Array(paths * dim);
      let directions = 0;
      let most = 0;
      for (let from = 0; from < paths; from += blockPaths) {
        const to = Math.min(paths, from + blockPaths);
        const block = conditionedPaths(rng, process, ensemble, { ...options, relativeJitter }, from, to);
        values.set(block.ends, from * dim);
        for (const count of block.directions) {
          directions += count / paths;
          most = Math.max(most, count);
        }
      }
      return {
        distribution: { kind: "samples", points: { count: paths, dim, values }, models: paths },
        route: "probability-flow, conditioned step by step",
        diagnostics: { models: paths, steps: process.grid.times.length - 1, directions, mostDirections: most },
      };
    },
  };
}

/** End states of paths `from` … `to` − 1 with the number of directions that each has met; path m depends on m alone. */
function conditionedPaths(
  rng: Rng,
  process: ForwardProcess,
  ensemble: ScoreEnsemble,
  options: SequentialConditioningOptions & { readonly relativeJitter: number },
  from: number,
  to: number,
): { readonly ends: Float64Array; readonly directions: Int32Array } {
  const { schedule, grid } = process;
  const { dim } = ensemble;
  const { times } = grid;
  const count = to - from;
  const shift = rng.split("start-shift").uniform();
  const x_BD = new Float64Array(count * dim);
  for (let m = from; m < to; m++) {
    const stream = rng.split(`model/${m}`).split("start");
    x_BD.set(stratifiedStarts(stream, schedule, dim, 1, shift, m).values, (m - from) * dim);
  }
  const history = historyOf(ensemble, options, {
    streams: Array.from({ length: count }, (_, b) => fieldStream(rng, from + b)),
    dim,
    values: dim * (times.length - 1),
    relativeJitter: options.relativeJitter,
  });
  for (let k = 0; k + 1 < times.length; k++) {
    const t = times[k]!;
    const step = t - times[k + 1]!;
    const x = { count, dim, values: x_BD.slice() };
    const noise_BD = history.next(x, t);
    const mean_BD = ensemble.meanField.score(x, t);
    const beta = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    for (let i = 0; i < x_BD.length; i++)
      x_BD[i]! += step * (beta * x_BD[i]! + diffusivity * (mean_BD[i]! + noise_BD[i]!));
  }
  return { ends: x_BD, directions: history.directions };
}

function historyOf(
  ensemble: ScoreEnsemble,
  { conditioning }: SequentialConditioningOptions,
  options: HistoryOptions,
): FieldHistory {
  const { loadings } = ensemble;
  if (conditioning === "cholesky" || (conditioning === undefined && loadings === undefined))
    return choleskyHistory((at, against) => ensemble.scoreCovariance(at, against), options);
  if (loadings === undefined)
    throw new ArgumentError(
      "sequentialConditioning",
      "conditioning",
      conditioning,
      `"cholesky" for ${ensemble.name}, which has no loadings`,
    );
  return gramSchmidtHistory((x, t) => loadings({ x, t: new Float64Array(x.count).fill(t) }), options);
}
