/** Whether `count` numbers are all finite. */
export function allFinite(count: i32, a: usize): bool {
  let probe0 = f64x2.splat(0);
  let probe1 = f64x2.splat(0);
  let probe2 = f64x2.splat(0);
  let probe3 = f64x2.splat(0);
  const zero = f64x2.splat(0);
  let p = a;
  const whole = a + (((count & ~7) as usize) << 3);
  for (; p < whole; p += 64) {
    probe0 = f64x2.add(probe0, f64x2.mul(zero, v128.load(p)));
    probe1 = f64x2.add(probe1, f64x2.mul(zero, v128.load(p, 16)));
    probe2 = f64x2.add(probe2, f64x2.mul(zero, v128.load(p, 32)));
    probe3 = f64x2.add(probe3, f64x2.mul(zero, v128.load(p, 48)));
  }
  const sum = f64x2.add(f64x2.add(probe0, probe1), f64x2.add(probe2, probe3));
  let probe = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  const end = a + ((count as usize) << 3);
  for (; p < end; p += 8) probe += 0 * load<f64>(p);
  return probe === 0;
}
