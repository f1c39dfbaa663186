import { ArgumentError, type ForwardProcess, type Points, type ScoreEnsemble } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { type PathGram, pathGram } from "./path-gram.ts";
import { type PathResiduals, pathResiduals } from "./path-residuals.ts";
import { type ComplexNumber, type ResponseField, responseExponent } from "./response-exponent.ts";

/** The reduced action of one path: response field integrated out. */
export interface ReducedAction {
  /** ε_k, what the mean dynamics leaves unexplained; shape [K, D]; data/time. */
  readonly residuals: Points;
  /** V along the path, without jitter; shape [K·D, K·D]; data²/time². */
  readonly gram: Matrix;
  /** log q̄(x_{1:K} | x_0) = log N(ε; 0, V) − D Σ log δ_k; null where a step has no variance and the law is no density. */
  readonly logDensity: number | null;
  /** εᵀ V⁻¹ ε over the steps that have a variance: twice the action; χ² where V has full rank. */
  readonly squaredDistance: number;
  /** Its mean Σ λ/(λ + jitter) over the eigenvalues λ of V at unit variance. */
  readonly degreesOfFreedom: number;
  /** Directions of V above rounding, out of K·D. */
  readonly rank: number;
  /** Length of ε outside the range of V, in units of what rounding of V and of ε can hide; large: V rules the path out. */
  readonly outsideRange: number;
  /** The jitter that V carries, as a share of the mean variance of each step. */
  readonly relativeJitter: number;
  /** The response field p* = i π* at which S[x, p] is stationary; zero at steps without variance. */
  readonly saddle: ResponseField;
}

/** The response-field action of the averaged dynamics on a time grid. */
export interface PathAction {
  /** The reduced action of a path x_0 … x_K; shape [K + 1, D]. */
  evaluate(path: Points): ReducedAction;
  /** S[x, p] for a complex response field, with V as the reduced action has it, jitter included. */
  exponent(path: Points, response: ResponseField): ComplexNumber;
}

export interface PathActionOptions {
  /** Added to V as a share of the mean variance of each step; 1e-8 by default, 0 for none. */
  readonly relativeJitter?: number;
}

/** V is numerically of low rank along a path of many steps; the share of variance that keeps its inverse finite. */
const defaultJitter = 1e-8;

/**
 * The discretised action on the grid of the process, S[x, p] = i Σ δ_k p_k·ε_k − ½ ΣΣ δ_j δ_k p_jᵀ V_jk p_k, with
 * q̄(x_{1:K} | x_0) = ∫ Π dp_k/(2π)^D e^S, and its reduced form, the Gaussian density of the residuals.
 * The ensemble enters by mean and covariance: exact for Gaussian fields, and the closure of the theory for all others.
 *
 * @accuracy rounding; where V is of low rank, log-density and distance are those of V with its jitter
 * @throws ArgumentError for a jitter outside [0, 1)
 * @source GTV, eqs. 6 and 7, Proposition 3.1; the discretised form is ours
 */
export function pathAction(
  process: ForwardProcess,
  ensemble: ScoreEnsemble,
  options: PathActionOptions = {},
): PathAction {
  const { relativeJitter = defaultJitter } = options;
  if (!(relativeJitter >= 0 && relativeJitter < 1))
    throw new ArgumentError("pathAction", "relativeJitter", relativeJitter, "at least 0 and below 1");
  return {
    evaluate(path) {
      const found = pathResiduals(process, ensemble, path);
      return reduced(found, pathGram(process, ensemble, found.states, relativeJitter), relativeJitter);
    },
    exponent(path, response) {
      const { residuals, steps, states } = pathResiduals(process, ensemble, path);
      const gram = withJitter(pathGram(process, ensemble, states, relativeJitter), relativeJitter);
      return responseExponent(residuals, steps, gram, response);
    },
  };
}

function reduced(found: PathResiduals, kernel: PathGram, jitter: number): ReducedAction {
  const { residuals, steps, rounding } = found;
  const { gram, variance, active, eigen, floor } = kernel;
  const { dim } = residuals;
  const count = active.length;
  const scale = active.map((i) => Math.sqrt(variance[Math.floor(i / dim)]!));
  let rank = 0;
  let squaredDistance = 0;
  let degreesOfFreedom = 0;
  let logDeterminant = 0;
  let outside = 0;
  let hidden = 0;
  let lowest = Number.POSITIVE_INFINITY;
  const whitened = new Float64Array(count);
  active.forEach((i, a) => {
    hidden += (rounding[i]! / scale[a]!) ** 2;
  });
  for (let e = 0; e < count; e++) {
    const eigenvalue = Math.max(0, eigen.values[e]!);
    let along = 0;
    for (let a = 0; a < count; a++)
      along += (eigen.vectors.values[a * count + e]! * residuals.values[active[a]!]!) / scale[a]!;
    if (eigenvalue > floor) rank++;
    else {
      outside += along * along;
      hidden += floor;
    }
    const total = eigenvalue + jitter;
    lowest = Math.min(lowest, total);
    if (!(total > floor)) continue;
    squaredDistance += (along * along) / total;
    degreesOfFreedom += eigenvalue / total;
    logDeterminant += Math.log(total);
    for (let a = 0; a < count; a++) whitened[a]! += (eigen.vectors.values[a * count + e]! * along) / total;
  }
  const silent = silentResidual(residuals, rounding, active);
  const regular = count === residuals.values.length && lowest > floor;
  const logScale = scale.reduce((sum, s) => sum + 2 * Math.log(s), 0);
  const logSteps = steps.reduce((sum, step) => sum + dim * Math.log(step), 0);
  const saddle = new Float64Array(residuals.values.length);
  active.forEach((i, a) => {
    saddle[i] = whitened[a]! / (scale[a]! * steps[Math.floor(i / dim)]!);
  });
  return {
    residuals,
    gram,
    logDensity: regular
      ? -0.5 * (squaredDistance + logDeterminant + logScale + count * Math.log(2 * Math.PI)) - logSteps
      : null,
    squaredDistance,
    degreesOfFreedom,
    rank,
    outsideRange: Math.max(outside > 0 ? Math.sqrt(outside / hidden) : 0, silent),
    relativeJitter: jitter,
    saddle: {
      real: { count: residuals.count, dim, values: new Float64Array(saddle.length) },
      imaginary: { count: residuals.count, dim, values: saddle },
    },
  };
}

/** Largest residual of the steps without variance, in units of its rounding. */
function silentResidual({ values }: Points, rounding: Float64Array, active: readonly number[]): number {
  const moving = new Set(active);
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    if (!moving.has(i) && values[i] !== 0) largest = Math.max(largest, Math.abs(values[i]!) / rounding[i]!);
  }
  return largest;
}

function withJitter({ gram, variance }: PathGram, jitter: number): Matrix {
  const n = gram.rows;
  const out = matrix(n, n, gram.values.slice());
  const dim = n / variance.length;
  for (let i = 0; i < n; i++) out.values[i * n + i]! += jitter * variance[Math.floor(i / dim)]!;
  return out;
}
