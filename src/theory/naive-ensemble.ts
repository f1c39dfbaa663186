import type { ItoNoise, Points, StepAtoms } from "../core/index.ts";
import { ArgumentError, logSumExpRows, matrix, ShapeError } from "../numerics/index.ts";
import type { NoisedMarginal } from "./noised-marginal.ts";

/**
 * The naive (interleaved) estimator: no training set is kept, and every sampling step of length δ draws a clean u from the
 * posterior p(u | x, t) and takes ŝ = s + √(κ/δ) (h(x, t | u) − s) with h = (α u − x)/σ². The mean is the true score, and draws
 * of different steps are independent, so V(z; z′) = κ D C(x, t) D δ(t − t′) in the sense of Itô. κ = 0 is the probability flow.
 * One step has finitely many outcomes for point masses; these are its atoms √κ (h_i − s) with the responsibilities as weights.
 *
 * κ has the unit of time: a change of clock changes what a given κ means. The raw target h in each step is κ = δ.
 *
 * @param kappa - κ; time; non-negative
 * @throws ArgumentError when κ is negative or not finite
 * @source GTV, Proposition 4.1
 */
export function naiveEnsemble(marginal: NoisedMarginal, kappa: number): ItoNoise {
  if (!(kappa >= 0 && kappa < Infinity))
    throw new ArgumentError("naiveEnsemble", "kappa", kappa, "finite and non-negative");
  const { dim, data } = marginal;
  const noise: ItoNoise = {
    name: `naive estimator, κ = ${kappa}`,
    dim,
    calculus: "ito",
    meanField: marginal.scoreField,
    scoreIntensity: (x, t) => {
      checkDimension(x, dim);
      return marginal.targetCovariance({ x, t: new Float64Array(x.count).fill(t) }).map((value) => kappa * value);
    },
  };
  if (data.components.some(({ covariance }) => covariance !== null)) return noise;
  const stepAtoms = (x: Points, t: number): StepAtoms => pointMassAtoms(marginal, kappa, x, t);
  if (data.components.length > fewPoints) return { ...noise, stepAtoms };
  return { ...noise, stepAtoms, scoreIntensity: (x, t) => pointMassIntensity(marginal, kappa, x, t) };
}

/** Up to this many point masses one pass over pairs is faster than the general posterior covariance. */
const fewPoints = 16;

/** κ C by pairs, κ (α/σ²)² Σ_{i<j} ω_i ω_j (μ_i − μ_j)(μ_i − μ_j)ᵀ: a sum of positive terms. */
function pointMassIntensity(
  { data, schedule, dim }: NoisedMarginal,
  kappa: number,
  x: Points,
  t: number,
): Float64Array {
  checkDimension(x, dim);
  const components = data.components.filter(({ weight }) => weight > 0);
  const count = components.length;
  const alpha = schedule.alpha(t);
  const variance = schedule.variance(t);
  if (!(variance > 0)) throw new ArgumentError("naiveEnsemble", "t", t, "a time with noise, sigma(t) > 0");
  const log = components.map(({ weight }) => Math.log(weight));
  const center = Float64Array.from({ length: count * dim }, (_, k) => components[Math.floor(k / dim)]!.mean[k % dim]!);
  const weight = new Float64Array(count);
  const out = new Float64Array(x.count * dim * dim);
  const scale = kappa * (alpha / variance) ** 2;
  for (let n = 0; n < x.count; n++) {
    let top = -Infinity;
    for (let i = 0; i < count; i++) {
      let square = 0;
      for (let d = 0; d < dim; d++) square += (x.values[n * dim + d]! - alpha * center[i * dim + d]!) ** 2;
      weight[i] = log[i]! - square / (2 * variance);
      if (weight[i]! > top) top = weight[i]!;
    }
    if (!(top > -Infinity))
      throw new ArgumentError(
        "naiveEnsemble",
        `state ${n}`,
        x.values[n * dim],
        "finite, with a square that does not overflow",
      );
    let total = 0;
    for (let i = 0; i < count; i++) total += weight[i] = Math.exp(weight[i]! - top);
    const share = scale / (total * total);
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) {
        const pair = share * weight[i]! * weight[j]!;
        if (pair === 0) continue;
        for (let d = 0; d < dim; d++) {
          const scaled = pair * (center[i * dim + d]! - center[j * dim + d]!);
          for (let e = 0; e < dim; e++)
            out[(n * dim + d) * dim + e]! += scaled * (center[i * dim + e]! - center[j * dim + e]!);
        }
      }
    }
  }
  return out;
}

/** Responsibilities ω_i and √κ (h_i − s) = √κ α (μ_i − m)/σ². */
function pointMassAtoms({ data, schedule, dim }: NoisedMarginal, kappa: number, x: Points, t: number): StepAtoms {
  checkDimension(x, dim);
  const components = data.components.filter(({ weight }) => weight > 0);
  const count = components.length;
  const alpha = schedule.alpha(t);
  const variance = schedule.variance(t);
  const weight = new Float64Array(x.count * count);
  for (let n = 0; n < x.count; n++) {
    components.forEach((component, i) => {
      let square = 0;
      for (let d = 0; d < dim; d++) square += (x.values[n * dim + d]! - alpha * component.mean[d]!) ** 2;
      weight[n * count + i] = Math.log(component.weight) - square / (2 * variance);
    });
  }
  const logTotal = logSumExpRows(matrix(x.count, count, weight));
  const residual = new Float64Array(x.count * count * dim);
  const scale = (Math.sqrt(kappa) * alpha) / variance;
  for (let n = 0; n < x.count; n++) {
    for (let i = 0; i < count; i++) weight[n * count + i] = Math.exp(weight[n * count + i]! - logTotal[n]!);
    for (let d = 0; d < dim; d++) {
      for (let i = 0; i < count; i++) {
        // Differences weighted by the other responsibilities: exactly zero where one weight is all.
        let difference = 0;
        for (let j = 0; j < count; j++)
          difference += weight[n * count + j]! * (components[i]!.mean[d]! - components[j]!.mean[d]!);
        residual[(n * count + i) * dim + d] = scale * difference;
      }
    }
  }
  return { count, weight, residual };
}

function checkDimension(x: Points, dim: number): void {
  if (x.dim !== dim)
    throw new ShapeError("naiveEnsemble", { x: [x.count, x.dim], data: [dim] }, "states need the data's dimension");
}
