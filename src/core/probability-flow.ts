import {
  ArgumentError,
  type FixedStepMethod,
  integrateAdaptive,
  integrateOnGrid,
  type OdeRight,
  ShapeError,
} from "../numerics/index.ts";
import type { ForwardProcess } from "./forward-process.ts";
import type { NoiseSchedule } from "./noise-schedule.ts";
import { type Points, points } from "./points.ts";
import type { ScoreField } from "./score-ensemble.ts";

/** How the probability-flow ODE is integrated. */
export interface FlowOptions {
  /** A fixed-step method on the grid of the process, or Dormand–Prince 5(4), which chooses its own steps. */
  readonly method: FixedStepMethod | "dormand-prince";
  /** Relative and absolute bound on the local error of "dormand-prince"; 1e-9 by default. */
  readonly tolerance?: number;
}

/** Local error bound of the adaptive flow where none is given. */
const DEFAULT_TOLERANCE = 1e-9;

/**
 * Right side of the probability-flow ODE, dx/dt = −β(t) x − D(t) ŝ(x, t), for a flat batch.
 *
 * @source SONG2021, eq. 13
 */
export function flowRight(schedule: NoiseSchedule, field: ScoreField): OdeRight {
  let out_ND = new Float64Array(0);
  return (x_ND, t) => {
    if (out_ND.length !== x_ND.length) out_ND = new Float64Array(x_ND.length);
    const s_ND = field.score({ count: x_ND.length / field.dim, dim: field.dim, values: x_ND }, t);
    const beta = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    for (let k = 0; k < x_ND.length; k++) out_ND[k] = -beta * x_ND[k] - diffusivity * s_ND[k];
    return out_ND;
  };
}

/**
 * Sampling: carries states from the terminal time down to the cutoff time along the probability-flow ODE.
 * With the true score the law p(x | T) arrives as p(x | ε).
 *
 * @param x - states at the terminal time; shape [N, D]
 * @returns states at the cutoff time; shape [N, D]
 * @accuracy O(h), O(h²), O(h⁴) for euler, heun, rk4 on the grid; proportional to `tolerance` for dormand-prince
 * @throws ShapeError when states, field and data differ in dimension
 */
export function probabilityFlow(process: ForwardProcess, field: ScoreField, x: Points, options: FlowOptions): Points {
  checkDimensions("probabilityFlow", process, field, x);
  return points(integrateFlow(flowRight(process.schedule, field), x.values, process.grid.times, options), x.dim);
}

/**
 * The inverse map: carries states from the cutoff time up to the terminal time.
 *
 * @param x - states at the cutoff time; shape [N, D]
 * @returns states at the terminal time; shape [N, D]
 * @accuracy as `probabilityFlow`
 * @throws ShapeError when states, field and data differ in dimension
 */
export function inverseProbabilityFlow(
  process: ForwardProcess,
  field: ScoreField,
  x: Points,
  options: FlowOptions,
): Points {
  checkDimensions("inverseProbabilityFlow", process, field, x);
  const times = process.grid.times.toReversed();
  return points(integrateFlow(flowRight(process.schedule, field), x.values, times, options), x.dim);
}

/** Integrates along `times`, or between their ends for the adaptive method. */
export function integrateFlow(
  right: OdeRight,
  start: Float64Array,
  times: Float64Array,
  options: FlowOptions,
): Float64Array {
  const { method, tolerance = DEFAULT_TOLERANCE } = options;
  if (method !== "dormand-prince") return integrateOnGrid(method, right, start, times);
  if (!(tolerance > 0 && tolerance < 1))
    throw new ArgumentError("probabilityFlow", "tolerance", tolerance, "between 0 and 1");
  const adaptive = { relativeTolerance: tolerance, absoluteTolerance: tolerance };
  return integrateAdaptive(right, start, times[0], times[times.length - 1], adaptive).x;
}

/** States, field and data must share one dimension. */
export function checkDimensions(where: string, process: ForwardProcess, field: ScoreField, x: Points): void {
  if (x.dim !== field.dim || x.dim !== process.data.dim)
    throw new ShapeError(
      where,
      { x: [x.count, x.dim], field: [field.dim], data: [process.data.dim] },
      "all need one dimension",
    );
}
