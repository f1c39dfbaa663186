import {
  ArgumentError,
  type ForwardProcess,
  type Points,
  requireFiniteRank,
  type ScoreEnsemble,
  ShapeError,
} from "../../core/index.ts";
import {
  ConvergenceError,
  type FixedStepMethod,
  logSumExp,
  type NearestPoint,
  type Rng,
} from "../../numerics/index.ts";
import { noiseDrivenFlow } from "./noise-driven-flow.ts";
import { logNormalTail } from "./normal-tail.ts";
import { constraintCount, constraintOf, type RareEnd } from "./rare-end.ts";
import { endTargets, followedMinimum, searchStarts } from "./search.ts";

export interface MinimumActionOptions {
  /** How the flow is integrated, on the grid of the process. */
  readonly method: FixedStepMethod;
  /** A fixed start y [D], or "prior": y ~ N(0, σ(T)²), whose own weight |y|²/2σ(T)² is part of the action. */
  readonly start: Float64Array | "prior";
  readonly end: RareEnd;
  /** Searches from random noise, beside the noise-free one; 2 by default. */
  readonly searches?: number;
  /** Bound on the residual of the optimality conditions; 1e-10 by default. */
  readonly tolerance?: number;
}

/** A path of least action, with the probability of what it reaches. */
export interface MinimumActionPath {
  /** ½|u|² over all normals u = (y/σ(T), g): half the squared distance of the rare event; smallest of all minima found. */
  readonly action: number;
  /** States on the grid of the process; shape [K + 1, D]. */
  readonly path: Points;
  readonly start: Float64Array;
  /** Noise coordinates g; shape [rank]. */
  readonly normals: Float64Array;
  /** log density at the end point, or log probability of the half-space: action and prefactor, summed over all minima found. */
  readonly logProbability: number;
  /** `logProbability` + `action`. */
  readonly logPrefactor: number;
  readonly convergence: {
    readonly iterations: number;
    readonly residual: number;
    readonly constraintError: number;
    /** Searches that converged, and the actions of the different minima, ascending. */
    readonly converged: number;
    readonly searches: number;
    readonly actions: readonly number[];
    /** Smallest curvature of the action along the constraint; the prefactor diverges as it goes to zero. */
    readonly leastCurvature: number;
  };
}

/** Relative difference of actions below which two minima with the same noise are one. */
const sameMinimum = 1e-6;

/**
 * Path of least action to a rare end of sampling, for a Gaussian ensemble of finite rank: V⁻¹ does not exist, so |u|²/2 is minimised
 * over the standard normals u that drive the path, subject to the end. The prefactor is the Gaussian integral around each minimum u*
 * with multipliers λ and H = I + Σ λ_i ∇²x_i on the tangent space of the constraint:
 *
 * - density at a point: (2π)^{−D/2} exp(−½|u*|²) det(J Jᵀ)^{−½} det(H)^{−½};
 * - probability of a half-space: Φ(−β) det(I + w (H − I))^{−½}, w = φ(β)/(β Φ(−β)), β = |u*|, or one minus that where the
 *   half-space has the noise-free end u = 0 in it.
 *
 * Both are exact for linear flows.
 *
 * @accuracy the discrete flow of the grid; leading order for small noise in the prefactor
 * @throws ArgumentError when V is not of finite rank; ConvergenceError when no search converges
 * @source GTV, section 6 (semiclassical approximation), in the noise coordinates; BREITUNG1984, HOHENBICHLER1988
 */
