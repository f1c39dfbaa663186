import { ArgumentError } from "../../core/index.ts";

/**
 * Holm's step-down correction: with p sorted upwards, p̃_(k) = max over j ≤ k of min(1, (n − j + 1) p_(j)). Rejecting where
 * p̃ ≤ α keeps the probability of any false rejection at most α, whatever the dependence between the tests.
 *
 * @param p - p-values; shape [n]
 * @returns corrected p-values in the order given; shape [n]
 * @accuracy rounding
 * @throws ArgumentError for a value outside [0, 1]
 * @source HOLM1979
 */
export function holmAdjusted(p: ArrayLike<number>): Float64Array {
  const n = p.length;
  for (let i = 0; i < n; i++)
    if (!(p[i]! >= 0 && p[i]! <= 1)) throw new ArgumentError("holmAdjusted", `p[${i}]`, p[i], "between 0 and 1");
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const out = new Float64Array(n);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (n - rank) * p[i]!));
    out[i] = largest;
  });
  return out;
}
