import { half, list, logWeights, pointCount, points, radius, scale, squares, TILE, width } from "./softmax-block";

/**
 * Which points can matter to a tile of four states, found with 16-bit integers: states and points as multiples of
 * 1 / FULL of their norm, whose products fit 32 bits, so that the exponents of all points come out up to a term that
 * depends on the state alone and with a bound of their error. What is left out is below reach for certain, so results
 * do not depend on whether a block is screened.
 */
/** Norm of a vector of integers before its coordinates are rounded; below 2^15 with room for the rounding. */
const FULL: f64 = 32700.0;
/** Relative rounding of single precision. */
const UNIT: f64 = 1.0 / 16777216.0;
/** Sizes whose products stay within single precision, and below which a norm counts as zero. */
const LARGEST: f64 = 1.0e15;
const SMALLEST: f64 = 1.0e-100;

/** Integers of the points for eight at a time, [count / 8, width / 2, 8, 2], and of four states, [width / 2, TILE, 2]. */
let integers: usize = 0;
let ofStates: usize = 0;
/** log π_i − h a²|μ_i|², in single precision, and the largest size of a finite one. */
let constants: usize = 0;
let largestConstant: f64 = 0;
/** 2 a h / factors for each state; screened exponents, [count / 4, TILE, 4]; the least that matter. */
let gains: usize = 0;
let values: usize = 0;
/** What the coordinates of points are multiplied with. */
let factor: f64 = 0;

/** Bytes of scratch. */
export function screenScratch(count: i32, rowWidth: i32): i32 {
  return (count + TILE) * rowWidth * 2 + count * 4 * (1 + TILE) + 4 * TILE;
}

function factorFor(norm: f64): f64 {
  return norm > SMALLEST ? FULL / norm : 0;
}

/** Writes a row as pairs of integers, one pair every `step` bytes. */
function roundRow(out: usize, row: usize, by: f64, step: usize): void {
  const end = row + ((<usize>width) << 3);
  let to = out;
  for (let p = row; p < end; p += 16) {
    const pair = i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(v128.load(p), f64x2.splat(by))));
    v128.store_lane<i32>(to, i16x8.narrow_i32x4_s(pair, pair), 0);
    to += step;
  }
}

/** Takes up the block of softmax-block.ts. */
export function screenPoints(scratch: usize): void {
  integers = scratch;
  ofStates = integers + ((<usize>(pointCount * width)) << 1);
  gains = ofStates + ((<usize>(TILE * width)) << 1);
  constants = gains + ((<usize>TILE) << 2);
  values = constants + ((<usize>pointCount) << 2);
  factor = factorFor(radius / abs(scale));
  largestConstant = 0;
  const size = (<usize>width) << 1;
  for (let i = 0; i < pointCount; i++) {
    const place = (<usize>i) << 3;
    const constant = load<f64>(logWeights + place) - half * load<f64>(squares + place);
    if (constant > -Infinity) largestConstant = max(largestConstant, abs(constant));
    store<f32>(constants + ((<usize>i) << 2), <f32>constant);
    const out = integers + <usize>(i & ~7) * size + ((<usize>(i & 7)) << 2);
    roundRow(out, points + <usize>i * (size << 2), factor, 32);
  }
}

/** Screened exponents from the products of four points with one state, at `out`. */
function storeValues(out: usize, constant: v128, place: usize, products: v128): void {
  const gain = v128.load32_splat(gains + place);
  v128.store(out + (place << 2), f32x4.add(constant, f32x4.mul(gain, f32x4.convert_i32x4_s(products))));
}

/** Screened exponents of the block. */
function screenBlock(): void {
  let p = integers;
  let out = values;
  const size = (<usize>width) << 4;
  const last = constants + ((<usize>pointCount) << 2);
  for (let constant = constants; constant < last; constant += 32) {
    let x = ofStates;
    let a0 = i32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    const end = p + size;
    while (p < end) {
      const u = v128.load(p);
      const v = v128.load(p, 16);
      let pair = v128.load32_splat(x);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(pair, u));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(pair, v));
      pair = v128.load32_splat(x, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(pair, u));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(pair, v));
      pair = v128.load32_splat(x, 8);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(pair, u));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(pair, v));
      pair = v128.load32_splat(x, 12);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(pair, u));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(pair, v));
      p += 32;
      x += 16;
    }
    const low = v128.load(constant);
    const high = v128.load(constant, 16);
    storeValues(out, low, 0, a0);
    storeValues(out, low, 4, a1);
    storeValues(out, low, 8, a2);
    storeValues(out, low, 12, a3);
    out += 64;
    storeValues(out, high, 0, b0);
    storeValues(out, high, 4, b1);
    storeValues(out, high, 8, b2);
    storeValues(out, high, 12, b3);
    out += 64;
  }
}

/** The least screened exponent with which a point can matter to state k. */
function leastValue(k: usize, square: f64, top: f64, reach: f64): f32 {
  let largest = f32x4.splat(-Infinity);
  const end = values + ((<usize>pointCount) << 4);
  for (let at = values + ((<usize>k) << 4); at < end; at += 64) largest = f32x4.pmax(largest, v128.load(at));
  const screenedTop = max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
  const products = 2.0 * half * sqrt(square) * radius;
  const shift = half * square;
  const steps = <f64>width / (FULL * FULL);
  const bound =
    (sqrt(steps) + steps) * products + 8.0 * UNIT * (products + largestConstant + shift + half * radius * radius);
  return <f32>(max(top + shift, <f64>screenedTop) - reach - 4.0 * bound - 1.0e-3);
}

/**
 * Lists the points of the block that can matter to one of four states and returns their number; −1 where the numbers are
 * too large for single precision.
 */
export function listScreened(rows: usize, squaresOfStates: usize, tops: usize, reach: f64): i32 {
  if (!(radius < LARGEST && largestConstant < LARGEST && half < LARGEST)) return -1;
  for (let k: usize = 0; k < <usize>TILE; k++) {
    const norm = sqrt(load<f64>(squaresOfStates + (k << 3)));
    if (!(norm < LARGEST)) return -1;
    const by = factorFor(norm);
    const product = by * factor;
    store<f32>(gains + (k << 2), product > 0 ? <f32>((2.0 * scale * half) / product) : 0);
    roundRow(ofStates + (k << 2), rows + k * ((<usize>width) << 3), by, 16);
  }
  screenBlock();
  const least0 = f32x4.splat(leastValue(0, load<f64>(squaresOfStates), load<f64>(tops), reach));
  const least1 = f32x4.splat(leastValue(1, load<f64>(squaresOfStates, 8), load<f64>(tops, 8), reach));
  const least2 = f32x4.splat(leastValue(2, load<f64>(squaresOfStates, 16), load<f64>(tops, 16), reach));
  const least3 = f32x4.splat(leastValue(3, load<f64>(squaresOfStates, 24), load<f64>(tops, 24), reach));
  let out = list;
  for (let i = 0; i < pointCount; i += 4) {
    const at = values + ((<usize>i) << 4);
    const low = v128.or(f32x4.ge(v128.load(at), least0), f32x4.ge(v128.load(at, 16), least1));
    const high = v128.or(f32x4.ge(v128.load(at, 32), least2), f32x4.ge(v128.load(at, 48), least3));
    let bits = i32x4.bitmask(v128.or(low, high));
    while (bits !== 0) {
      store<i32>(out, i + ctz(bits));
      bits &= bits - 1;
      out += 4;
    }
  }
  return <i32>((out - list) >>> 2);
}
