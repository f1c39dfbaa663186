import { ArgumentError, type Rng, ShapeError } from "../../numerics/index.ts";

/**
 * Weights divided by their sum; equal ones when none are given.
 *
 * @throws ArgumentError when a weight is not a finite number above 0
 */
export function normalisedWeights(where: string, count: number, weights?: ArrayLike<number>): Float64Array {
  if (weights === undefined) return new Float64Array(count).fill(1 / count);
  if (weights.length !== count) {
    throw new ShapeError(where, { weights: [weights.length], points: [count] }, "there must be one weight a point");
  }
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights[i]!;
    if (!(Number.isFinite(weight) && weight > 0)) {
      throw new ArgumentError(
        where,
        `weights[${i}]`,
        weight,
        "a finite number above 0; leave a component out to give it no weight",
      );
    }
    largest = Math.max(largest, weight);
  }
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[i]! / largest;
  return Float64Array.from({ length: count }, (_, i) => weights[i]! / largest / total);
}

/** Index of a component by its weight, as a function of the stream; binary search of the cumulative weights. */
export function componentChoice(weights: Float64Array): (rng: Rng) => number {
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) cumulative[i] = sum += weights[i]!;
  return (rng) => {
    const target = rng.uniform() * sum;
    let low = 0;
    let high = weights.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Refuses a number of draws that is not a non-negative integer. */
export function checkCount(where: string, n: number): void {
  if (!(Number.isInteger(n) && n >= 0)) throw new ArgumentError(where, "n", n, "a non-negative integer");
}
