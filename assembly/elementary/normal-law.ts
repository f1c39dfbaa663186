import { expScaled, GUARD, TWO_TO_MINUS_600 } from "./exponential";
import { splat } from "./splat";

/**
 * Density and distribution function of the standard normal law, and erf. exp(−x²/2) is taken at a 26-bit part of x, whose
 * square is exact, with the rest as a correction. The rational functions are those of [CODY1969], in the form for the
 * normal law of [CODY1993].
 */
const INVERSE_SQRT_TWO_PI: f64 = 0.3989422804014327;
const SQRT_TWO: f64 = Math.SQRT2;
/** The upper 26 bits of a number. */
const UPPER_BITS: i64 = 0xfffffffff8000000;
const CENTRAL_END: f64 = 0.66291;
const MIDDLE_END: f64 = 5.656854248;
/** Beyond this every result is its limit. */
const END: f64 = 40.0;

/** Coefficients of the functions of these names. */
const CENTRAL: usize = memory.data<f64>(
  [
    0.06568233791820745, 45507.78933502673, 2.2352520354606837, 47.202581904688245, 161.02823106855587,
    976.0985517377767, 1067.6894854603709, 10260.932208618979, 18154.98125334356,
  ],
  16,
);
const MIDDLE: usize = memory.data<f64>(
  [
    1.0765576773720192e-8, 9842.714838383978, 19685.429676859992, 0.39894151208813466, 22.266688044328117,
    8.883149794388377, 235.387901782625, 93.50665613217785, 1519.3775994075547, 597.2702763948002, 6485.558298266761,
    2494.5375852903726, 18615.571640885097, 6848.190450536283, 34900.95272114598, 11602.65143764735, 38912.00328609327,
  ],
  16,
);
const FAR: usize = memory.data<f64>(
  [
    1.0, 0.023073441764940174, 7.297515550839662e-5, 0.215898534057957, 1.284260096144911, 0.12740116116024736,
    0.4682382124808651, 0.022235277870649807, 0.06598813786892856, 0.0014216191932278934, 0.0037823963320275824,
    2.9112874951168793e-5,
  ],
  16,
);
const ERF: usize = memory.data<f64>(
  [
    -2.3763016656650163e-5, -0.005770270296489442, -0.02848174957559851, -0.3250421072470015, 0.12837916709551256,
    -3.960228278775368e-6, 0.00013249473800432164, 0.005081306281875766, 0.0650222499887673, 0.39791722395915535, 1.0,
    8.0, 1.0, 2.0,
  ],
  16,
);

function step(value: v128, factor: v128, coefficient: v128): v128 {
  return f64x2.mul(f64x2.add(value, coefficient), factor);
}

/** 2^600 exp(−y²/2) for 0 ≤ y ≤ END. */
function guardedBell(y: v128): v128 {
  const upper = v128.and(y, i64x2.splat(UPPER_BITS));
  const exponent = f64x2.mul(f64x2.mul(upper, upper), f64x2.splat(-0.5));
  const rest = f64x2.mul(f64x2.mul(f64x2.sub(y, upper), f64x2.add(y, upper)), f64x2.splat(-0.5));
  return expScaled(exponent, rest, i64x2.splat(GUARD));
}

/** Φ(x) − ½ for |x| ≤ CENTRAL_END. */
function central(x: v128): v128 {
  const t = f64x2.mul(x, x);
  let top = f64x2.mul(t, splat(CENTRAL, 0));
  let bottom = t;
  top = step(top, t, splat(CENTRAL, 2));
  bottom = step(bottom, t, splat(CENTRAL, 3));
  top = step(top, t, splat(CENTRAL, 4));
  bottom = step(bottom, t, splat(CENTRAL, 5));
  top = step(top, t, splat(CENTRAL, 6));
  bottom = step(bottom, t, splat(CENTRAL, 7));
  return f64x2.div(step(top, x, splat(CENTRAL, 8)), f64x2.add(bottom, splat(CENTRAL, 1)));
}

/** (1 − Φ(y)) exp(y²/2) for CENTRAL_END < y ≤ MIDDLE_END. */
function middle(y: v128): v128 {
  let top = f64x2.mul(y, splat(MIDDLE, 0));
  let bottom = y;
  top = step(top, y, splat(MIDDLE, 3));
  bottom = step(bottom, y, splat(MIDDLE, 4));
  top = step(top, y, splat(MIDDLE, 5));
  bottom = step(bottom, y, splat(MIDDLE, 6));
  top = step(top, y, splat(MIDDLE, 7));
  bottom = step(bottom, y, splat(MIDDLE, 8));
  top = step(top, y, splat(MIDDLE, 9));
  bottom = step(bottom, y, splat(MIDDLE, 10));
  top = step(top, y, splat(MIDDLE, 11));
  bottom = step(bottom, y, splat(MIDDLE, 12));
  top = step(top, y, splat(MIDDLE, 13));
  bottom = step(bottom, y, splat(MIDDLE, 14));
  top = step(top, y, splat(MIDDLE, 15));
  bottom = step(bottom, y, splat(MIDDLE, 16));
  return f64x2.div(f64x2.add(top, splat(MIDDLE, 1)), f64x2.add(bottom, splat(MIDDLE, 2)));
}

