import { expPairs, SAFE } from "./exponential";

/**
 * Σ exp(x_i − shift) over n numbers (n even), which it overwrites; shift finite and at least the largest; terms below
 * e^−708 count as zero. Even and odd places are summed apart.
 */
export function shiftedSum(at: usize, n: i32, shift: f64): f64 {
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 16) v128.store(p, f64x2.sub(v128.load(p), f64x2.splat(shift)));
  const sum = expPairs(at, end, 16, -SAFE);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Largest of n numbers (n even); NaN when one is. */
export function largest(at: usize, n: i32): f64 {
  let top = f64x2.splat(-Infinity);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 16) top = f64x2.max(top, v128.load(p));
  return max<f64>(f64x2.extract_lane(top, 0), f64x2.extract_lane(top, 1));
}
