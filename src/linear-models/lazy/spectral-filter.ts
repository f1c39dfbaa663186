import { ArgumentError } from "../../core/index.ts";

/**
 * How training treats an eigenvalue e ≥ 0 of the curvature: it inverts it to g(e), so that a mode is learned to χ = e g(e).
 *
 * Training with Σ̂ instead of Σ changes the result, to first order, through the divided difference of g; `interaction` is
 * G(a, b) = −ab (g(a) − g(b))/(a − b), and −a² g′(a) where a = b.
 *
 * @source DALECKII1965
 */
export interface SpectralFilter {
  readonly name: string;
  /** g(e); `largest` is the largest eigenvalue, against which zero is judged. */
  inverse(e: number, largest: number): number;
  /** G(a, b), symmetric, between 0 and 1. */
  interaction(a: number, b: number, largest: number): number;
}

/** The part of a mode that is learned: χ = e g(e). */
export function learnedShare(filter: SpectralFilter, e: number, largest: number): number {
  return e * filter.inverse(e, largest);
}

/**
 * Gradient flow for a time τ from the initial function (early stopping): g(e) = (1 − e^{−eτ})/e, τ where e = 0;
 * G(a, b) = 1 − (a e^{−bτ} − b e^{−aτ})/(a − b).
 *
 * @param time - τ ≥ 0, of ∂f/∂τ = −(1/P) Σ Θ(z, z_n) w_n (f − target)
 * @accuracy rounding; G to 1e-12 of itself
 */
export function gradientFlow(time: number): SpectralFilter {
  if (!(time >= 0 && Number.isFinite(time)))
    throw new ArgumentError("gradientFlow", "time", time, "finite and at least 0");
  return {
    name: `gradient flow, τ = ${time}`,
    inverse: (e) => time * decayAverage(Math.max(e, 0) * time),
    interaction(a, b) {
      const [low, high] = a < b ? [a * time, b * time] : [b * time, a * time];
      if (high < 2e-3) return smallInteraction(low, high);
      // (high·e^{−low} − low·e^{−high})/(high − low) = e^{−low} (1 + low · (1 − e^{−(high−low)})/(high − low)).
      return -Math.expm1(-low) - Math.exp(-low) * low * decayAverage(high - low);
    },
  };
}

/**
 * Gradient descent for a number of steps: g(e) = (1 − (1 − ηe)^k)/e, ηk where e = 0, exact for steps of any size; gradient flow
 * for τ = ηk in the limit of small ones.
 *
 * @param learningRate - η > 0; below 2 over the largest eigenvalue, or the modes above it grow
 * @param steps - k ≥ 0
 * @accuracy rounding; G to 1e-12 of itself
 */
export function gradientDescent(learningRate: number, steps: number): SpectralFilter {
  const where = "gradientDescent";
  if (!(learningRate > 0 && Number.isFinite(learningRate)))
    throw new ArgumentError(where, "learningRate", learningRate, "finite and positive");
  if (!(Number.isInteger(steps) && steps >= 0))
    throw new ArgumentError(where, "steps", steps, "a non-negative integer");
  const time = learningRate * steps;
  const terms = [2, 3, 4, 5, 6].map((m) => choicesOver(steps, m));
  return {
    name: `gradient descent, ${steps} steps of ${learningRate}`,
    inverse: (e) => learningRate * powerSum(learningRate * Math.max(e, 0), steps),
    interaction(a, b) {
      const [low, high] = a < b ? [a, b] : [b, a];
      if (time * high < 2e-3) return smallInteraction(time * low, time * high, terms);
      // With L = (1 − η low)^k and H likewise: 1 − L − low (L − H)/(high − low), where L − H = L (1 − (1 − v)^k).
      const left = 1 - learningRate * low;
      if (left === 0) return 1 + (low * (1 - learningRate * high) ** steps) / (high - low || Number.POSITIVE_INFINITY);
      const v = (learningRate * (high - low)) / left;
      const log = left > 0 ? steps * Math.log1p(-learningRate * low) : Number.NaN;
      const shrunk = left > 0 ? Math.exp(log) : left ** steps;
      const learned = left > 0 ? -Math.expm1(log) : 1 - shrunk;
      return learned - ((learningRate * low) / left) * shrunk * powerSum(v, steps);
    },
  };
}

/** C(k, m)/k^m, which becomes 1/m! for many steps. */
function choicesOver(k: number, m: number): number {
  let share = 1;
  for (let i = 0; i < m; i++) share *= (k - i) / (Math.max(k, 1) * (i + 1));
  return Math.max(share, 0);
}

/** Σ_{i<k} (1 − u)^i = (1 − (1 − u)^k)/u. */
function powerSum(u: number, steps: number): number {
  if (u === 0) return steps;
  return u < 1 ? -Math.expm1(steps * Math.log1p(-u)) / u : (1 - (1 - u) ** steps) / u;
}

/** (1 − e^{−u})/u. */
function decayAverage(u: number): number {
  return u === 0 ? 1 : -Math.expm1(-u) / u;
}

/**
 * G for small eigenvalues, where it is of second order: ab Σ_{k≥0} (−1)^k s_k(a, b) c_{k+2}, s_k = Σ_i a^i b^{k−i}.
 *
 * @param terms - c₂ … c₆ of g(e) = Σ_{m≥1} (−1)^{m−1} c_m e^{m−1}
 */
function smallInteraction(a: number, b: number, terms: readonly number[] = exponentialTerms): number {
  const s1 = a + b;
  const s2 = a * a + a * b + b * b;
  const s3 = s1 * (a * a + b * b);
  const s4 = s2 * s2 - a * b * s1 * s1;
  const [c2, c3, c4, c5, c6] = terms as readonly [number, number, number, number, number];
  return a * b * (c2 - s1 * c3 + s2 * c4 - s3 * c5 + s4 * c6);
}

/** 1/m! for m = 2 … 6. */
const exponentialTerms: readonly number[] = [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720];

/** Ridge ρ: g(e) = 1/(e + ρ), χ = e/(e + ρ), G(a, b) = χ(a) χ(b). With ρ = 0 see `interpolation`. */
export function ridgeFilter(ridge: number): SpectralFilter {
  if (!(ridge > 0 && Number.isFinite(ridge)))
    throw new ArgumentError("ridgeFilter", "ridge", ridge, "finite and positive; interpolation() is the limit 0");
  return {
    name: `ridge ${ridge}`,
    inverse: (e) => 1 / (Math.max(e, 0) + ridge),
    interaction: (a, b) => (a / (a + ridge)) * (b / (b + ridge)),
  };
}

/**
 * Training to the end (τ → ∞, ρ → 0): g(e) = 1/e, and 0 where e is zero, the minimum-norm solution.
 *
 * @param tolerance - eigenvalues below this share of the largest are zero; 1e-12 by default
 */
export function interpolation(tolerance: number = 1e-12): SpectralFilter {
  if (!(tolerance >= 0 && tolerance < 1))
    throw new ArgumentError("interpolation", "tolerance", tolerance, "at least 0 and below 1");
  const positive = (e: number, largest: number): boolean => e > tolerance * largest;
  return {
    name: "interpolation",
    inverse: (e, largest) => (positive(e, largest) ? 1 / e : 0),
    interaction: (a, b, largest) => (positive(a, largest) && positive(b, largest) ? 1 : 0),
  };
}
