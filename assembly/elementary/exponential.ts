import { splat } from "./splat";

/**
 * exp on two lanes: x = (k + j / 64) ln 2 + r with |r| ≤ ln 2 / 128. 2^(j/64) stands in a table, the number and what its
 * rounding left out, and a polynomial of degree five gives exp r to 5e-18 [TANG1989], so that the result is off by little more
 * than its own rounding.
 */
/** 64 / ln 2; 1.5 · 2^52, which rounds to an integer; ln 2 / 64 in two parts; coefficients of (exp r − 1 − r) / r². */
const TABLE: usize = memory.data<f64>(
  [
    92.33248261689366, 6755399441055744.0, 0.01083042469326756, 2.9815858269852933e-12, 0.49999999999985073,
    0.16666666666664534, 0.04166670739519196, 0.008333339151693497,
  ],
  16,
);
/** 2^(j/64) and its relative error. */
const POWERS: usize = memory.data(64 << 4, 16);
const LAST: i32 = 63;

/** Where exp is a normal number and its exponent needs no second scaling. */
export const SAFE: f64 = 708.0;
/** A scaling that keeps intermediate results normal where the result is not. */
export const GUARD: i64 = 600;
export const TWO_TO_600: f64 = 4.149515568880993e180;
export const TWO_TO_MINUS_600: f64 = 2.409919865102884e-181;

preparePowers();

/** Powers of 2^(1/64) in pairs of numbers, by products whose rounding errors are found from halves of the factors. */
function preparePowers(): void {
  let power: f64 = 1;
  let rest: f64 = 0;
  for (let at = POWERS; at < POWERS + (64 << 4); at += 16) {
    store<f64>(at, power);
    store<f64>(at, rest / power, 8);
    const product = power * 1.0108892860517005;
    const spread = power * 134217729.0;
    const upper = spread - (spread - power);
    const lower = power - upper;
    let error = upper * 1.0108892917633057 - product + upper * -5.711605188807312e-9 + lower * 1.0108892917633057;
    error = error + lower * -5.711605188807312e-9 + (power * -1.5234778603368577e-17 + rest * 1.0108892860517005);
    power = product + error;
    rest = error - (power - product);
  }
}

/** 64 x / ln 2 rounded to an integer, in the low bits of the result. */
function rounded(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, splat(TABLE, 0)), splat(TABLE, 1));
}

/** The entry of the table for the lower lane of `shifted`. */
function entryOf(shifted: v128): v128 {
  return v128.load(POWERS + ((<usize>(i32x4.extract_lane(shifted, 0) & LAST)) << 4));
}

/** The entry for the upper lane. */
function secondEntryOf(shifted: v128): v128 {
  return v128.load(POWERS + ((<usize>(i32x4.extract_lane(shifted, 2) & LAST)) << 4));
}

/** Two neighbouring coefficients as a line in r. */
function line(r: v128, index: usize): v128 {
  return f64x2.add(f64x2.mul(r, splat(TABLE, index + 1)), splat(TABLE, index));
}

/** exp r − 1 − r for t = r². */
function curve(r: v128, t: v128): v128 {
  return f64x2.mul(t, f64x2.add(line(r, 4), f64x2.mul(t, line(r, 6))));
}

/** Bits that raise the exponent of a power from the table by k. */
function scaleOf(shifted: v128): v128 {
  return i64x2.shl(i64x2.shr_u(shifted, 6), 52);
}

/**
 * Overwrites the pair of numbers at every `step` bytes from `p` on with their exponentials, which it adds up: those of numbers
 * below `least` ≥ −SAFE count as zero, none may exceed SAFE.
 */
export function expPairs(start: usize, end: usize, step: usize, least: f64): v128 {
  let sum = f64x2.splat(0);
  const bound = f64x2.splat(least);
  for (let p = start; p < end; p += step) {
    const x = v128.load(p);
    const shifted = rounded(x);
    const n = f64x2.sub(shifted, splat(TABLE, 1));
    const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, splat(TABLE, 2))), f64x2.mul(n, splat(TABLE, 3)));
    const first = entryOf(shifted);
    const second = secondEntryOf(shifted);
    const power = i64x2.add(v128.shuffle<f64>(first, second, 0, 2), scaleOf(shifted));
    const growth = f64x2.add(r, f64x2.add(curve(r, f64x2.mul(r, r)), v128.shuffle<f64>(first, second, 1, 3)));
    const y = v128.and(f64x2.add(power, f64x2.mul(power, growth)), f64x2.ge(x, bound));
    v128.store(p, y);
    sum = f64x2.add(sum, y);
  }
  return sum;
}

/** exp(x + rest) 2^offset, where that is a normal number; |rest| far below one. */
export function expScaled(x: v128, rest: v128, offset: v128): v128 {
  const shifted = rounded(x);
  const n = f64x2.sub(shifted, splat(TABLE, 1));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, splat(TABLE, 2))), f64x2.sub(f64x2.mul(n, splat(TABLE, 3)), rest));
  const first = entryOf(shifted);
  const second = secondEntryOf(shifted);
  const scale = i64x2.add(scaleOf(shifted), i64x2.shl(offset, 52));
  const power = i64x2.add(v128.shuffle<f64>(first, second, 0, 2), scale);
  const growth = f64x2.add(r, f64x2.add(curve(r, f64x2.mul(r, r)), v128.shuffle<f64>(first, second, 1, 3)));
  return f64x2.add(power, f64x2.mul(power, growth));
}

/** exp(x) for |x| ≤ SAFE. */
export function expSafe(x: v128): v128 {
  return expScaled(x, f64x2.splat(0), i64x2.splat(0));
}

/** exp(x) for every x: overflow to ∞, gradual underflow, NaN kept. */
function expAny(x: v128): v128 {
  const inside = f64x2.pmax(f64x2.pmin(x, f64x2.splat(710)), f64x2.splat(-746));
  const below = f64x2.lt(inside, f64x2.splat(0));
  const offset = v128.bitselect(i64x2.splat(GUARD), i64x2.splat(-GUARD), below);
  const factor = v128.bitselect(f64x2.splat(TWO_TO_MINUS_600), f64x2.splat(TWO_TO_600), below);
  const y = f64x2.mul(expScaled(inside, f64x2.splat(0), offset), factor);
  return v128.bitselect(y, x, f64x2.eq(x, x));
}

/** Bytes of numbers that take the fast path together, or not. */
const GROUP: usize = 1024;

/** Overwrites n numbers (n even) with their exponentials; 1 when one is NaN, otherwise 0. */
export function expInPlace(at: usize, n: i32): i32 {
  let bad = i64x2.splat(0);
  const last = at + ((<usize>n) << 3);
  for (let start = at; start < last; start += GROUP) {
    const end = min(last, start + GROUP);
    let within = i64x2.splat(-1);
    for (let p = start; p < end; p += 16)
      within = v128.and(within, f64x2.le(f64x2.abs(v128.load(p)), f64x2.splat(SAFE)));
    if (i64x2.all_true(within)) {
      expPairs(start, end, 16, -SAFE);
    } else {
      for (let p = start; p < end; p += 16) {
        const x = v128.load(p);
        bad = v128.or(bad, f64x2.ne(x, x));
        v128.store(p, expAny(x));
      }
    }
  }
  return <i32>v128.any_true(bad);
}
