import {
  algebra,
  ConvergenceError,
  integrateAdaptive,
  largestMagnitude,
  type Matrix,
  matrix,
} from "../../numerics/index.ts";
import { firstDerivative } from "../field-derivatives.ts";
import type { PathHamiltonian } from "./diffusion.ts";
import type { PathGuess } from "./path-guess.ts";

/** A solution of Hamilton's equations through both ends. */
export interface ShootingSolution {
  /** (x, p) at the nodes; shape [M + 1, 2D]. */
  readonly nodes: Float64Array;
  /** ∫|σᵀp|² dt, ∫ tr ∂²H/∂x∂p dt, ∫ (noise-induced drift)·p dt. */
  readonly integrals: readonly [number, number, number];
  /** ∂x(T)/∂p(0); shape [D, D]. */
  readonly spread: Matrix;
  readonly iterations: number;
  readonly residual: number;
}

/** Local error bound of the segments, relative and absolute. */
const segmentTolerance = 3e-12;
/** That of derivatives and of the integrals of action and prefactor. */
const variationTolerances = { relativeTolerance: 1e-10, absoluteTolerance: 1e-11 } as const;
const maxIterations = 60;

/**
 * Solves the two-point boundary value problem of a least-action path by Newton's method on the jumps between segments
 * (multiple shooting), so that long times with fast growing deviations stay solvable.
 *
 * @param tolerance - bound on every jump, relative to 1 + |z|
 * @throws ConvergenceError when Newton's method stalls
 * @source STOER2002, section 7.3.5
 */
export function multipleShooting(
  hamiltonian: PathHamiltonian,
  start: Float64Array,
  end: Float64Array,
  times: Float64Array,
  guess: PathGuess,
  step: number,
  tolerance: number,
): ShootingSolution {
  const { dim } = hamiltonian;
  const width = 2 * dim;
  const segments = times.length - 1;
  let nodes: Float64Array = new Float64Array((segments + 1) * width);
  for (let k = 0; k <= segments; k++) {
    nodes.set(guess.states.subarray(k * dim, (k + 1) * dim), k * width);
    nodes.set(guess.momenta.subarray(k * dim, (k + 1) * dim), k * width + dim);
  }
  nodes.set(start, 0);
  const unknowns = dim + width * (segments - 1);
  const right = variationalRight(hamiltonian, step);
  const tolerances = { relativeTolerance: segmentTolerance, absoluteTolerance: segmentTolerance };
  const fly = (all: Float64Array, k: number): Float64Array => {
    const z = all.slice(k * width, (k + 1) * width);
    return integrateAdaptive((at, t) => hamiltonian.flow(at, t), z, times[k]!, times[k + 1]!, tolerances).x;
  };
  /** The segments with their derivatives and integrals. */
  const vary = (all: Float64Array): Float64Array[] =>
    Array.from({ length: segments }, (_, k) => {
      const state = new Float64Array(width * (width + 1) + 3);
      state.set(all.subarray(k * width, (k + 1) * width));
      for (let i = 0; i < width; i++) state[width + i * width + i] = 1;
      return integrateAdaptive(right, state, times[k]!, times[k + 1]!, variationTolerances).x;
    });
  const shoot = (all: Float64Array): { readonly jumps: Float64Array; readonly last: Float64Array } => {
    const flown = Array.from({ length: segments }, (_, k) => fly(all, k));
    const jumps = new Float64Array(unknowns);
    flown.forEach((state, k) => {
      const rows = k === segments - 1 ? dim : width;
      for (let i = 0; i < rows; i++)
        jumps[k * width + i] = state[i]! - (k === segments - 1 ? end[i]! : all[(k + 1) * width + i]!);
    });
    return { jumps, last: flown[segments - 1]! };
  };
  const sizeOf = (jumps: Float64Array, all: Float64Array): number =>
    largestMagnitude(jumps) / (1 + largestMagnitude(all));
  let now = shoot(nodes);
  for (let iteration = 0; ; iteration++) {
    const residual = sizeOf(now.jumps, nodes);
    if (residual <= tolerance) {
      const integrals: [number, number, number] = [0, 0, 0];
      let product = matrix(width, width, identity(width));
      for (const state of vary(nodes)) {
        for (let i = 0; i < 3; i++) integrals[i]! += state[width * (width + 1) + i]!;
        product = algebra.gemm(propagator(state, width), product);
      }
      const spread = matrix(dim, dim);
      for (let i = 0; i < dim; i++)
        for (let j = 0; j < dim; j++) spread.values[i * dim + j] = product.values[i * width + dim + j]!;
      nodes.set(end, segments * width);
      nodes.set(now.last.subarray(dim, width), segments * width + dim);
      return { nodes, integrals, spread, iterations: iteration, residual };
    }
    if (iteration >= maxIterations)
      throw new ConvergenceError("multipleShooting", iteration, residual, tolerance, "raise segments");
    const slope = shootingMatrix(vary(nodes), dim, unknowns);
    const change = solveDense(slope, now.jumps);
    let accepted = false;
    for (let k = 0, length = 1; k < 25 && !accepted; k++, length /= 2) {
      const tried = nodes.slice();
      for (let i = 0; i < unknowns; i++) tried[dim + i]! -= length * change[i]!;
      try {
        const found = shoot(tried);
        // Steps are judged by the next correction, in which fast growing deviations weigh no more than they move the path.
        if (largestMagnitude(solveDense(slope, found.jumps)) <= (1 - length / 4) * largestMagnitude(change)) {
          [nodes, now, accepted] = [tried, found, true];
        }
      } catch (error) {
        if (!(error instanceof ConvergenceError)) throw error;
      }
    }
    if (!accepted)
      throw new ConvergenceError(
        "multipleShooting",
        iteration,
        residual,
        tolerance,
        "raise segments, or loosen the tolerance",
      );
  }
}

