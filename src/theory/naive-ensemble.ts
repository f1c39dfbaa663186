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
  return { ...noise, stepAtoms: (x, t) => pointMassAtoms(marginal, kappa, x, t) };
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
