import { type FiniteRankEnsemble, type ForwardProcess, type ScoreField, ShapeError } from "../../core/index.ts";
import { ArgumentError, ConvergenceError, type FixedStepMethod, type Matrix, matrix } from "../../numerics/index.ts";
import { differenceStep } from "../field-derivatives.ts";
import { type FieldExpansion, fieldExpansion } from "./field-expansion.ts";
import { addInto, type Tableau, tableaus } from "./runge-kutta.ts";

/** A stage of a step: where the drift is evaluated. */
export interface Stage {
  readonly x: Float64Array;
  readonly t: number;
}

/** A run of the flow. */
export interface FlowRun {
  /** All states on the grid. */
  readonly states: readonly Float64Array[];
  /** All stages in the order of their evaluation. */
  readonly stages: readonly Stage[];
  readonly field: ScoreField;
}

/** The discrete flow dx/dυ = βx + D (s̄ + L g) with what its derivatives are made of. */
export interface DiscreteFlow {
  readonly tableau: Tableau;
  /** Standard normals of the start: D, or 0 where it is fixed. */
  readonly free: number;
  /** σ(T). */
  readonly spread: number;
  readonly normalCount: number;
  run(u: Float64Array): FlowRun;
  /** D L at stages moved by `offset` times their own difference step along one axis; shape [S·D, rank]. */
  forceAt(stages: readonly Stage[], axis: number, offset: number): Matrix;
  /** βx + D ŝ with its derivatives in x. */
  driftExpansion(field: ScoreField, x: Float64Array, t: number): FieldExpansion;
}

/** The flow on the grid of the process; arguments as those of `noiseDrivenFlow`, in whose name it complains. */
export function discreteFlow(
  process: ForwardProcess,
  ensemble: FiniteRankEnsemble,
  start: Float64Array | "prior",
  method: FixedStepMethod,
): DiscreteFlow {
  const where = "noiseDrivenFlow";
  const { schedule, grid } = process;
  const { dim } = process.data;
  const { rank } = ensemble;
  if (start !== "prior" && start.length !== dim)
    throw new ShapeError(where, { start: [start.length], data: [dim] }, "a start has the dimension of the data");
  const tableau = tableaus[method];
  if (tableau === undefined)
    throw new ArgumentError(where, "method", method, `one of ${Object.keys(tableaus).join(", ")}`);
  const { a, b, c } = tableau;
  const stageCount = b.length;
  const { times } = grid;
  const steps = times.length - 1;
  const free = start === "prior" ? dim : 0;
  const spread = schedule.sigma(schedule.terminalTime);
  const normalCount = free + rank;

  const startOf = (u: Float64Array): Float64Array =>
    start === "prior" ? u.slice(0, dim).map((eta) => spread * eta) : start.slice();
  const fieldOf = (u: Float64Array): ScoreField => {
    if (u.length !== normalCount)
      throw new ShapeError(where, { u: [u.length], normals: [normalCount] }, "one number a normal");
    return ensemble.realisation(u.slice(free));
  };
  const drift = (field: ScoreField, x: Float64Array, t: number): Float64Array => {
    const score = field.score({ count: 1, dim, values: x }, t);
    const beta = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    return x.map((value, d) => beta * value + diffusivity * score[d]!);
  };

  function run(u: Float64Array): FlowRun {
    const field = fieldOf(u);
    const states = [startOf(u)];
    const stages: Stage[] = [];
    for (let k = 0; k < steps; k++) {
      const h = times[k]! - times[k + 1]!;
      const x = states[k]!;
      const slopes: Float64Array[] = [];
      for (let s = 0; s < stageCount; s++) {
        const at = x.slice();
        a[s]!.forEach((weight, j) => {
          addInto(at, slopes[j]!, h * weight);
        });
        const t = s > 0 && c[s] === 1 ? times[k + 1]! : times[k]! - c[s]! * h;
        stages.push({ x: at, t });
        slopes.push(drift(field, at, t));
      }
      const next = x.slice();
      b.forEach((weight, s) => {
        addInto(next, slopes[s]!, h * weight);
      });
      if (!next.every(Number.isFinite))
        throw new ConvergenceError(
          where,
          k + 1,
          next.find((value) => !Number.isFinite(value))!,
          0,
          "take smaller steps",
        );
      states.push(next);
    }
    return { states, stages, field };
  }

  function forceAt(stages: readonly Stage[], axis: number, offset: number): Matrix {
    const values = new Float64Array(stages.length * dim);
    stages.forEach(({ x, t }, s) => {
      values.set(x, s * dim);
      if (offset !== 0) values[s * dim + axis]! += offset * differenceStep(process, t);
    });
    const t = Float64Array.from(stages, (stage) => stage.t);
    const { values: loads } = ensemble.loadings({ x: { count: stages.length, dim, values }, t });
    stages.forEach((stage, s) => {
      const diffusivity = schedule.diffusivity(stage.t);
      for (let i = s * dim * rank; i < (s + 1) * dim * rank; i++) loads[i]! *= diffusivity;
    });
    return matrix(stages.length * dim, rank, loads);
  }

  function driftExpansion(field: ScoreField, x: Float64Array, t: number): FieldExpansion {
    const { jacobian, curvature } = fieldExpansion(field, x, t, differenceStep(process, t));
    const diffusivity = schedule.diffusivity(t);
    const slope = jacobian.map((value) => diffusivity * value);
    for (let d = 0; d < dim; d++) slope[d * dim + d]! += schedule.beta(t);
    return { jacobian: slope, curvature: curvature.map((value) => diffusivity * value) };
  }

  return { tableau, free, spread, normalCount, run, forceAt, driftExpansion };
}