/** The same for y > MIDDLE_END. */
function far(y: v128): v128 {
  const t = f64x2.div(splat(FAR, 0), f64x2.mul(y, y));
  let top = f64x2.mul(t, splat(FAR, 1));
  let bottom = t;
  top = step(top, t, splat(FAR, 3));
  bottom = step(bottom, t, splat(FAR, 4));
  top = step(top, t, splat(FAR, 5));
  bottom = step(bottom, t, splat(FAR, 6));
  top = step(top, t, splat(FAR, 7));
  bottom = step(bottom, t, splat(FAR, 8));
  top = step(top, t, splat(FAR, 9));
  bottom = step(bottom, t, splat(FAR, 10));
  const ratio = f64x2.div(step(top, t, splat(FAR, 11)), f64x2.add(bottom, splat(FAR, 2)));
  return f64x2.div(f64x2.sub(f64x2.splat(INVERSE_SQRT_TWO_PI), ratio), y);
}

/** 1 − Φ(y) for CENTRAL_END < y ≤ END. */
function upperTail(y: v128): v128 {
  let ratio = middle(y);
  const distant = f64x2.gt(y, f64x2.splat(MIDDLE_END));
  if (v128.any_true(distant)) ratio = v128.bitselect(far(y), ratio, distant);
  return f64x2.mul(f64x2.mul(guardedBell(y), ratio), f64x2.splat(TWO_TO_MINUS_600));
}

/** Φ on two lanes, relative accuracy kept in the lower tail; NaN is kept. */
function cdfOfLanes(x: v128): v128 {
  const size = f64x2.pmin(f64x2.abs(x), f64x2.splat(END));
  const tail = upperTail(size);
  const outer = v128.bitselect(tail, f64x2.sub(f64x2.splat(1), tail), f64x2.lt(x, f64x2.splat(0)));
  const inner = f64x2.add(f64x2.splat(0.5), central(x));
  return v128.bitselect(outer, inner, f64x2.gt(size, f64x2.splat(CENTRAL_END)));
}

/** Below this erf x = x + x P(x²) / Q(x²) [FDLIBM, s_erf.c]; above, 1 − 2 (1 − Φ(x √2)). */
const ERF_SWITCH: f64 = 0.84375;

function erfOfLanes(x: v128): v128 {
  const size = f64x2.abs(x);
  const t = f64x2.mul(size, size);
  let top = f64x2.add(f64x2.mul(t, splat(ERF, 0)), splat(ERF, 1));
  top = f64x2.add(f64x2.mul(t, top), splat(ERF, 2));
  top = f64x2.add(f64x2.mul(t, top), splat(ERF, 3));
  top = f64x2.add(f64x2.mul(t, top), splat(ERF, 4));
  let bottom = f64x2.add(f64x2.mul(t, splat(ERF, 5)), splat(ERF, 6));
  bottom = f64x2.add(f64x2.mul(t, bottom), splat(ERF, 7));
  bottom = f64x2.add(f64x2.mul(t, bottom), splat(ERF, 8));
  bottom = f64x2.add(f64x2.mul(t, bottom), splat(ERF, 9));
  bottom = f64x2.add(f64x2.mul(t, bottom), splat(ERF, 10));
  const near = f64x2.add(size, f64x2.mul(size, f64x2.div(top, bottom)));
  const tail = upperTail(f64x2.mul(f64x2.pmin(size, splat(ERF, 11)), f64x2.splat(SQRT_TWO)));
  const outer = f64x2.sub(splat(ERF, 12), f64x2.mul(splat(ERF, 13), tail));
  return v128.or(v128.bitselect(near, outer, f64x2.lt(size, f64x2.splat(ERF_SWITCH))), v128.xor(x, size));
}

/** Overwrites n numbers (n even) with exp(−x²/2) / √2π; 1 when one is NaN, otherwise 0. */
export function normalDensityInPlace(at: usize, n: i32): i32 {
  let bad = i64x2.splat(0);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 16) {
    const x = v128.load(p);
    bad = v128.or(bad, f64x2.ne(x, x));
    const bell = guardedBell(f64x2.pmin(f64x2.abs(x), f64x2.splat(END)));
    v128.store(p, f64x2.mul(f64x2.mul(bell, f64x2.splat(INVERSE_SQRT_TWO_PI)), f64x2.splat(TWO_TO_MINUS_600)));
  }
  return <i32>v128.any_true(bad);
}

/** Overwrites n numbers (n even) with Φ(x); 1 when one is NaN, otherwise 0. */
export function normalCdfInPlace(at: usize, n: i32): i32 {
  let bad = i64x2.splat(0);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 16) {
    const x = v128.load(p);
    bad = v128.or(bad, f64x2.ne(x, x));
    v128.store(p, cdfOfLanes(x));
  }
  return <i32>v128.any_true(bad);
}

/** Overwrites n numbers (n even) with erf(x); 1 when one is NaN, otherwise 0. */
export function erfInPlace(at: usize, n: i32): i32 {
  let bad = i64x2.splat(0);
  const end = at + ((<usize>n) << 3);
  for (let p = at; p < end; p += 16) {
    const x = v128.load(p);
    bad = v128.or(bad, f64x2.ne(x, x));
    v128.store(p, erfOfLanes(x));
  }
  return <i32>v128.any_true(bad);
}
