import { type ForwardProcess, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { type StateKernel, statesBetween } from "../kernels/state-kernel.ts";
import { type PopulationOptions, type PopulationStates, populationStates } from "../population-states.ts";
import { regressionTarget, targetGain } from "../regression-target.ts";
import { lossWeights } from "../train-linear-model.ts";
import { type LandmarkOptions, type Landmarks, landmarks, onLandmarks } from "./landmarks.ts";
import type { LazyScoreModel } from "./lazy-model.ts";
import { checkLazyModel } from "./train-lazy.ts";

/** The weighted regression of a lazy model on a population of states, before it is brought to Mercer modes. */
export interface WeightedRegression {
  readonly states: PopulationStates["states"];
  /** p_n, summing to one; shape [N]. */
  readonly probability: Float64Array;
  /** Loss weights w_n; shape [N]. */
  readonly weight: Float64Array;
  /** E[target | z_n]; shape [N, D]. */
  readonly target: Matrix;
  /** C_n = Cov[target | z_n]; shape [N, D, D]. */
  readonly targetCovariance: Float64Array;
}

/**
 * A population in the Mercer modes of the kernel: ∫Θ(z, z′) w p ψ_j(z′) = γ_j ψ_j(z), E[w ψ_i ψ_j] = δ_ij. Independent of P
 * and of the filter.
 */
export interface LazyPopulation extends WeightedRegression {
  /** γ, descending; shape [J]. */
  readonly eigenvalues: Float64Array;
  readonly landmarks: Landmarks;
  /** ψ_j(z) = Σ_k Θ(z, u_k) basis_kj; shape [landmarks, J]. */
  readonly basis: Matrix;
  /** ψ_j(z_n); shape [N, J]. */
  readonly modes: Matrix;
  /** c_j = E[w ψ_j target]; shape [J, D]. */
  readonly overlaps: Matrix;
  /** Share of E[w Θ(z, z)] that the modes miss. */
  readonly missing: number;
}

/** Modes whose eigenvalue is below this share of the largest are rounding of the landmarks' root. */
const smallestEigenvalue = 1e-12;
/** States handled at once. */
const blockSize = 2048;
/** Population states above one dimension, by default: kernels cost more than features. */
const defaultDraws = 20_000;

/**
 * Mercer modes of the tangent kernel over the law of training inputs: Nyström on landmarks, then an eigenproblem of the size
 * of the landmarks; Θ is replaced by its part on them throughout.
 *
 * @accuracy that of the population states, and `missing`
 */
export function lazyPopulation(
  model: LazyScoreModel,
  process: ForwardProcess,
  options: LandmarkOptions & PopulationOptions = {},
): LazyPopulation {
  checkLazyModel(model, process);
  const { schedule, data } = process;
  const marginal = noisedMarginal(data, schedule);
  const smooth = { scale: { space: Infinity, time: Infinity }, breaks: { space: [], time: [] } };
  const { states, probability } = populationStates(
    process,
    { features: smooth, trainingTimes: model.trainingTimes },
    marginal,
    { draws: defaultDraws, ...options },
  );
  const { dim } = data;
  const block = dim * dim;
  const posterior = marginal.posteriorCovariance(states);
  return mercerModes(
    model.kernel,
    {
      states,
      probability,
      weight: lossWeights(model, states.t),
      target: regressionTarget(model, schedule, states, marginal.posteriorMean(states)),
      targetCovariance: posterior.map(
        (value, i) => value * targetGain(model, schedule, states.t[Math.floor(i / block)]!) ** 2,
      ),
    },
    options,
  );
}

/**
 * Mercer modes of a kernel over any weighted regression, such as a discrete measure.
 *
 * @throws ShapeError when the parts do not have one row per state
 */
export function mercerModes(
  kernel: StateKernel,
  regression: WeightedRegression,
  options: LandmarkOptions = {},
): LazyPopulation {
  const { states, probability, weight, target, targetCovariance } = regression;
  const count = states.x.count;
  const dim = target.cols;
  if (
    target.rows !== count ||
    probability.length !== count ||
    weight.length !== count ||
    targetCovariance.length !== count * dim * dim
  ) {
    const shapes = {
      states: [count],
      probability: [probability.length],
      weight: [weight.length],
      target: [target.rows, dim],
      targetCovariance: [targetCovariance.length],
    };
    throw new ShapeError("mercerModes", shapes, "all must have one row per state");
  }
  const share = probability.map((p, n) => p * weight[n]!);
  const chosen = landmarks(kernel, states, share, options);
  const rank = chosen.root.rows;
  // Orthonormal features L⁻¹ K(U, z), block by block.
  const features = matrix(count, rank);
  const gram = matrix(rank, rank);
  for (let from = 0; from < count; from += blockSize) {
    const to = Math.min(from + blockSize, count);
    const columns = kernel.between(chosen.states, statesBetween(states, from, to));
    const solved = algebra.solveTriangular(chosen.root, columns);
    const rows = to - from;
    const part = matrix(rows, rank);
    for (let k = 0; k < rank; k++)
      for (let n = 0; n < rows; n++) part.values[n * rank + k] = solved.values[k * rows + n]!;
    features.values.set(part.values, from * rank);
    const { values } = algebra.syrk(part, share.subarray(from, to));
    for (let i = 0; i < values.length; i++) gram.values[i]! += values[i]!;
  }
  const eigen = algebra.symmetricEigen(gram);
  const top = eigen.values[rank - 1]!;
  const kept: number[] = [];
  for (let k = rank - 1; k >= 0; k--) if (eigen.values[k]! > smallestEigenvalue * top) kept.push(k);
  const eigenvalues = Float64Array.from(kept, (k) => eigen.values[k]!);
  const rotation = matrix(rank, kept.length);
  for (let i = 0; i < rank; i++)
    kept.forEach((k, j) => {
      rotation.values[i * kept.length + j] = eigen.vectors.values[i * rank + k]! / Math.sqrt(eigenvalues[j]!);
    });
  const modes = algebra.gemm(features, rotation);
  const weighted = matrix(
    count,
    dim,
    target.values.map((value, i) => value * share[Math.floor(i / dim)]!),
  );
  return {
    ...regression,
    eigenvalues,
    landmarks: chosen,
    basis: onLandmarks(chosen, rotation),
    modes,
    overlaps: algebra.gemm(modes, weighted, { transposeA: true }),
    missing: chosen.missing,
  };
}
