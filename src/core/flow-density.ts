import { ArgumentError, type OdeRight } from "../numerics/index.ts";
import type { ForwardProcess } from "./forward-process.ts";
import type { NoiseSchedule } from "./noise-schedule.ts";
import type { Points } from "./points.ts";
import { checkDimensions, type FlowOptions, flowRight, integrateFlow } from "./probability-flow.ts";
import type { ScoreField } from "./score-ensemble.ts";

/** ∇·ŝ(x, t); shape [N]; 1/data². */
export type ScoreDivergence = (x: Points, t: number) => Float64Array;

/** How a density is carried along the flow. */
export interface FlowDensityOptions extends FlowOptions {
  /** ∇·ŝ; the field's own where left out, and by central differences where it has none. */
  readonly divergence?: ScoreDivergence;
  /** log p(x_T) of the law that sampling starts from; N(0, σ(T)² I) where left out. */
  readonly startLogDensity?: (x: Points) => Float64Array;
}

/**
 * Log-density at the cutoff time of the law that sampling with `field` produces, by change of variables along the
 * probability flow: log p_ε(x) = log p_T(x_T) − ∫_ε^T (β D + K ∇·ŝ) dt, where x_T is where the flow carries x, D the
 * dimension and K the diffusivity.
 *
 * @param x - states at the cutoff time; shape [N, D]
 * @returns shape [N]
 * @accuracy that of the integrator; with central differences also about 1e-7 of the divergence
 * @throws ShapeError when states, field and data differ in dimension
 * @source SONG2021, appendix D.2
 */
export function flowLogDensity(
  process: ForwardProcess,
  field: ScoreField,
  x: Points,
  options: FlowDensityOptions,
): Float64Array {
  checkDimensions("flowLogDensity", process, field, x);
  const { schedule, grid } = process;
  const { count: n, dim } = x;
  const divergence = options.divergence ?? field.divergence ?? divergenceByDifferences(field, schedule);
  const velocity = flowRight(schedule, field);
  const right: OdeRight = (state, t) => {
    const x_ND = state.subarray(0, n * dim);
    const divergence_N = divergence({ count: n, dim, values: x_ND }, t);
    const out = new Float64Array(n * (dim + 1));
    out.set(velocity(x_ND, t));
    const drift = -schedule.beta(t) * dim;
    const diffusivity = schedule.diffusivity(t);
    for (let k = 0; k < n; k++) out[n * dim + k] = drift - diffusivity * divergence_N[k];
    return out;
  };
  const start = new Float64Array(n * (dim + 1));
  start.set(x.values);
  const end = integrateFlow(right, start, grid.times.toReversed(), options);
  const terminal: Points = { count: n, dim, values: end.slice(0, n * dim) };
  const out_N = (options.startLogDensity ?? noiseLogDensity(schedule))(terminal);
  return out_N.map((logDensity, k) => logDensity + end[n * dim + k]);
}

/** log N(x; 0, σ(T)² I). */
function noiseLogDensity(schedule: NoiseSchedule): (x: Points) => Float64Array {
  const variance = schedule.variance(schedule.terminalTime);
  return ({ count, dim, values }) => {
    const out_N = new Float64Array(count).fill(-0.5 * dim * Math.log(2 * Math.PI * variance));
    for (let k = 0; k < values.length; k++) out_N[Math.floor(k / dim)] -= (0.5 * values[k] ** 2) / variance;
    return out_N;
  };
}

/**
 * ∇·ŝ by central differences along every axis, with steps of `relativeStep` σ² / (1 + σ): a fraction of the width over
 * which the score of data of size one can turn.
 *
 * @param relativeStep - 1e-4 where left out
 * @accuracy O(step²) and rounding of size 1e-16 |ŝ| / step
 */
export function divergenceByDifferences(
  field: ScoreField,
  schedule: NoiseSchedule,
  relativeStep: number = 1e-4,
): ScoreDivergence {
  if (!(relativeStep > 0)) throw new ArgumentError("divergenceByDifferences", "relativeStep", relativeStep, "positive");
  return (x, t) => {
    const { count, dim, values } = x;
    const step = (relativeStep * schedule.variance(t)) / (1 + schedule.sigma(t));
    const out_N = new Float64Array(count);
    for (let d = 0; d < dim; d++) {
      const [above, below] = [step, -step].map((shift) =>
        values.map((value, k) => (k % dim === d ? value + shift : value)),
      );
      const high_ND = field.score({ count, dim, values: above }, t);
      const low_ND = field.score({ count, dim, values: below }, t);
      for (let n = 0; n < count; n++) {
        const k = n * dim + d;
        out_N[n] += (high_ND[k] - low_ND[k]) / (above[k] - below[k]);
      }
    }
    return out_N;
  };
}
