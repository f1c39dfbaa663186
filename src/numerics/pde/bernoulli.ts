/**
 * Bernoulli function y/(eʸ − 1), the weight of exponential fitting; 1 at y = 0, 0 far above, −y far below.
 *
 * @returns positive for every finite y until it underflows
 * @accuracy a few units of rounding, for tiny and for huge y
 * @source SCHARFETTER1969
 */
export function bernoulli(y: number): number {
  return y === 0 ? 1 : y / Math.expm1(y);
}
