import { ArgumentError, type ForwardProcess, type MixtureComponent, type Points, ShapeError } from "../core/index.ts";
import { algebra, matrix, type Rng } from "../numerics/index.ts";

/**
 * The interleaved ("naive") scheme, simulated: at every step of the process draw a clean u from p(u | x, t) by Bayes' rule and
 * set x ← x + δ (β x + D s) + √(κδ) D (h − s), where h = (α u − x)/σ² and s is its posterior mean.
 *
 * @param starts - states at the terminal time; shape [N, D]
 * @param kappa - κ; time; non-negative
 * @returns states at the cutoff time, independent of each other; shape [N, D]
 * @accuracy Monte Carlo; the scheme is Euler's, and its increments take finitely many values for point masses
 * @throws ArgumentError when κ is negative; ShapeError when states and data differ in dimension
 * @source GTV, Proposition 4.1
 */
export function interleavedSample(rng: Rng, process: ForwardProcess, kappa: number, starts: Points): Points {
  const { data, schedule, grid } = process;
  const { dim, count } = starts;
  if (!(kappa >= 0 && kappa < Infinity))
    throw new ArgumentError("interleavedSample", "kappa", kappa, "finite and non-negative");
  if (dim !== data.dim)
    throw new ShapeError("interleavedSample", { starts: [count, dim], data: [data.dim] }, "must agree in dimension");
  const components = data.components.filter(({ weight }) => weight > 0);
  const size = components.length;
  const roots = components.map(({ covariance }) => (covariance === null ? null : squareRoot(covariance, dim)));
  const x = starts.values.slice();
  const log = new Float64Array(size);
  const means = components.map(() => new Float64Array(dim));
  const state = new Float64Array(dim);
  const mean = new Float64Array(dim);
  const noise = new Float64Array(dim);
  for (let k = 0; k + 1 < grid.times.length; k++) {
    const t = grid.times[k]!;
    const step = t - grid.times[k + 1]!;
    const alpha = schedule.alpha(t);
    const variance = schedule.variance(t);
    const beta = schedule.beta(t);
    const diffusivity = schedule.diffusivity(t);
    const kick = (Math.sqrt(kappa * step) * diffusivity * alpha) / variance;
    const bayes = components.map((component) => bayesRule(component, alpha, variance, dim));
    const chance = rng.uniforms(count);
    for (let n = 0; n < count; n++) {
      for (let d = 0; d < dim; d++) state[d] = x[n * dim + d]!;
      let top = -Infinity;
      for (let i = 0; i < size; i++) top = Math.max(top, (log[i] = bayes[i]!.posterior(state, means[i]!)));
      let total = 0;
      for (let i = 0; i < size; i++) total += log[i] = Math.exp(log[i]! - top);
      mean.fill(0);
      for (let i = 0; i < size; i++) for (let d = 0; d < dim; d++) mean[d]! += (log[i]! / total) * means[i]![d]!;
      let left = chance[n]! * total;
      let drawn = 0;
      while (drawn < size - 1 && left >= log[drawn]!) left -= log[drawn++]!;
      bayes[drawn]!.drawInto(noise, rng, roots[drawn]!);
      for (let d = 0; d < dim; d++) {
        const clean = means[drawn]![d]! + noise[d]!;
        const score = (alpha * mean[d]! - state[d]!) / variance;
        x[n * dim + d]! += step * (beta * state[d]! + diffusivity * score) + kick * (clean - mean[d]!);
      }
    }
  }
  return { count, dim, values: x };
}

/** Bayes' rule for one component at one time. */
interface BayesRule {
  /** Writes E[u | x, component] and returns the logarithm of weight and likelihood, up to a shared constant. */
  posterior(x: Float64Array, mean: Float64Array): number;
  /** Writes a draw of u minus its posterior mean. */
  drawInto(out: Float64Array, rng: Rng, root: Float64Array | null): void;
}

function bayesRule(component: MixtureComponent, alpha: number, variance: number, dim: number): BayesRule {
  const { weight, mean: center, covariance } = component;
  const base = Math.log(weight);
  if (covariance === null) {
    return {
      posterior(x, mean) {
        let square = 0;
        for (let d = 0; d < dim; d++) {
          square += (x[d]! - alpha * center[d]!) ** 2;
          mean[d] = center[d]!;
        }
        return base - square / (2 * variance) - (dim / 2) * Math.log(variance);
      },
      drawInto: (out) => out.fill(0),
    };
  }
  const isDiagonal = (i: number): boolean => i % (dim + 1) === 0;
  const total = matrix(
    dim,
    dim,
    covariance.map((value, i) => alpha * alpha * value + (isDiagonal(i) ? variance : 0)),
  );
  const identity = matrix(
    dim,
    dim,
    covariance.map((_, i) => (isDiagonal(i) ? 1 : 0)),
  );
  const inverse = algebra.solvePositiveDefinite(total, identity).values;
  const gain = algebra.gemm(matrix(dim, dim, covariance), matrix(dim, dim, inverse)).values.map((g) => alpha * g);
  const logNormalizer = algebra.logDeterminant(total) / 2;
  const sigma = Math.sqrt(variance);
  const offset = new Float64Array(dim);
  return {
    posterior(x, mean) {
      let square = 0;
      for (let d = 0; d < dim; d++) offset[d] = x[d]! - alpha * center[d]!;
      for (let d = 0; d < dim; d++) {
        let shift = 0;
        for (let e = 0; e < dim; e++) {
          square += offset[d]! * inverse[d * dim + e]! * offset[e]!;
          shift += gain[d * dim + e]! * offset[e]!;
        }
        mean[d] = center[d]! + shift;
      }
      return base - square / 2 - logNormalizer;
    },
    drawInto(out, rng, root) {
      // A joint draw (u₀, x₀) of the component corrected to the observed x: u₀ − G x₀ has the law of u − E[u | x].
      const z = rng.normals(2 * dim);
      for (let d = 0; d < dim; d++) {
        out[d] = 0;
        for (let e = 0; e < dim; e++) out[d]! += root![d * dim + e]! * z[e]!;
      }
      for (let d = 0; d < dim; d++) offset[d] = alpha * out[d]! + sigma * z[dim + d]!;
      for (let d = 0; d < dim; d++) for (let e = 0; e < dim; e++) out[d]! -= gain[d * dim + e]! * offset[e]!;
    },
  };
}

/** Symmetric square root of a positive semi-definite matrix. */
function squareRoot(covariance: Float64Array, dim: number): Float64Array {
  const { values, vectors } = algebra.symmetricEigen(matrix(dim, dim, covariance));
  const root = new Float64Array(dim * dim);
  for (let k = 0; k < dim; k++) {
    const scale = Math.sqrt(Math.max(values[k]!, 0));
    for (let d = 0; d < dim; d++)
      for (let e = 0; e < dim; e++)
        root[d * dim + e]! += scale * vectors.values[d * dim + k]! * vectors.values[e * dim + k]!;
  }
  return root;
}
