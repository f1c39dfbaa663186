/** The largest |a_i| of `count` numbers. */
export function largestMagnitude(count: i32, a: usize): f64 {
  let found = f64x2.splat(0);
  let p = a;
  const pairs = a + (((count & ~1) as usize) << 3);
  for (; p < pairs; p += 16) found = f64x2.max(found, f64x2.abs(v128.load(p)));
  const largest = max(f64x2.extract_lane(found, 0), f64x2.extract_lane(found, 1));
  return count & 1 ? max(largest, abs(load<f64>(p))) : largest;
}

/** Multiplies `count` numbers by a factor. */
export function scale(count: i32, a: usize, factor: f64): void {
  const f = f64x2.splat(factor);
  let p = a;
  const pairs = a + (((count & ~1) as usize) << 3);
  for (; p < pairs; p += 16) v128.store(p, f64x2.mul(f, v128.load(p)));
  if (count & 1) store<f64>(p, factor * load<f64>(p));
}
