import type { Estimate, ForwardProcess, LinearScoreModel, NoisyStates, ScoreEnsemble } from "../core/index.ts";
import { algebra, type Matrix, matrix, type Rng } from "../numerics/index.ts";
import { linearScore, linearScoreField, outputGain, seenStates } from "./linear-score-field.ts";
import { type MultiplierBase, type MultiplierOptions, multiplierBase, solveFactor } from "./multiplier-base.ts";

/** The sandwich field without its F·D × F·D covariance. */
export interface MultiplierEnsemble extends ScoreEnsemble {
  /** W*; shape [F, D]. */
  readonly solution: Matrix;
  /** Coefficients W* + δW of one realisation; shape [F, D]. */
  drawCoefficients(rng: Rng): Matrix;
  /** Variance of each score component with the sampling error that the base draws leave; N·D of them. */
  scoreVariances(at: NoisyStates): Estimate[];
}

/** Base draws handled at once. */
const blockSize = 4096;

/**
 * Multiplier sampling of the Gaussian field N(W*, Ω/P): with N_b stored draws that stand for shares π_n of the training law and
 * independent standard normal g_n,
 * δW = P^(−1/2) (Σ + ρ)⁻¹ Σ_n g_n √π_n [w_n φ_n (target_n − W*ᵀφ_n)ᵀ − mean],
 * whose covariance is exactly the sandwich of the base sample. Cost N_b (F + D) + F²·D a draw, memory N_b + F², for any feature map
 * and dimension; covariances of scores go through the base sample too. A noise-free model (J0) keeps its misfit alone.
 *
 * @accuracy leading order in 1/P; sampling error of the base draws, as `scoreVariances` states it
 * @source GTV, section 5 (leading order in 1/P); WHITE1982
 */
export function multiplierEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: MultiplierOptions = {},
): MultiplierEnsemble {
  const base = multiplierBase(model, process, options);
  const { schedule } = process;
  const { solution } = base;
  function drawCoefficients(rng: Rng): Matrix {
    const step = solveFactor(base.cholesky, drawnFunction(model, base, rng));
    const scale = 1 / Math.sqrt(model.sampleCount);
    return matrix(
      step.rows,
      step.cols,
      step.values.map((value, i) => solution.values[i]! + scale * value),
    );
  }
  return {
    name: `multiplier sampling (${base.rootShare.length} base draws)`,
    dim: solution.cols,
    solution,
    meanField: linearScoreField(model, schedule, solution),
    meanScore: (at) => linearScore(model, schedule, solution, at),
    scoreCovariance: (at, against) => covariance(model, process, base, at, against),
    scoreVariances: (at) => variances(model, process, base, at),
    drawCoefficients,
    draw: (rng) => linearScoreField(model, schedule, drawCoefficients(rng)),
  };
}

/** Σ_n g_n √π_n [w_n φ_n residual_nᵀ − mean]; shape [F, D]. */
function drawnFunction(model: LinearScoreModel, base: MultiplierBase, rng: Rng): Matrix {
  const { residual, rootShare, meanFunction, states } = base;
  const normals = rng.normals(rootShare.length);
  const { cols } = residual;
  const multiplied = matrix(residual.rows, cols, residual.values.slice());
  let shift = 0;
  for (let n = 0; n < normals.length; n++) {
    shift += normals[n]! * rootShare[n]!;
    for (let i = n * cols; i < (n + 1) * cols; i++) multiplied.values[i]! *= normals[n]!;
  }
  const sum = model.features.project(states, multiplied);
  for (let i = 0; i < sum.values.length; i++) sum.values[i]! -= shift * meanFunction.values[i]!;
  return sum;
}

/** (Σ + ρ)⁻¹ φ(z) times the gain and P^(−1/2), for every state; shape [F, N]. */
function influence(model: LinearScoreModel, process: ForwardProcess, base: MultiplierBase, at: NoisyStates): Matrix {
  const phi = model.features.evaluate({ x: seenStates(model, at.x), t: at.t });
  const count = at.x.count;
  const transposed = matrix(phi.cols, count);
  const scale = 1 / Math.sqrt(model.sampleCount);
  for (let n = 0; n < count; n++) {
    const gain = scale * outputGain(model, process.schedule, at.t[n]!);
    for (let f = 0; f < phi.cols; f++) transposed.values[f * count + n] = gain * phi.values[n * phi.cols + f]!;
  }
  return solveFactor(base.cholesky, transposed);
}

/** Score changes per unit multiplier, a block of base draws at a time; each of shape [block, N·D], the mean not yet taken off. */
function* blocks(model: LinearScoreModel, base: MultiplierBase, influences: Matrix): Generator<Matrix> {
  const { states, residual } = base;
  const { dim } = states.x;
  const count = influences.cols;
  for (let from = 0; from < states.x.count; from += blockSize) {
    const to = Math.min(from + blockSize, states.x.count);
    const x = { count: to - from, dim, values: states.x.values.subarray(from * dim, to * dim) };
    const reach = model.features.combine({ x, t: states.t.subarray(from, to) }, influences).values;
    const out = matrix(to - from, count * dim);
    for (let n = 0; n < to - from; n++)
      for (let k = 0; k < count; k++)
        for (let d = 0; d < dim; d++)
          out.values[(n * count + k) * dim + d] = reach[n * count + k]! * residual.values[(from + n) * dim + d]!;
    yield out;
  }
}

/** Mean of the estimating function seen at each state; shape [1, N·D]. */
function meanChange(base: MultiplierBase, influences: Matrix): Matrix {
  const product = algebra.gemm(influences, base.meanFunction, { transposeA: true });
  return matrix(1, product.values.length, product.values);
}

function covariance(
  model: LinearScoreModel,
  process: ForwardProcess,
  base: MultiplierBase,
  at: NoisyStates,
  against: NoisyStates,
): Matrix {
  const left = influence(model, process, base, at);
  const right = at === against ? left : influence(model, process, base, against);
  const out = algebra.gemm(meanChange(base, left), meanChange(base, right), { transposeA: true });
  for (let i = 0; i < out.values.length; i++) out.values[i] = -out.values[i]!;
  const others = left === right ? null : blocks(model, base, right);
  for (const block of blocks(model, base, left)) {
    const part =
      others === null ? algebra.syrk(block) : algebra.gemm(block, others.next().value as Matrix, { transposeA: true });
    for (let i = 0; i < out.values.length; i++) out.values[i]! += part.values[i]!;
  }
  return out;
}

/** Variances as sums over base draws, and the standard error of such a sum for independent draws. */
function variances(
  model: LinearScoreModel,
  process: ForwardProcess,
  base: MultiplierBase,
  at: NoisyStates,
): Estimate[] {
  const influences = influence(model, process, base, at);
  const mean = meanChange(base, influences).values;
  const sum = new Float64Array(mean.length);
  const square = new Float64Array(mean.length);
  for (const block of blocks(model, base, influences)) {
    for (let i = 0; i < block.values.length; i++) {
      const own = block.values[i]! ** 2;
      sum[i % mean.length]! += own;
      square[i % mean.length]! += own * own;
    }
  }
  const draws = base.rootShare.length;
  return Array.from(mean, (own, i) => ({
    value: sum[i]! - own * own,
    standardError: Math.sqrt(Math.max(0, square[i]! - sum[i]! ** 2 / draws)),
  }));
}
