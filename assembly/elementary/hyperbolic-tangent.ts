import { expSafe } from "./exponential";

/** Below this, x + x³ P(x²) / Q(x²); above, 1 − 2 / (exp(2x) + 1) [CEPHES, tanh.c, with its coefficients]. */
const SWITCH: f64 = 0.625;
const P0: f64 = -0.9643991794250523;
const P1: f64 = -99.28772310019185;
const P2: f64 = -1614.6876844170845;
const Q0: f64 = 112.81167849163293;
const Q1: f64 = 2235.4883906010045;
const Q2: f64 = 4844.063053251255;

/** tanh on two lanes; ±∞ gives ±1, NaN is kept. */
function tanhOfLanes(x: v128): v128 {
  const size = f64x2.abs(x);
  const sign = v128.xor(x, size);
  const t = f64x2.mul(size, size);
  const top = f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(f64x2.splat(P0), t), f64x2.splat(P1)), t), f64x2.splat(P2));
  let bottom = f64x2.add(f64x2.mul(f64x2.add(t, f64x2.splat(Q0)), t), f64x2.splat(Q1));
  bottom = f64x2.add(f64x2.mul(bottom, t), f64x2.splat(Q2));
  const near = f64x2.add(size, f64x2.mul(f64x2.mul(size, t), f64x2.div(top, bottom)));
  const growth = expSafe(f64x2.mul(f64x2.pmin(size, f64x2.splat(25)), f64x2.splat(2)));
  const far = f64x2.sub(f64x2.splat(1), f64x2.div(f64x2.splat(2), f64x2.add(growth, f64x2.splat(1))));
  return v128.or(v128.bitselect(near, far, f64x2.lt(size, f64x2.splat(SWITCH))), sign);
}

/** Overwrites n numbers (n even) with their hyperbolic tangents; 1 when one is NaN, otherwise 0. */
export function tanhInPlace(at: usize, n: i32): i32 {
  let bad = i64x2.splat(0);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 16) {
    const x = v128.load(p);
    bad = v128.or(bad, f64x2.ne(x, x));
    v128.store(p, tanhOfLanes(x));
  }
  return <i32>v128.any_true(bad);
}
