import { ArgumentError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { outputBlock, setOutputBlock } from "../output-blocks.ts";
import { withRidge } from "../population.ts";
import type { SgdProblem } from "./sgd-problem.ts";

/**
 * Covariance of the coefficients that batches of b draws add to gradient descent with a learning rate of its own at each step:
 * Ω_{k+1} = (1 − η_k Ā) Ω_k (1 − η_k Ā) + (η_k²/b) M for every output pair, Ā = Σ + ρ, from Ω_0 = 0. The gradient noise M is that at the
 * optimum, and steps are small enough for the batch's own curvature not to matter: too small at first, when coefficients are far from
 * it. Constant rates lead to the stationary state, `smallStepCovariance` for small ones.
 *
 * @param rates - η_k of every step, from 0
 * @param batch - b
 * @param times - step counts after which the covariance is wanted, increasing, at most the number of rates
 * @returns one matrix a time; shape [F·D, F·D], unknowns ordered (f, d)
 * @accuracy leading order in η; late in training, see above
 * @throws ArgumentError for a batch, a rate or a time outside its range
 * @source MANDT2017 for constant steps; ours along a schedule
 */
export function scheduledNoise(
  problem: SgdProblem,
  rates: Float64Array,
  batch: number,
  times: readonly number[],
): Matrix[] {
  const where = "scheduledNoise";
  if (!(Number.isInteger(batch) && batch >= 1)) throw new ArgumentError(where, "batch", batch, "a positive integer");
  const odd = rates.findIndex((rate) => !(rate >= 0 && Number.isFinite(rate)));
  if (odd >= 0) throw new ArgumentError(where, `rates[${odd}]`, rates[odd], "finite and at least 0");
  times.forEach((time, k) => {
    if (!(Number.isInteger(time) && time >= (times[k - 1] ?? 0) && time <= rates.length))
      throw new ArgumentError(where, `times[${k}]`, time, `an integer up to ${rates.length}, not below the one before`);
  });
  const { values, vectors } = algebra.symmetricEigen(withRidge(problem.sigma, problem.model.ridge));
  const size = values.length;
  const dim = problem.gradientNoise.rows / size;
  const gains = noiseGains(values, rates, times);
  const out = times.map(() => matrix(size * dim, size * dim));
  for (let d = 0; d < dim; d++)
    for (let e = 0; e < dim; e++) {
      const block = outputBlock(problem.gradientNoise, size, dim, d, e);
      const turned = algebra.gemm(algebra.gemm(vectors, block, { transposeA: true }), vectors);
      gains.forEach((gain, k) => {
        const grown = matrix(
          size,
          size,
          turned.values.map((value, i) => (value * gain[i]!) / batch),
        );
        const back = algebra.gemm(algebra.gemm(vectors, grown), vectors, { transposeB: true });
        setOutputBlock(out[k]!, back, dim, d, e);
      });
    }
  return out;
}

/** Σ_k η_k² Π_{j>k} (1 − η_j a_i)(1 − η_j a_l) after each time; shape [times][F·F]. */
function noiseGains(values: Float64Array, rates: Float64Array, times: readonly number[]): Float64Array[] {
  const size = values.length;
  const out = times.map(() => new Float64Array(size * size));
  for (let i = 0; i < size; i++)
    for (let l = 0; l <= i; l++) {
      let gain = 0;
      let step = 0;
      times.forEach((time, k) => {
        for (; step < time; step++) {
          const rate = rates[step]!;
          gain = (1 - rate * values[i]!) * (1 - rate * values[l]!) * gain + rate * rate;
        }
        out[k]![i * size + l] = out[k]![l * size + i] = gain;
      });
    }
  return out;
}
