import {
  type FiniteRankEnsemble,
  type ForwardProcess,
  type Points,
  type ScoreField,
  ShapeError,
} from "../../core/index.ts";
import {
  ArgumentError,
  algebra,
  ConvergenceError,
  type FixedStepMethod,
  type Matrix,
  matrix,
} from "../../numerics/index.ts";
import { differenceStep } from "../field-derivatives.ts";
import { type FieldExpansion, fieldExpansion } from "./field-expansion.ts";
import { addInto, adjointWeights, tableaus } from "./runge-kutta.ts";

/**
 * The end state of sampling as a function of independent standard normals u: the start, y = σ(T) η, where it is free, and the noise
 * coordinates g of a Gaussian ensemble, in the order (η, g).
 */
export interface NoiseDrivenFlow {
  /** D. */
  readonly dim: number;
  /** Number of standard normals n. */
  readonly normalCount: number;
  /** The path of u; shape [K + 1, D]. */
  path(u: Float64Array): Points;
  /** The end state with its derivatives in u, exact for the discrete map but for difference quotients in x. */
  expand(u: Float64Array): EndExpansion;
}

/** x(ε) around one u. */
export interface EndExpansion {
  /** x(ε); shape [D]. */
  readonly end: Float64Array;
  /** ∂x/∂u by the discrete adjoint; shape [D, n]. */
  readonly jacobian: Matrix;
  /** Σ_i λ_i ∂²x_i/∂u∂u; symmetric, shape [n, n]. */
  hessian(multipliers: Float64Array): Matrix;
}

/** A stage of a step: where the drift is evaluated. */
interface Stage {
  readonly x: Float64Array;
  readonly t: number;
}

/**
 * The flow dx/dυ = βx + D (s̄ + L g) on the grid of the process.
 *
 * @param start - y, fixed, shape [D]; or "prior", where y is drawn from N(0, σ(T)² I)
 * @throws ShapeError when start and data differ in dimension
 */
