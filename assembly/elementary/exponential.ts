import { splat } from "./splat";

/**
 * exp on two lanes: x = k ln 2 + r with |r| ≤ ½ ln 2, then r + r²… by the rational form of [FDLIBM, e_exp.c],
 * which keeps the rounding error of the reduction. Coefficients of the minimax polynomial are that file's.
 */
/** 1 / ln 2; 1.5 · 2^52, which rounds to an integer; ln 2 in two parts; P5 … P1; 2; 1; SAFE. */
const TABLE: usize = memory.data<f64>(
  [
    // biome-ignore lint/suspicious/noApproximativeNumericConstant: memory.data takes literals alone
    1.4426950408889634, 6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10, 4.1381367970572385e-8,
    -1.6533902205465252e-6, 6.613756321437934e-5, -0.0027777777777015593, 0.16666666666666602, 2.0, 1.0, 708.0,
  ],
  16,
);

/** Where exp is a normal number and its exponent needs no second scaling. */
export const SAFE: f64 = 708.0;
/** A scaling that keeps intermediate results normal where the result is not. */
export const GUARD: i64 = 600;
export const TWO_TO_600: f64 = 4.149515568880993e180;
export const TWO_TO_MINUS_600: f64 = 2.409919865102884e-181;

/** x / ln 2 rounded to an integer, in the low bits of the result. */
export function exponentOf(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, splat(TABLE, 0)), splat(TABLE, 1));
}

/** exp(x + rest) 2^−k for the k of `shifted` = exponentOf(x); |rest| far below one. */
export function expReduced(x: v128, rest: v128, shifted: v128): v128 {
  const k = f64x2.sub(shifted, splat(TABLE, 1));
  const high = f64x2.sub(x, f64x2.mul(k, splat(TABLE, 2)));
  const low = f64x2.sub(f64x2.mul(k, splat(TABLE, 3)), rest);
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.add(f64x2.mul(t, splat(TABLE, 4)), splat(TABLE, 5));
  p = f64x2.add(f64x2.mul(t, p), splat(TABLE, 6));
  p = f64x2.add(f64x2.mul(t, p), splat(TABLE, 7));
  p = f64x2.add(f64x2.mul(t, p), splat(TABLE, 8));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(splat(TABLE, 9), c));
  return f64x2.sub(splat(TABLE, 10), f64x2.sub(f64x2.sub(low, quotient), high));
}

/** y 2^(k + offset) for the k of `shifted`, where that is a normal number. */
export function scaled(y: v128, shifted: v128, offset: v128): v128 {
  return i64x2.add(y, i64x2.shl(i64x2.add(shifted, offset), 52));
}

/** exp(x) for |x| ≤ SAFE. */
export function expSafe(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, splat(TABLE, 0)), splat(TABLE, 1));
  const k = f64x2.sub(shifted, splat(TABLE, 1));
  const high = f64x2.sub(x, f64x2.mul(k, splat(TABLE, 2)));
  const low = f64x2.mul(k, splat(TABLE, 3));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.add(f64x2.mul(t, splat(TABLE, 4)), splat(TABLE, 5));
  p = f64x2.add(f64x2.mul(t, p), splat(TABLE, 6));
  p = f64x2.add(f64x2.mul(t, p), splat(TABLE, 7));
  p = f64x2.add(f64x2.mul(t, p), splat(TABLE, 8));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(splat(TABLE, 9), c));
  const y = f64x2.sub(splat(TABLE, 10), f64x2.sub(f64x2.sub(low, quotient), high));
  return i64x2.add(y, i64x2.shl(shifted, 52));
}

/** exp(x) for every x: overflow to ∞, gradual underflow, NaN kept. */
export function expAny(x: v128): v128 {
  const inside = f64x2.pmax(f64x2.pmin(x, f64x2.splat(710)), f64x2.splat(-746));
  const below = f64x2.lt(inside, f64x2.splat(0));
  const shifted = exponentOf(inside);
  const offset = v128.bitselect(i64x2.splat(GUARD), i64x2.splat(-GUARD), below);
  const factor = v128.bitselect(f64x2.splat(TWO_TO_MINUS_600), f64x2.splat(TWO_TO_600), below);
  const y = f64x2.mul(scaled(expReduced(inside, f64x2.splat(0), shifted), shifted, offset), factor);
  return v128.bitselect(y, x, f64x2.eq(x, x));
}

/** Overwrites n numbers (n a multiple of four) with their exponentials; 1 when one is NaN, otherwise 0. */
export function expInPlace(at: usize, n: i32): i32 {
  let bad = i64x2.splat(0);
  const end = at + ((<usize>n) << 3);
  const safe = f64x2.splat(SAFE);
  for (let p = at; p < end; p += 32) {
    const x = v128.load(p);
    const y = v128.load(p, 16);
    if (i64x2.all_true(v128.and(f64x2.le(f64x2.abs(x), safe), f64x2.le(f64x2.abs(y), safe)))) {
      const ofX = expSafe(x);
      const ofY = expSafe(y);
      v128.store(p, ofX);
      v128.store(p, ofY, 16);
    } else {
      bad = v128.or(bad, v128.or(f64x2.ne(x, x), f64x2.ne(y, y)));
      v128.store(p, expAny(x));
      v128.store(p, expAny(y), 16);
    }
  }
  return <i32>v128.any_true(bad);
}