export function minimumActionPath(
  rng: Rng,
  process: ForwardProcess,
  ensemble: ScoreEnsemble,
  options: MinimumActionOptions,
): MinimumActionPath {
  const where = "minimumActionPath";
  const finite = requireFiniteRank(where, ensemble);
  checkEnd(where, options.end, process.data.dim);
  const flow = noiseDrivenFlow(process, finite, options.start, options.method);
  if (flow.normalCount < constraintCount(options.end))
    throw new ArgumentError(
      where,
      "rank",
      flow.normalCount,
      "at least the number of constraints: nothing else is random",
    );
  const { tolerance = 1e-10, searches = 2 } = options;
  const targets = endTargets(process, finite.meanField, options.end);
  const starts = searchStarts(rng, process, finite.meanField, flow, options, searches);
  const minima: NearestPoint[] = [];
  let converged = 0;
  let failure: unknown;
  for (const start of starts) {
    try {
      const found = followedMinimum(flow, start, options.end, targets(flow.expand(start).end), tolerance);
      converged++;
      if (!found.tangentEigenvalues.every((value) => value > 0)) continue;
      if (!minima.some((known) => same(known.u, found.u))) minima.push(found);
    } catch (error) {
      if (!(error instanceof ConvergenceError)) throw error;
      failure = error;
    }
  }
  if (minima.length === 0) {
    if (converged === 0 && failure !== undefined) throw failure;
    throw new ConvergenceError(where, starts.length, converged, 0, "only saddle points were found; raise searches");
  }
  minima.sort((a, b) => actionOf(a) - actionOf(b));
  const best = minima[0]!;
  const action = actionOf(best);
  const logProbability =
    options.end.kind === "point"
      ? logSumExp(Float64Array.from(minima, (each) => logDensity(each, options.end)))
      : logHalfSpace(minima, constraintOf(flow, new Float64Array(flow.normalCount), options.end).value[0]! >= 0);
  const path = flow.path(best.u);
  return {
    action,
    path,
    start: path.values.slice(0, flow.dim),
    normals: best.u.slice(options.start === "prior" ? flow.dim : 0),
    logProbability,
    logPrefactor: logProbability + action,
    convergence: {
      iterations: best.iterations,
      residual: best.residual,
      constraintError: best.constraintError,
      converged,
      searches: starts.length,
      actions: minima.map(actionOf),
      leastCurvature: best.tangentEigenvalues[0] ?? 1,
    },
  };
}

function checkEnd(where: string, end: RareEnd, dim: number): void {
  const given = end.kind === "point" ? end.x : end.direction;
  if (given.length !== dim)
    throw new ShapeError(where, { end: [given.length], data: [dim] }, "the end has the dimension of the data");
  if (!given.every(Number.isFinite)) throw new ArgumentError(where, "end", Array.from(given), "finite");
  if (end.kind === "beyond") {
    if (!given.some((value) => value !== 0)) throw new ArgumentError(where, "end.direction", [0], "not zero");
    if (!Number.isFinite(end.threshold)) throw new ArgumentError(where, "end.threshold", end.threshold, "finite");
  }
}

function actionOf({ u }: NearestPoint): number {
  return u.reduce((sum, value) => sum + value * value, 0) / 2;
}

function same(a: Float64Array, b: Float64Array): boolean {
  let square = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    square += (a[i]! - b[i]!) ** 2;
    size += a[i]! ** 2;
  }
  return Math.sqrt(square) <= sameMinimum * (1 + Math.sqrt(size));
}

/** Logarithm of what one minimum adds to the density at a point. */
function logDensity(found: NearestPoint, end: RareEnd): number {
  const dim = constraintCount(end);
  return -(dim / 2) * Math.log(2 * Math.PI) - actionOf(found) - (found.logGram + logCurvature(found, 1)) / 2;
}

/** log det(I + scale (H − I)) on the tangent space. */
function logCurvature({ tangentEigenvalues }: NearestPoint, scale: number): number {
  return tangentEigenvalues.reduce((sum, value) => sum + Math.log1p(scale * (value - 1)), 0);
}

/**
 * Log probability of a half-space: each boundary that is met on the way out from u = 0 adds its tail where it leads in,
 * which has a negative multiplier, and takes it away where it leads out.
 */
function logHalfSpace(minima: readonly NearestPoint[], originInside: boolean): number {
  const tails = minima.map((found) => {
    const beta = Math.sqrt(2 * actionOf(found));
    const { logTail, hazard } = logNormalTail(beta);
    // For β → 0 the correction of HOHENBICHLER1988 diverges while H − I, which is of order β, vanishes.
    const scale = beta > 1e-8 ? hazard / beta : 1;
    return { into: found.multipliers[0]! < 0, log: logTail - logCurvature(found, scale) / 2 };
  });
  if (!originInside && tails.every(({ into }) => into)) return logSumExp(Float64Array.from(tails, ({ log }) => log));
  const sum = tails.reduce((total, { into, log }) => total + (into ? 1 : -1) * Math.exp(log), originInside ? 1 : 0);
  if (!(sum > 0))
    throw new ConvergenceError(
      "minimumActionPath",
      tails.length,
      sum,
      0,
      "the tails of several boundaries cancel; raise searches",
    );
  return Math.log(Math.min(1, sum));
}