export function noiseDrivenFlow(
  process: ForwardProcess,
  ensemble: FiniteRankEnsemble,
  start: Float64Array | "prior",
  method: FixedStepMethod,
): NoiseDrivenFlow {
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

  /** All states on the grid, and all stages in the order of their evaluation. */
  function run(u: Float64Array): {
    readonly states: Float64Array[];
    readonly stages: Stage[];
    readonly field: ScoreField;
  } {
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

  /** Derivatives of every stage state in u; shape [S·D, n]. */
  function sensitivities(slopes: readonly FieldExpansion[], force: Matrix): Matrix {
    const out = matrix(steps * stageCount * dim, normalCount);
    const width = dim * normalCount;
    const now = new Float64Array(width);
    for (let d = 0; d < free; d++) now[d * normalCount + d] = spread;
    for (let k = 0; k < steps; k++) {
      const h = times[k]! - times[k + 1]!;
      const changes: Float64Array[] = [];
      for (let s = 0; s < stageCount; s++) {
        const index = k * stageCount + s;
        const at = out.values.subarray(index * width, (index + 1) * width);
        at.set(now);
        a[s]!.forEach((weight, j) => {
          addInto(at, changes[j]!, h * weight);
        });
        const change = new Float64Array(width);
        const { jacobian } = slopes[index]!;
        for (let i = 0; i < dim; i++) {
          const row = change.subarray(i * normalCount, (i + 1) * normalCount);
          for (let d = 0; d < dim; d++)
            addInto(row, at.subarray(d * normalCount, (d + 1) * normalCount), jacobian[i * dim + d]!);
          addInto(row.subarray(free), force.values.subarray((index * dim + i) * rank, (index * dim + i + 1) * rank), 1);
        }
        changes.push(change);
      }
      b.forEach((weight, s) => {
        addInto(now, changes[s]!, h * weight);
      });
    }
    return out;
  }

  /** D L at stages moved by `offset` times their own difference step along one axis; shape [S·D, rank]. */
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

  function expand(u: Float64Array): EndExpansion {
    const { states, stages, field } = run(u);
    const local = once(() => ({
      slopes: stages.map(({ x, t }) => driftExpansion(field, x, t)),
      force: forceAt(stages, 0, 0),
    }));
    const jacobian = once(() => jacobianOf(local().slopes, local().force));
    return {
      end: states[steps]!,
      // Computed when asked for: a line search looks at the end alone.
      get jacobian() {
        return jacobian();
      },
      hessian: (multipliers) => hessian(stages, local().slopes, local().force, multipliers),
    };
  }

  function jacobianOf(slopes: readonly FieldExpansion[], force: Matrix): Matrix {
    const jacobian = matrix(dim, normalCount);
    for (let i = 0; i < dim; i++) {
      const unit = new Float64Array(dim);
      unit[i] = 1;
      const { mu, start: atStart } = adjointWeights(tableau, times, jacobiansOf(slopes), unit);
      const row = jacobian.values.subarray(i * normalCount, (i + 1) * normalCount);
      for (let d = 0; d < free; d++) row[d] = spread * atStart[d]!;
      mu.forEach((weight, s) => {
        for (let d = 0; d < dim; d++)
          addInto(
            row.subarray(free),
            force.values.subarray((s * dim + d) * rank, (s * dim + d + 1) * rank),
            weight[d]!,
          );
      });
    }
    return jacobian;
  }

  /** βx + D ŝ with its derivatives in x. */
  function driftExpansion(field: ScoreField, x: Float64Array, t: number): FieldExpansion {
    const { jacobian, curvature } = fieldExpansion(field, x, t, differenceStep(process, t));
    const diffusivity = schedule.diffusivity(t);
    const slope = jacobian.map((value) => diffusivity * value);
    for (let d = 0; d < dim; d++) slope[d * dim + d]! += schedule.beta(t);
    return { jacobian: slope, curvature: curvature.map((value) => diffusivity * value) };
  }

  /** Σ over stages of μ·∂²f along the sensitivities: nothing else in the map is nonlinear. */
  function hessian(
    stages: readonly Stage[],
    slopes: readonly FieldExpansion[],
    force: Matrix,
    multipliers: Float64Array,
  ): Matrix {
    const { mu } = adjointWeights(tableau, times, jacobiansOf(slopes), multipliers);
    const moved = sensitivities(slopes, force);
    // Half of μ·f_xx applied to the sensitivities, plus μ·∂(D L)/∂x; shape [S·D, n].
    const bent = matrix(moved.rows, normalCount);
    for (let d = 0; d < dim; d++) {
      const quotient = [
        [1, 2 / 3],
        [-1, -2 / 3],
        [2, -1 / 12],
        [-2, 1 / 12],
      ].map(([offset, weight]) => ({ weight: weight!, loads: rank > 0 ? forceAt(stages, d, offset!).values : null }));
      stages.forEach(({ t }, s) => {
        const row = bent.values.subarray((s * dim + d) * normalCount, (s * dim + d + 1) * normalCount);
        const step = differenceStep(process, t);
        for (let i = 0; i < dim; i++) {
          const weight = mu[s]![i]!;
          for (const { weight: share, loads } of quotient) {
            if (loads === null) continue;
            const at = (s * dim + i) * rank;
            addInto(row.subarray(free), loads.subarray(at, at + rank), (weight * share) / step);
          }
          for (let e = 0; e < dim; e++) {
            const from = (s * dim + e) * normalCount;
            const curvature = slopes[s]!.curvature[(i * dim + d) * dim + e]!;
            addInto(row, moved.values.subarray(from, from + normalCount), (weight * curvature) / 2);
          }
        }
      });
    }
    const product = algebra.gemm(moved, bent, { transposeA: true });
    const out = matrix(normalCount, normalCount);
    for (let i = 0; i < normalCount; i++)
      for (let j = 0; j < normalCount; j++)
        out.values[i * normalCount + j] = product.values[i * normalCount + j]! + product.values[j * normalCount + i]!;
    return out;
  }

  return {
    dim,
    normalCount,
    path(u) {
      const { states } = run(u);
      const values = new Float64Array((steps + 1) * dim);
      states.forEach((state, k) => {
        values.set(state, k * dim);
      });
      return { count: steps + 1, dim, values };
    },
    expand,
  };
}

function jacobiansOf(slopes: readonly FieldExpansion[]): Float64Array[] {
  return slopes.map(({ jacobian }) => jacobian);
}

/** A value that is computed when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
