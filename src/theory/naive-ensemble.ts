import type { ItoNoise, Points, StepAtoms } from "../core/index.ts";
import { ArgumentError } from "../numerics/index.ts";
import { checkDimension, pointMassAtoms, pointMassIntensity } from "./naive-point-masses.ts";
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
