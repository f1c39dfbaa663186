import { ArgumentError, type ForwardProcess, type LinearScoreModel, type NoisyStates } from "../core/index.ts";
import { algebra, type Matrix, matrix, type Rng } from "../numerics/index.ts";
import { cleanPosteriorMean } from "./clean-posterior.ts";

/** Coefficients of independently trained members on both targets; shape [E, F·D] each, unknowns ordered (f, d). */
export interface TrainedMembers {
  /** Trained on the noisy target (J1). */
  readonly noisy: Matrix;
  /** Trained on the noise-free target (J0) at the same inputs; pairs with `noisy`, member by member. */
  readonly noiseFree: Matrix;
}

/**
 * Trains members `from` … `to` − 1, each on a training set of its own: draws clean points, times and noise, forms the
 * dense design matrix and solves the weighted ridge problem for both targets with one factorisation.
 * Shares nothing with the prediction but the contracts, the features that define the model, and the solvers.
 *
 * @param rng - names the ensemble; member m depends on its number alone
 * @accuracy exact training: rounding times the condition number
 * @throws NotPositiveDefiniteError when the ridge is 0 and the design is singular
 */
export function trainMembers(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  from: number,
  to: number,
): TrainedMembers {
  const { dim } = process.data;
  const size = model.features.featureCount * dim;
  const noisy = matrix(to - from, size);
  const noiseFree = matrix(to - from, size);
  for (let m = from; m < to; m++) {
    const both = trainMember(rng.split(`member/${m}`), model, process);
    const row = (m - from) * size;
    for (let f = 0; f < model.features.featureCount; f++) {
      for (let d = 0; d < dim; d++) {
        noisy.values[row + f * dim + d] = both.values[f * 2 * dim + d]!;
        noiseFree.values[row + f * dim + d] = both.values[f * 2 * dim + dim + d]!;
      }
    }
  }
  return { noisy, noiseFree };
}

/** [F, 2D]: coefficients for the noisy target, then for the noise-free one. */
function trainMember(rng: Rng, model: LinearScoreModel, process: ForwardProcess): Matrix {
  const { data, schedule } = process;
  const { dim } = data;
  const count = model.sampleCount;
  if (!(Number.isInteger(count) && count >= 1))
    throw new ArgumentError("trainMembers", "sampleCount", count, "a positive integer");
  const clean = data.sample(rng.split("points"), count).values;
  const clock = rng.split("clock");
  const noise = rng.split("perturbation");
  const span = schedule.terminalTime - schedule.cutoffTime;
  const ratio = schedule.terminalTime / schedule.cutoffTime;
  const t = new Float64Array(count);
  const x = new Float64Array(count * dim);
  const root = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const u = clock.uniform();
    t[n] = model.trainingTimes === "uniform" ? schedule.cutoffTime + span * u : schedule.cutoffTime * ratio ** u;
    root[n] = Math.sqrt(model.weight(t[n]!) / count);
    for (let d = 0; d < dim; d++)
      x[n * dim + d] = schedule.alpha(t[n]!) * clean[n * dim + d]! + schedule.sigma(t[n]!) * noise.normal();
  }
  const states: NoisyStates = { x: { count, dim, values: x }, t };
  const expected = cleanPosteriorMean(data, schedule, states);
  const design = model.features.evaluate(states);
  const { featureCount } = model.features;
  for (let n = 0; n < count; n++)
    for (let f = 0; f < featureCount; f++) design.values[n * featureCount + f]! *= root[n]!;
  const targets = matrix(count, 2 * dim);
  for (let n = 0; n < count; n++) {
    for (let d = 0; d < dim; d++) {
      const i = n * dim + d;
      targets.values[n * 2 * dim + d] = root[n]! * target(model, process, t[n]!, x[i]!, clean[i]!);
      targets.values[n * 2 * dim + dim + d] = root[n]! * target(model, process, t[n]!, x[i]!, expected[i]!);
    }
  }
  return leastSquares(design, targets, model.ridge);
}

function target(model: LinearScoreModel, process: ForwardProcess, t: number, x: number, clean: number): number {
  if (model.parameterization === "denoiser") return clean;
  const variance = process.schedule.variance(t);
  const learned = (process.schedule.alpha(t) * clean - x) / variance;
  return model.baseScore === "noise" ? learned + x / variance : learned;
}

/** argmin |Y − B W|² + ρ|W|², in features when B is tall, in samples when it is wide. */
function leastSquares(design: Matrix, targets: Matrix, ridge: number): Matrix {
  const tall = design.rows >= design.cols;
  const normal = tall ? algebra.syrk(design) : algebra.gemm(design, design, { transposeB: true });
  for (let i = 0; i < normal.rows; i++) normal.values[i * normal.rows + i]! += ridge;
  if (tall) return algebra.solvePositiveDefinite(normal, algebra.gemm(design, targets, { transposeA: true }));
  return algebra.gemm(design, algebra.solvePositiveDefinite(normal, targets), { transposeA: true });
}