/** Derivative of all jumps in all unknowns (p₀; x₁, p₁; …). */
function shootingMatrix(flown: readonly Float64Array[], dim: number, unknowns: number): Matrix {
  const width = 2 * dim;
  const out = matrix(unknowns, unknowns);
  flown.forEach((state, k) => {
    const last = k === flown.length - 1;
    const rows = last ? dim : width;
    for (let i = 0; i < rows; i++) {
      const row = (k * width + i) * unknowns;
      for (let j = k === 0 ? dim : 0; j < width; j++)
        out.values[row + k * width + j - dim] = state[width + i * width + j]!;
      if (!last) out.values[row + (k + 1) * width + i - dim]! -= 1;
    }
  });
  return out;
}

/** Hamilton's equations for (z, ∂z/∂z₀, integrals). */
function variationalRight(
  hamiltonian: PathHamiltonian,
  step: number,
): (state: Float64Array, t: number) => Float64Array {
  const { dim } = hamiltonian;
  const width = 2 * dim;
  return (state, t) => {
    const z = state.slice(0, width);
    const out = new Float64Array(state.length);
    out.set(hamiltonian.flow(z, t));
    const momentum = largestMagnitude(z.subarray(dim));
    for (let j = 0; j < width; j++) {
      const column = Float64Array.from({ length: width }, (_, i) => state[width + i * width + j]!);
      const size = Math.max(
        largestMagnitude(column.subarray(0, dim)),
        largestMagnitude(column.subarray(dim)) / (1 + momentum),
      );
      if (size === 0) continue;
      const change = firstDerivative((at) => hamiltonian.flow(at, t), z, column, step / size);
      for (let i = 0; i < width; i++) out[width + i * width + j] = change[i]!;
    }
    out.set(hamiltonian.integrands(z, t), width * (width + 1));
    return out;
  };
}

function propagator(state: Float64Array, width: number): Matrix {
  return matrix(width, width, state.slice(width, width * (width + 1)));
}

/** A⁻¹ b for a square A, by Householder QR of its rows scaled to one. */
function solveDense(a: Matrix, b: Float64Array): Float64Array {
  const n = a.rows;
  const scaled = matrix(n, n, a.values.slice());
  const target = b.slice();
  for (let i = 0; i < n; i++) {
    const size = largestMagnitude(a.values.subarray(i * n, (i + 1) * n));
    for (let j = 0; j < n; j++) scaled.values[i * n + j]! /= size;
    target[i]! /= size;
  }
  const { q, r } = algebra.qr(scaled);
  const x = algebra.gemm(q, matrix(n, 1, target), { transposeA: true }).values;
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= r.values[i * n + j]! * x[j]!;
    if (r.values[i * n + i] === 0)
      throw new ConvergenceError(
        "multipleShooting",
        i,
        0,
        0,
        "the boundary value problem is singular: a conjugate point",
      );
    x[i]! /= r.values[i * n + i]!;
  }
  return x;
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}
