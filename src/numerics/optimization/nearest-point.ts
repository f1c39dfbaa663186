import { algebra } from "../algebra/engine-selection.ts";
import { transposed } from "../algebra/transpose.ts";
import { ArgumentError, ConvergenceError } from "../errors.ts";
import { largestMagnitude } from "../largest-magnitude.ts";
import { type Matrix, matrix } from "../matrix.ts";

/** Constraints c(u) = 0 around one u. */
export interface ConstraintExpansion {
  /** c(u); shape [m]. */
  readonly value: Float64Array;
  /** ∂c/∂u; full rank; shape [m, n]. */
  readonly jacobian: Matrix;
  /** Σ_i λ_i ∂²c_i/∂u∂u; symmetric, shape [n, n]. */
  hessian(multipliers: Float64Array): Matrix;
}

export interface NearestPointOptions {
  /** Bound on |u + Jᵀλ| relative to 1 + |u|, and on |c|; 1e-10 by default. */
  readonly tolerance?: number;
  /** 200 by default. */
  readonly maxIterations?: number;
}

/** A stationary point of ½|u|² on a constraint, and the second-order geometry there. */
export interface NearestPoint {
  readonly u: Float64Array;
  /** λ with u + Jᵀλ = 0; shape [m]. */
  readonly multipliers: Float64Array;
  /** log det J Jᵀ. */
  readonly logGram: number;
  /** Eigenvalues of I + Σλ∇²c on the tangent space, ascending; all positive at a minimum; shape [n − m]. */
  readonly tangentEigenvalues: Float64Array;
  readonly iterations: number;
  /** |u + Jᵀλ| / (1 + |u|) and |c|, in the maximum norm. */
  readonly residual: number;
  readonly constraintError: number;
}

/** Halvings of a step before the line search gives up. */
const maxHalvings = 40;
/** Curvatures below this are treated as this much, so that a step always descends. */
const leastCurvature = 0.05;

/**
 * The point of least norm on a constraint, min ½|u|² subject to c(u) = 0, by Newton's method on the Karush–Kuhn–Tucker
 * equations (sequential quadratic programming) with a line search on an ℓ₁ merit function and a second-order correction.
 * It is a local minimum: where there may be several, start from several points.
 *
 * @param start - shape [n]
 * @accuracy `tolerance`
 * @throws ConvergenceError when the budget is spent or the line search fails
 * @source NOCEDAL2006, chapter 18
 */
export function nearestPoint(
  expand: (u: Float64Array) => ConstraintExpansion,
  start: Float64Array,
  options: NearestPointOptions = {},
): NearestPoint {
  const { tolerance = 1e-10, maxIterations = 200 } = options;
  if (!(tolerance > 0)) throw new ArgumentError("nearestPoint", "tolerance", tolerance, "positive");
  let u: Float64Array = start.slice();
  let penalty = 0;
  let now = expand(u);
  for (let iteration = 0; ; iteration++) {
    const { value, jacobian } = now;
    const solveGram = gramSolver(jacobian);
    const multipliers = solveGram(timesVector(jacobian, u)).map((x) => -x);
    const gradient = plusTransposed(u, jacobian, multipliers);
    const residual = largestMagnitude(gradient) / (1 + norm(u));
    const constraintError = largestMagnitude(value);
    const system = projected(jacobian, now.hessian(multipliers));
    if (residual <= tolerance && constraintError <= tolerance) {
      const tangentEigenvalues = system.tangentEigenvalues();
      return {
        u,
        multipliers,
        logGram: algebra.logDeterminant(algebra.gemm(jacobian, jacobian, { transposeB: true })),
        tangentEigenvalues,
        iterations: iteration,
        residual,
        constraintError,
      };
    }
    if (iteration >= maxIterations) {
      throw new ConvergenceError(
        "nearestPoint",
        iteration,
        Math.max(residual, constraintError),
        tolerance,
        "start closer to the constraint, or raise maxIterations",
      );
    }
    const back = plusTransposed(new Float64Array(u.length), jacobian, solveGram(value.map((x) => -x)));
    const step = system.step(gradient, back);
    // The multipliers at the end of the step weigh the constraint as well, since those at u = 0 vanish.
    const ahead = solveGram(timesVector(jacobian, plus(u, step, 1)));
    penalty = Math.max(penalty, 1.5 * Math.max(largestMagnitude(multipliers), largestMagnitude(ahead)) + 1e-12);
    const merit = (at: Float64Array, c: Float64Array): number =>
      dot(at, at) / 2 + penalty * c.reduce((sum, x) => sum + Math.abs(x), 0);
    const here = merit(u, value);
    const slope = dot(u, step) - penalty * value.reduce((sum, x) => sum + Math.abs(x), 0);
    // What rounding of the merit cannot tell from a descent.
    const slack = 64 * Number.EPSILON * (1 + Math.abs(here));
    let accepted = false;
    for (let k = 0, length = 1; k < maxHalvings && !accepted; k++, length /= 2) {
      const tried = plus(u, step, length);
      const candidate = attempt(expand, tried);
      if (candidate === null) continue;
      if (merit(tried, candidate.value) <= here + 1e-4 * length * Math.min(0, slope) + slack) {
        [u, now, accepted] = [tried, candidate, true];
      } else if (k === 0) {
        // A full step that the curvature of the constraint spoils is brought back onto it.
        const correction = solveGram(candidate.value.map((x) => -x));
        const corrected = plusTransposed(tried, jacobian, correction);
        const better = attempt(expand, corrected);
        if (better !== null && merit(corrected, better.value) <= here + 1e-4 * Math.min(0, slope) + slack)
          [u, now, accepted] = [corrected, better, true];
      }
    }
    if (!accepted) {
      throw new ConvergenceError(
        "nearestPoint",
        iteration,
        Math.max(residual, constraintError),
        tolerance,
        "the line search failed: start elsewhere, or loosen the tolerance",
      );
    }
  }
}

