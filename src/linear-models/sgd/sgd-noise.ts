import { ArgumentError, type ForwardProcess, type ScoreEnsemble } from "../../core/index.ts";
import {
  algebra,
  ConvergenceError,
  largestMagnitude,
  type Matrix,
  matrix,
  pivotedCholesky,
} from "../../numerics/index.ts";
import { gaussianWeightEnsemble } from "../gaussian-weight-ensemble.ts";
import { minus, scaled, sum } from "../matrix-sums.ts";
import { outputBlock, setOutputBlock } from "../output-blocks.ts";
import { withRidge } from "../population.ts";
import { lossWeights } from "../train-linear-model.ts";
import type { SgdProblem } from "./sgd-problem.ts";

/** A constant step η with batches of b draws, drawn afresh, or with replacement from a fixed list. */
export interface SgdOptions {
  readonly step: number;
  readonly batch: number;
}

/**
 * Stationary covariance Ω of the coefficients for small steps: (Σ + ρ) Ω + Ω (Σ + ρ) = (η/b) M for every output pair.
 *
 * @returns shape [F·D, F·D]
 * @accuracy first order in η; see `stationaryCovariance` for the exact one
 * @throws NotPositiveDefiniteError when a direction has no curvature and no ridge
 * @source MANDT2017
 */
export function smallStepCovariance(problem: SgdProblem, options: SgdOptions): Matrix {
  checkOptions("smallStepCovariance", options);
  const { step, batch } = options;
  return lyapunov(curvatureOf(problem), scaled(problem.gradientNoise, step / batch));
}

/** An exact stationary covariance and how it was reached. */
export interface StationaryCovariance {
  /** Shape [F·D, F·D]. */
  readonly covariance: Matrix;
  readonly iterations: number;
}

/** Rounds after which a fixed point counts as not reached, and the relative change at which it is. */
const roundLimit = 1000;
const settled = 1e-12;

/**
 * The exact stationary covariance at any step that is stable in mean square. With A the gradient's own matrix of one
 * batch, Ā = Σ + ρ, the error E = W − W* obeys E′ = (1 − ηA) E − η g; its mean dies out, so that A and g decouple and
 *
 * Ā Ω + Ω Ā = (η/b) M + η E[A Ω A], E[A Ω A] = Ā Ω Ā + (1/b) (E[w² φφᵀ (φᵀΩφ)] − Σ Ω Σ).
 *
 * Solved by fixed-point rounds of the small-step equation; they increase towards Ω, and diverge where no stationary state exists.
 *
 * @accuracy 1e-12 relative, and that of the population states
 * @throws ConvergenceError where the step is too large for a stationary second moment
 * @source MANDT2017 for small steps; ours for any
 */
export function stationaryCovariance(problem: SgdProblem, options: SgdOptions): StationaryCovariance {
  const where = "stationaryCovariance";
  checkOptions(where, options);
  const { step, batch } = options;
  const curvature = curvatureOf(problem);
  const source = scaled(problem.gradientNoise, step / batch);
  let covariance = lyapunov(curvature, source);
  const first = largestMagnitude(covariance.values);
  let change = Infinity;
  for (let round = 1; round <= roundLimit; round++) {
    const next = lyapunov(curvature, sum([source, scaled(secondMoment(problem, curvature, covariance, batch), step)]));
    change = largestMagnitude(minus(next, covariance).values);
    covariance = next;
    const size = largestMagnitude(covariance.values);
    if (change <= settled * size) return { covariance, iterations: round };
    if (!(size < 1e12 * first)) break;
  }
  throw new ConvergenceError(
    where,
    roundLimit,
    change / first,
    settled,
    "take a smaller step or a larger batch: the second moment of the coefficients has no stationary value",
  );
}

/**
 * The coefficients that constant-step descent ends with, as a Gaussian ensemble around the optimum.
 *
 * @param covariance - from `smallStepCovariance` or `stationaryCovariance`
 * @accuracy mean and covariance as given; the stationary law of the coefficients is Gaussian for small steps only
 */
export function sgdEnsemble(problem: SgdProblem, process: ForwardProcess, covariance: Matrix): ScoreEnsemble {
  const { factor } = pivotedCholesky(covariance);
  return gaussianWeightEnsemble("SGD noise", problem.model, process, problem.solution, factor);
}

interface Curvature {
  readonly mean: Matrix;
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

function curvatureOf({ sigma, model }: SgdProblem): Curvature {
  const mean = withRidge(sigma, model.ridge);
  // A factorisation that fails says which direction is flat.
  algebra.cholesky(mean);
  return { mean, ...algebra.symmetricEigen(mean) };
}

/** X with Ā X + X Ā = B for every output pair, in the eigenbasis of Ā. */
function lyapunov({ values, vectors }: Curvature, b: Matrix): Matrix {
  return onPairs(b, values.length, (block) => {
    const turned = algebra.gemm(algebra.gemm(vectors, block, { transposeA: true }), vectors);
    const size = values.length;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) turned.values[i * size + j]! /= values[i]! + values[j]!;
    return algebra.gemm(algebra.gemm(vectors, turned), vectors, { transposeB: true });
  });
}

/** E[A Ω A] of a batch. */
function secondMoment(problem: SgdProblem, { mean }: Curvature, covariance: Matrix, batch: number): Matrix {
  const { model, states, probability, sigma } = problem;
  const { features } = model;
  const weight = lossWeights(model, states.t);
  return onPairs(covariance, sigma.rows, (block) => {
    const along = quadraticForms(features.combine(states, block), features.evaluate(states));
    const own = features.gram(
      states,
      along.map((value, n) => (probability[n]! * weight[n]! ** 2 * value) / batch),
    );
    const apart = algebra.gemm(algebra.gemm(sigma, block), sigma);
    const both = algebra.gemm(algebra.gemm(mean, block), mean);
    return sum([own, both, scaled(apart, -1 / batch)]);
  });
}

/** φ_nᵀ Ω φ_n, from the rows φ_nᵀ Ω. */
function quadraticForms(rows: Matrix, phi: Matrix): Float64Array {
  const out = new Float64Array(rows.rows);
  for (let i = 0; i < phi.values.length; i++) out[Math.floor(i / phi.cols)]! += rows.values[i]! * phi.values[i]!;
  return out;
}

/** Applies a map of [F, F] blocks to every output pair of a matrix ordered (f, d). */
function onPairs(a: Matrix, featureCount: number, map: (block: Matrix) => Matrix): Matrix {
  const dim = a.rows / featureCount;
  const out = matrix(a.rows, a.cols);
  for (let d = 0; d < dim; d++) {
    for (let e = 0; e < dim; e++) {
      setOutputBlock(out, map(outputBlock(a, featureCount, dim, d, e)), dim, d, e);
    }
  }
  return out;
}

function checkOptions(where: string, { step, batch }: SgdOptions): void {
  if (!(step > 0 && Number.isFinite(step))) throw new ArgumentError(where, "step", step, "finite and positive");
  if (!(Number.isInteger(batch) && batch >= 1)) throw new ArgumentError(where, "batch", batch, "a positive integer");
}
