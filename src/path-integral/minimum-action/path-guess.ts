import { algebra, matrix } from "../../numerics/index.ts";
import type { PathHamiltonian } from "./diffusion.ts";

/** Share of tr σσᵀ/D added to a covariance that may be singular, for a first guess only. */
const regularisation = 1e-4;
const iterations = 60;

/** States [M + 1, D] and momenta [M + 1, D] near a least-action path. */
export interface PathGuess {
  readonly states: Float64Array;
  readonly momenta: Float64Array;
}

/**
 * A path near a least-action one: nodes that minimise the midpoint action Σ (δ/2) |Δx/δ − b|², weighted with a regularised
 * covariance, by Levenberg–Marquardt from the straight line.
 *
 * @param times - strictly increasing; shape [M + 1]
 */
export function pathGuess(
  hamiltonian: PathHamiltonian,
  start: Float64Array,
  end: Float64Array,
  times: Float64Array,
): PathGuess {
  const { dim } = hamiltonian;
  const steps = times.length - 1;
  const states = new Float64Array((steps + 1) * dim);
  for (let k = 0; k <= steps; k++)
    for (let d = 0; d < dim; d++) states[k * dim + d] = start[d]! + (k / steps) * (end[d]! - start[d]!);
  /** Whitened residual √δ L⁻¹ (Δx/δ − b) of one step. */
  const residualOf = (a: Float64Array, b: Float64Array, k: number): Float64Array => {
    const h = times[k + 1]! - times[k]!;
    const middle = a.map((value, d) => (value + b[d]!) / 2);
    const t = (times[k]! + times[k + 1]!) / 2;
    const drift = hamiltonian.drift(middle, t);
    const missing = matrix(
      dim,
      1,
      a.map((value, d) => Math.sqrt(h) * ((b[d]! - value) / h - drift[d]!)),
    );
    return algebra.solveTriangular(root(hamiltonian, middle, t), missing).values;
  };
  const row = (x: Float64Array, k: number): Float64Array => x.slice(k * dim, (k + 1) * dim);
  const residuals = (x: Float64Array): Float64Array => {
    const out = new Float64Array(steps * dim);
    for (let k = 0; k < steps; k++) out.set(residualOf(row(x, k), row(x, k + 1), k), k * dim);
    return out;
  };
  const free = (steps - 1) * dim;
  let r = residuals(states);
  let cost = dot(r, r);
  let damping = 1e-3;
  for (let iteration = 0; iteration < iterations && free > 0; iteration++) {
    const jacobian = matrix(steps * dim, free);
    for (let k = 1; k < steps; k++) {
      for (let d = 0; d < dim; d++) {
        const h = 1e-5 * (1 + Math.abs(states[k * dim + d]!));
        for (const j of [k - 1, k]) {
          const moved = (sign: number): Float64Array => {
            const x = states.slice(j * dim, (j + 2) * dim);
            x[(k - j) * dim + d]! += sign * h;
            return residualOf(x.slice(0, dim), x.slice(dim), j);
          };
          const up = moved(1);
          const down = moved(-1);
          for (let i = 0; i < dim; i++)
            jacobian.values[(j * dim + i) * free + (k - 1) * dim + d] = (up[i]! - down[i]!) / (2 * h);
        }
      }
    }
    const normal = algebra.syrk(jacobian);
    const gradient = algebra.gemm(jacobian, matrix(r.length, 1, r), { transposeA: true });
    const before = cost;
    for (let attempt = 0; attempt < 12; attempt++) {
      const damped = matrix(free, free, normal.values.slice());
      for (let i = 0; i < free; i++) damped.values[i * free + i]! += damping * (normal.values[i * free + i]! + 1e-12);
      const step = algebra.solvePositiveDefinite(damped, gradient).values;
      const tried = states.slice();
      for (let i = 0; i < free; i++) tried[dim + i]! -= step[i]!;
      const found = residuals(tried);
      const better = dot(found, found);
      if (better < cost) {
        states.set(tried);
        r = found;
        cost = better;
        damping /= 5;
        break;
      }
      damping *= 4;
    }
    if (!(cost < before * (1 - 1e-5))) break;
  }
  const momenta = new Float64Array(states.length);
  for (let k = 0; k <= steps; k++) {
    const shares = [k - 1, k].filter((j) => j >= 0 && j < steps);
    for (const j of shares) {
      const h = times[j + 1]! - times[j]!;
      const t = (times[j]! + times[j + 1]!) / 2;
      const [a, b] = [row(states, j), row(states, j + 1)];
      const middle = a.map((value, d) => (value + b[d]!) / 2);
      const l = root(hamiltonian, middle, t);
      const whitened = matrix(dim, 1, r.slice(j * dim, (j + 1) * dim));
      const p = algebra.solveTriangular(l, whitened, { transpose: true }).values;
      for (let d = 0; d < dim; d++) momenta[k * dim + d]! += p[d]! / Math.sqrt(h) / shares.length;
    }
  }
  return { states, momenta };
}

/** Cholesky factor of σσᵀ, regularised. */
function root(hamiltonian: PathHamiltonian, x: Float64Array, t: number) {
  const { dim } = hamiltonian;
  const covariance = hamiltonian.covariance(x, t);
  let trace = 0;
  for (let d = 0; d < dim; d++) trace += covariance[d * dim + d]!;
  for (let d = 0; d < dim; d++) covariance[d * dim + d]! += (regularisation * trace) / dim + Number.MIN_VALUE;
  return algebra.cholesky(matrix(dim, dim, covariance));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
