import type { FiniteRankEnsemble, ForwardProcess, Points } from "../../core/index.ts";
import { algebra, type FixedStepMethod, type Matrix, matrix } from "../../numerics/index.ts";
import { differenceStep } from "../field-derivatives.ts";
import { discreteFlow, type Stage } from "./discrete-flow.ts";
import type { FieldExpansion } from "./field-expansion.ts";
import { addInto, adjointWeights } from "./runge-kutta.ts";

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
  const { times } = process.grid;
  const { dim } = process.data;
  const { rank } = ensemble;
  const flow = discreteFlow(process, ensemble, start, method);
  const { tableau, free, spread, normalCount, run, forceAt } = flow;
  const { a, b } = tableau;
  const stageCount = b.length;
  const steps = times.length - 1;

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

  function expand(u: Float64Array): EndExpansion {
    const { states, stages, field } = run(u);
    const local = once(() => ({
      slopes: stages.map(({ x, t }) => flow.driftExpansion(field, x, t)),
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
