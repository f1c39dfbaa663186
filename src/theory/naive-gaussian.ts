import type { ForwardProcess, GaussianLaw } from "../core/index.ts";
import { ArgumentError, compositeGaussLegendre } from "../numerics/index.ts";
import { type DiagonalMixture, diagonalMixture } from "./diagonal-mixture.ts";

/** Panels in log t and Gauss–Legendre nodes in each for the integral over noise levels. */
const panels = 64;
const nodesPerPanel = 8;

/**
 * What the naive estimator samples from Gaussian data N(μ, Λ), started from N(0, σ(T)² I): a Gaussian whose variance along an
 * eigenvector of Λ with eigenvalue λ is, with v_t = α²λ + σ²,
 *
 * Var(x_ε) = v_ε [σ(T)²/v_T + κ ∫ D² α² λ/(σ² v_t²) dt], and mean α(ε) μ − α(T) μ √(v_ε/v_T).
 *
 * With α = 1, σ = t, ε → 0 and T → ∞ the variance is λ + (π/4) κ √λ; with variance-preserving schedules it grows like log(1/ε).
 *
 * @param kappa - κ; time; non-negative
 * @accuracy quadrature over log t, 1e-12 relative for smooth schedules; the same in every dimension
 * @throws ArgumentError when the data are not one Gaussian
 * @source GTV, Proposition 4.1, for Gaussian data
 */
export function naiveGaussianLaw({ data, schedule }: ForwardProcess, kappa: number): GaussianLaw {
  const mixture = gaussianOf("naiveGaussianLaw", diagonalMixture(data), kappa);
  const { cutoffTime, terminalTime } = schedule;
  const edges = Float64Array.from({ length: panels + 1 }, (_, i) =>
    Math.log(cutoffTime * (terminalTime / cutoffTime) ** (i / panels)),
  );
  const { nodes, weights } = compositeGaussLegendre(edges, nodesPerPanel);
  const varianceAt = (t: number, lambda: number): number => schedule.alpha(t) ** 2 * lambda + schedule.variance(t);
  return lawInBasis(mixture, (lambda, mean) => {
    const end = varianceAt(cutoffTime, lambda);
    const start = varianceAt(terminalTime, lambda);
    let noise = 0;
    nodes.forEach((logTime, k) => {
      const t = Math.exp(logTime);
      const gain = (schedule.diffusivity(t) * schedule.alpha(t)) / varianceAt(t, lambda);
      noise += (weights[k]! * t * gain * gain * lambda) / schedule.variance(t);
    });
    return {
      variance: end * (schedule.variance(terminalTime) / start + kappa * noise),
      mean: mean * (schedule.alpha(cutoffTime) - schedule.alpha(terminalTime) * Math.sqrt(end / start)),
    };
  });
}

/**
 * The same for the scheme itself, with the Euler steps of the process instead of the limit of small ones:
 * v ← (1 + δ (β − D/v_t))² v + κ δ D² C along every eigenvector, C = α²λ/(σ² v_t), from v = σ(T)².
 *
 * @accuracy rounding
 * @throws ArgumentError when the data are not one Gaussian
 * @source GTV, Proposition 4.1, for Gaussian data
 */
export function naiveGaussianEulerLaw({ data, schedule, grid }: ForwardProcess, kappa: number): GaussianLaw {
  const mixture = gaussianOf("naiveGaussianEulerLaw", diagonalMixture(data), kappa);
  const { times } = grid;
  return lawInBasis(mixture, (lambda, center) => {
    let variance = schedule.variance(times[0]!);
    let mean = 0;
    for (let k = 0; k + 1 < times.length; k++) {
      const t = times[k]!;
      const step = t - times[k + 1]!;
      const alpha = schedule.alpha(t);
      const diffusivity = schedule.diffusivity(t);
      const noised = alpha * alpha * lambda + schedule.variance(t);
      const gain = 1 + step * (schedule.beta(t) - diffusivity / noised);
      const targetVariance = (alpha * alpha * lambda) / (schedule.variance(t) * noised);
      variance = gain * gain * variance + kappa * step * diffusivity ** 2 * targetVariance;
      mean = gain * mean + (step * diffusivity * alpha * center) / noised;
    }
    return { variance, mean };
  });
}

function gaussianOf(where: string, mixture: DiagonalMixture, kappa: number): DiagonalMixture {
  if (!(kappa >= 0 && kappa < Infinity)) throw new ArgumentError(where, "kappa", kappa, "finite and non-negative");
  if (mixture.count !== 1)
    throw new ArgumentError(where, "components", mixture.count, "1: the data must be one Gaussian");
  return mixture;
}

/** Mean and covariance from those along each eigenvector; `law` maps an eigenvalue of Λ and a coordinate of μ. */
function lawInBasis(
  { dim, bases, eigenvalue_MD, mean_MD }: DiagonalMixture,
  law: (lambda: number, mean: number) => { variance: number; mean: number },
): GaussianLaw {
  const basis_DD = bases[0] ?? Float64Array.from({ length: dim * dim }, (_, k) => (k % (dim + 1) === 0 ? 1 : 0));
  const mean_D = new Float64Array(dim);
  const covariance_DD = new Float64Array(dim * dim);
  for (let e = 0; e < dim; e++) {
    let coordinate = 0;
    for (let d = 0; d < dim; d++) coordinate += basis_DD[d * dim + e]! * mean_MD[d]!;
    const { variance, mean } = law(eigenvalue_MD[e]!, coordinate);
    for (let d = 0; d < dim; d++) {
      mean_D[d]! += basis_DD[d * dim + e]! * mean;
      for (let f = 0; f < dim; f++)
        covariance_DD[d * dim + f]! += variance * basis_DD[d * dim + e]! * basis_DD[f * dim + e]!;
    }
  }
  return { kind: "gaussian", mean: mean_D, covariance: covariance_DD };
}