/** The expansion, or null where the function leaves the numbers. */
function attempt(expand: (u: Float64Array) => ConstraintExpansion, u: Float64Array): ConstraintExpansion | null {
  try {
    const found = expand(u);
    return found.value.every(Number.isFinite) ? found : null;
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}

/** b ↦ (J Jᵀ)⁻¹ b. */
function gramSolver(jacobian: Matrix): (b: Float64Array) => Float64Array {
  const gram = algebra.gemm(jacobian, jacobian, { transposeB: true });
  return (b) => algebra.solvePositiveDefinite(gram, matrix(b.length, 1, b.slice())).values;
}

/** The Hessian I + H of the Lagrangian on the tangent space of J, P (I + H) P + Q Qᵀ with P = I − Q Qᵀ. */
function projected(
  jacobian: Matrix,
  hessian: Matrix,
): {
  step(gradient: Float64Array, back: Float64Array): Float64Array;
  tangentEigenvalues(): Float64Array;
} {
  const n = jacobian.cols;
  const m = jacobian.rows;
  const { q } = algebra.qr(transposed(jacobian));
  const project = (v: Float64Array): Float64Array => {
    const along = timesVector(transposed(q), v);
    return v.map((value, i) => {
      let rest = value;
      for (let k = 0; k < m; k++) rest -= q.values[i * m + k]! * along[k]!;
      return rest;
    });
  };
  const bent = matrix(n, n, hessian.values.slice());
  for (let i = 0; i < n; i++) bent.values[i * n + i]! += 1;
  // P B P = B − Q (QᵀB) − (B Q) Qᵀ + Q (QᵀBQ) Qᵀ.
  const bq = algebra.gemm(bent, q);
  const qbq = algebra.gemm(q, bq, { transposeA: true });
  const outer = algebra.gemm(bq, q, { transposeB: true });
  const inner = algebra.gemm(algebra.gemm(q, qbq), q, { transposeB: true });
  const identity = algebra.gemm(q, q, { transposeB: true });
  const full = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const at = i * n + j;
      full.values[at] =
        bent.values[at]! - outer.values[at]! - outer.values[j * n + i]! + inner.values[at]! + identity.values[at]!;
    }
  }
  const symmetric = matrix(
    n,
    n,
    full.values.map((value, at) => (value + full.values[(at % n) * n + Math.floor(at / n)]!) / 2),
  );
  const { values, vectors } = algebra.symmetricEigen(symmetric);
  return {
    step(gradient, back) {
      const wanted = project(plus(gradient, timesVector(bent, back), 1)).map((x) => -x);
      const inBasis = timesVector(transposed(vectors), wanted);
      const scaled = inBasis.map((x, k) => x / Math.max(Math.abs(values[k]!), leastCurvature));
      return plus(project(timesVector(vectors, scaled)), back, 1);
    },
    tangentEigenvalues() {
      // The normal directions have eigenvalue one; m of the values nearest to one are theirs.
      const order = Array.from(values, (value) => value).sort((a, b) => Math.abs(a - 1) - Math.abs(b - 1));
      return Float64Array.from(order.slice(m)).sort();
    },
  };
}

function timesVector(a: Matrix, v: Float64Array): Float64Array {
  return algebra.gemm(a, matrix(v.length, 1, v.slice())).values;
}

/** v + Jᵀ λ. */
function plusTransposed(v: Float64Array, jacobian: Matrix, multipliers: Float64Array): Float64Array {
  const moved = algebra.gemm(jacobian, matrix(multipliers.length, 1, multipliers.slice()), { transposeA: true }).values;
  return plus(v, moved, 1);
}

function plus(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  return a.map((value, i) => value + factor * b[i]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
