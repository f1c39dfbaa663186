import { ArgumentError } from "./errors.ts";

/**
 * log Σ exp(values[i]) over from ≤ i < to, shifted by the largest term; −∞ for an empty range.
 *
 * @param values - logarithms; −∞ stands for a zero term
 * @accuracy rounding: relative error of the sum below (count + 2) ε, whatever the size of the terms
 * @throws ArgumentError when a value is NaN
 */
export function logSumExp(values: ArrayLike<number>, from: number = 0, to: number = values.length): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) if (values[i]! > largest) largest = values[i]!;
  if (largest === Number.POSITIVE_INFINITY) {
    for (let i = from; i < to; i++) if (Number.isNaN(values[i])) refuse(i);
    return largest;
  }
  const shift = largest === Number.NEGATIVE_INFINITY ? 0 : largest;
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(values[i]! - shift);
  if (Number.isNaN(sum)) {
    for (let i = from; i < to; i++) if (Number.isNaN(values[i])) refuse(i);
  }
  return shift + Math.log(sum);
}

function refuse(index: number): never {
  throw new ArgumentError("logSumExp", `values[${index}]`, Number.NaN, "a number");
}
