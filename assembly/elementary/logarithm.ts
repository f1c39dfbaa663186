import { splat } from "./splat";

/** Natural logarithm on two lanes: x = 2^k z, √½ ≤ z < √2, f = z − 1, s = f / (2 + f) [FDLIBM, e_log.c]. */
/** ln 2 in two parts; L1 … L7; ½; 1; 2; 2^52 + 1024. */
const TABLE: usize = memory.data<f64>(
  [
    0.6931471803691238, 1.9082149292705877e-10, 0.6666666666666735, 0.3999999999940942, 0.2857142874366239,
    0.22222198432149784, 0.1818357216161805, 0.15313837699209373, 0.14798198605116586, 0.5, 1.0, 2.0,
    4503599627371520.0,
  ],
  16,
);

const SQRT_HALF_BITS: i64 = ((<i64>0x3fe6a09e) << 32) | 0x667f3bcd;
const EXPONENT_MASK: i64 = (<i64>0xfff) << 52;
/** Exponent field of 2^52, under which an integer below 2^52 reads as 2^52 + integer. */
const TWO_TO_52_BITS: i64 = 0x4330000000000000;
const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;
const TWO_TO_54: f64 = 1.8014398509481984e16;

/** log x for positive normal x, plus `shift` ln 2. */
export function logSafe(x: v128, shift: v128): v128 {
  const offset = i64x2.sub(x, i64x2.splat(SQRT_HALF_BITS));
  const biased = i64x2.shr_u(i64x2.add(offset, i64x2.splat(0x4000000000000000)), 52);
  const k = f64x2.add(f64x2.sub(v128.or(biased, i64x2.splat(TWO_TO_52_BITS)), splat(TABLE, 12)), shift);
  const z = i64x2.sub(x, v128.and(offset, i64x2.splat(EXPONENT_MASK)));
  const f = f64x2.sub(z, splat(TABLE, 10));
  const half = f64x2.mul(f64x2.mul(f, f), splat(TABLE, 9));
  const s = f64x2.div(f, f64x2.add(f, splat(TABLE, 11)));
  const t = f64x2.mul(s, s);
  const w = f64x2.mul(t, t);
  let even = f64x2.add(f64x2.mul(w, splat(TABLE, 7)), splat(TABLE, 5));
  even = f64x2.mul(w, f64x2.add(f64x2.mul(w, even), splat(TABLE, 3)));
  let odd = f64x2.add(f64x2.mul(w, splat(TABLE, 8)), splat(TABLE, 6));
  odd = f64x2.add(f64x2.mul(w, odd), splat(TABLE, 4));
  odd = f64x2.mul(t, f64x2.add(f64x2.mul(w, odd), splat(TABLE, 2)));
  const r = f64x2.add(even, odd);
  const tail = f64x2.add(f64x2.mul(s, f64x2.add(half, r)), f64x2.mul(k, splat(TABLE, 1)));
  return f64x2.sub(f64x2.mul(k, splat(TABLE, 0)), f64x2.sub(f64x2.sub(half, tail), f));
}

/** log x for every x ≥ 0: −∞ at zero, ∞ at ∞; NaN otherwise. */
function logAny(x: v128): v128 {
  const small = f64x2.lt(x, f64x2.splat(SMALLEST_NORMAL));
  const lifted = v128.bitselect(f64x2.mul(x, f64x2.splat(TWO_TO_54)), x, small);
  let y = logSafe(lifted, v128.and(small, f64x2.splat(-54)));
  y = v128.bitselect(x, y, f64x2.eq(x, f64x2.splat(Infinity)));
  y = v128.bitselect(f64x2.splat(-Infinity), y, f64x2.eq(x, f64x2.splat(0)));
  return v128.bitselect(y, f64x2.splat(NaN), f64x2.ge(x, f64x2.splat(0)));
}

/** Overwrites n numbers (n even) with their logarithms; 1 when one is negative or NaN, otherwise 0. */
export function logInPlace(at: usize, n: i32): i32 {
  let bad = i64x2.splat(0);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 16) {
    const x = v128.load(p);
    const normal = v128.and(f64x2.ge(x, f64x2.splat(SMALLEST_NORMAL)), f64x2.lt(x, f64x2.splat(Infinity)));
    if (i64x2.all_true(normal)) {
      v128.store(p, logSafe(x, f64x2.splat(0)));
    } else {
      const y = logAny(x);
      bad = v128.or(bad, f64x2.ne(y, y));
      v128.store(p, y);
    }
  }
  return <i32>v128.any_true(bad);
}
