import { ArgumentError, type ForwardProcess, type NoisyStates, type ScoreEnsemble } from "../../core/index.ts";
import { algebra, type Matrix, matrix, NotPositiveDefiniteError, type SymmetricEigen } from "../../numerics/index.ts";
import { vKernel } from "../v-kernel.ts";

/** Most values of a path, K·D, whose Gram matrix is formed and decomposed. */
export const gramLimit = 2048;

/** Relative difference of V(z, z′)ᵀ and V(z′, z) that is rounding. */
const asymmetryAllowed = 1e-8;

/** The V-kernel along a path, with its steps brought to unit variance and decomposed. */
export interface PathGram {
  /** V(x_j, t_j; x_k, t_k); shape [K·D, K·D]; data²/time². */
  readonly gram: Matrix;
  /** Mean variance of each step, tr V_kk / D; shape [K]. */
  readonly variance: Float64Array;
  /** The values whose step has a variance, in order. */
  readonly active: readonly number[];
  /** Eigenvalues and eigenvectors of V over the active values, scaled by 1/√(variance_j variance_k). */
  readonly eigen: SymmetricEigen;
  /** Eigenvalue below which rounding of V cannot be told from zero. */
  readonly floor: number;
}

/**
 * The Gram matrix of the V-kernel at the states of a path.
 *
 * @param allowance - negative eigenvalue, relative to unit variance, that counts as rounding of V
 * @throws ArgumentError when K·D is above `gramLimit`, or the kernel is not symmetric
 * @throws NotPositiveDefiniteError naming state and pivot when the kernel is not positive semi-definite
 * @source GTV, Proposition 3.1
 */
export function pathGram(
  process: ForwardProcess,
  ensemble: ScoreEnsemble,
  states: NoisyStates,
  allowance: number,
): PathGram {
  const { dim } = ensemble;
  const size = states.x.count * dim;
  if (size > gramLimit)
    throw new ArgumentError(
      "pathAction",
      "K·D",
      size,
      `at most ${gramLimit}: take fewer steps, or condition step by step with sequentialConditioning`,
    );
  const gram = symmetric(vKernel(process, ensemble, states, states));
  const variance = new Float64Array(states.x.count);
  for (let i = 0; i < size; i++) variance[Math.floor(i / dim)]! += gram.values[i * size + i]! / dim;
  const active = Array.from({ length: size }, (_, i) => i).filter((i) => variance[Math.floor(i / dim)]! > 0);
  const root = active.map((i) => Math.sqrt(variance[Math.floor(i / dim)]!));
  const count = active.length;
  const scaled = matrix(count, count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++)
      scaled.values[a * count + b] = gram.values[active[a]! * size + active[b]!]! / (root[a]! * root[b]!);
  const eigen = algebra.symmetricEigen(scaled);
  const largest = count === 0 ? 0 : eigen.values[count - 1]!;
  const floor = count * Number.EPSILON * Math.max(largest, 0);
  const silent = variance.findIndex((value, k) => value < 0 || (value === 0 && hasCovariance(gram, k, dim)));
  if (silent >= 0) throw indefinite(states, silent, silent * dim, variance[silent]!);
  if (count > 0 && eigen.values[0]! < -Math.max(allowance, floor)) {
    const { pivot, value } = firstBadPivot(scaled, allowance);
    throw indefinite(states, Math.floor(active[pivot]! / dim), active[pivot]!, value);
  }
  return { gram, variance, active, eigen, floor };
}

function symmetric(a: Matrix): Matrix {
  const n = a.rows;
  const out = matrix(n, n);
  let asymmetry = 0;
  let scale = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [one, other] = [a.values[i * n + j]!, a.values[j * n + i]!];
      out.values[i * n + j] = (one + other) / 2;
      asymmetry = Math.max(asymmetry, Math.abs(one - other));
      scale = Math.max(scale, Math.abs(one));
    }
  }
  if (asymmetry > asymmetryAllowed * scale)
    throw new ArgumentError(
      "pathAction",
      "asymmetry of V",
      asymmetry,
      `at most ${asymmetryAllowed} of its largest entry, ${scale}, since V(z, z′)ᵀ = V(z′, z)`,
    );
  return out;
}

/** A step without variance that nonetheless covaries. */
function hasCovariance(gram: Matrix, step: number, dim: number): boolean {
  const n = gram.cols;
  return gram.values.subarray(step * dim * n, (step + 1) * dim * n).some((value) => value !== 0);
}

/** Where an unpivoted Cholesky factorisation of A + jitter breaks down. */
function firstBadPivot(a: Matrix, jitter: number): { readonly pivot: number; readonly value: number } {
  const n = a.rows;
  const l = a.values.slice();
  for (let k = 0; k < n; k++) {
    let pivot = l[k * n + k]! + jitter;
    for (let j = 0; j < k; j++) pivot -= l[k * n + j]! ** 2;
    if (!(pivot > 0) || k === n - 1) return { pivot: k, value: pivot };
    const root = Math.sqrt(pivot);
    for (let i = k + 1; i < n; i++) {
      let entry = l[i * n + k]!;
      for (let j = 0; j < k; j++) entry -= l[i * n + j]! * l[k * n + j]!;
      l[i * n + k] = entry / root;
    }
    l[k * n + k] = root;
  }
  return { pivot: 0, value: Number.NEGATIVE_INFINITY };
}

function indefinite({ x, t }: NoisyStates, step: number, pivot: number, value: number): NotPositiveDefiniteError {
  const state = Array.from(x.values.subarray(step * x.dim, (step + 1) * x.dim)).join(", ");
  return new NotPositiveDefiniteError(
    `pathAction: V-kernel at state ${step} of the path, x = [${state}], t = ${t[step]}`,
    pivot,
    value,
  );
}
