import { ArgumentError } from "../../core/index.ts";
import type { SpectralFilter } from "./spectral-filter.ts";

/**
 * Gradient descent from zero with a learning rate of its own at each step, on a loss with the ridge ρ:
 * g_{k+1} = g_k + η_k (1 − (e + ρ) g_k). With d the divided difference of g, d_{k+1} = (1 − η_k a) d_k − η_k g_k(b) at a, b shifted by ρ,
 * and G(a, b) = −ab d. Stochastic gradient descent has this as its mean over batches, whatever their size.
 *
 * @param rates - η_k ≥ 0 of every step; below 2 over the largest eigenvalue with ρ, or the modes above it grow
 * @param ridge - ρ ≥ 0
 * @accuracy rounding: no term cancels while η_k (e + ρ) ≤ 1
 * @throws ArgumentError for a rate or a ridge that is negative or not finite
 * @source DALECKII1965 for the divided difference
 */
export function scheduledDescent(rates: Float64Array, ridge: number = 0): SpectralFilter {
  const where = "scheduledDescent";
  const odd = rates.findIndex((rate) => !(rate >= 0 && Number.isFinite(rate)));
  if (odd >= 0) throw new ArgumentError(where, `rates[${odd}]`, rates[odd], "finite and at least 0");
  if (!(ridge >= 0 && Number.isFinite(ridge))) throw new ArgumentError(where, "ridge", ridge, "finite and at least 0");
  return {
    name: `gradient descent, ${rates.length} scheduled steps${ridge === 0 ? "" : `, ridge ${ridge}`}`,
    inverse(e) {
      const curvature = Math.max(e, 0) + ridge;
      let g = 0;
      for (const rate of rates) g += rate * (1 - curvature * g);
      return g;
    },
    interaction(first, second) {
      // Ordered, so that the result is symmetric to the last bit.
      const [a, b] = first < second ? [second, first] : [first, second];
      const [left, right] = [Math.max(a, 0) + ridge, Math.max(b, 0) + ridge];
      let g = 0;
      let slope = 0;
      for (const rate of rates) {
        slope -= rate * (left * slope + g);
        g += rate * (1 - right * g);
      }
      return -a * b * slope;
    },
  };
}
