/**
 * Which points can matter to a tile of four states, found in single precision: the exponents of all points, up to a term
 * that depends on the state alone, with a bound of their error. What is left out is below reach for certain, so results
 * do not depend on whether a block is screened.
 */
const TILE: i32 = 4;
/** Relative rounding of single precision. */
const UNIT: f64 = 1.0 / 16777216.0;
/** Sizes whose products stay within single precision. */
const LARGEST: f64 = 1.0e15;

let width: i32 = 0;
let count: i32 = 0;
/** 2 a h. */
let gain: f32 = 0;
let radius: f64 = 0;
let half: f64 = 0;
/** Largest size of log π_i − h a²|μ_i|². */
let largestConstant: f64 = 0;
let points: usize = 0;
let constants: usize = 0;
let states: usize = 0;
/** Screened exponents, [points, TILE]. */
let values: usize = 0;

/** Bytes of scratch. */
export function screenScratch(pointCount: i32, rowWidth: i32): i32 {
  return (pointCount + TILE) * rowWidth * 4 + pointCount * 4 * (1 + TILE);
}

function narrowInto(out: usize, from: usize, n: i32): void {
  const end = from + ((<usize>n) << 3);
  let to = out;
  for (let p = from; p < end; p += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(p));
    const high = f32x4.demote_f64x2_zero(v128.load(p, 16));
    v128.store(to, v128.shuffle<i64>(low, high, 0, 2));
    to += 16;
  }
}

/** Takes up a block: points, log weights and a²|μ|² with the largest a|μ| as softmax-block.ts has them. */
export function screenPoints(
  at: usize,
  logWeights: usize,
  squares: usize,
  pointCount: i32,
  rowWidth: i32,
  scale: f64,
  halfPrecision: f64,
  largestNorm: f64,
  scratch: usize,
): void {
  width = rowWidth;
  count = pointCount;
  half = halfPrecision;
  gain = <f32>(2.0 * scale * half);
  radius = largestNorm;
  points = scratch;
  states = points + ((<usize>(count * width)) << 2);
  constants = states + ((<usize>(TILE * width)) << 2);
  values = constants + ((<usize>count) << 2);
  narrowInto(points, at, count * width);
  largestConstant = 0;
  for (let i = 0; i < count; i++) {
    const place = (<usize>i) << 3;
    const constant = load<f64>(logWeights + place) - half * load<f64>(squares + place);
    if (constant > -Infinity) largestConstant = max(largestConstant, abs(constant));
    store<f32>(constants + ((<usize>i) << 2), <f32>constant);
  }
}

/** Sums of the lanes of four vectors. */
function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Screened exponents of the block; their largest for each state. */
function screenedValues(): v128 {
  const stride = (<usize>width) << 2;
  const by = f32x4.splat(gain);
  let top = f32x4.splat(-Infinity);
  for (let i = 0; i < count; i += 2) {
    let p = points + <usize>i * stride;
    const end = p + stride;
    let q = end;
    let x0 = states;
    let x1 = x0 + stride;
    let x2 = x1 + stride;
    let x3 = x2 + stride;
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    while (p < end) {
      const u = v128.load(p);
      const v = v128.load(q);
      let x = v128.load(x0);
      a0 = f32x4.add(a0, f32x4.mul(x, u));
      b0 = f32x4.add(b0, f32x4.mul(x, v));
      x = v128.load(x1);
      a1 = f32x4.add(a1, f32x4.mul(x, u));
      b1 = f32x4.add(b1, f32x4.mul(x, v));
      x = v128.load(x2);
      a2 = f32x4.add(a2, f32x4.mul(x, u));
      b2 = f32x4.add(b2, f32x4.mul(x, v));
      x = v128.load(x3);
      a3 = f32x4.add(a3, f32x4.mul(x, u));
      b3 = f32x4.add(b3, f32x4.mul(x, v));
      p += 16;
      q += 16;
      x0 += 16;
      x1 += 16;
      x2 += 16;
      x3 += 16;
    }
    const constant = constants + ((<usize>i) << 2);
    const out = values + ((<usize>i) << 4);
    const first = f32x4.add(v128.load32_splat(constant), f32x4.mul(by, laneSums(a0, a1, a2, a3)));
    const second = f32x4.add(v128.load32_splat(constant, 4), f32x4.mul(by, laneSums(b0, b1, b2, b3)));
    v128.store(out, first);
    v128.store(out, second, 16);
    top = f32x4.pmax(top, f32x4.pmax(first, second));
  }
  return top;
}

/** The least screened exponent with which a point can matter to state k. */
function leastValue(square: f64, top: f64, screenedTop: f32, reach: f64): f32 {
  const size = sqrt(square);
  const products = 2.0 * half * size * radius;
  const shift = half * square;
  const bound = UNIT * (<f64>(width + 16) * products + 4.0 * (largestConstant + shift));
  return <f32>(max(top + shift, <f64>screenedTop) - reach - 4.0 * bound - 1.0e-3);
}

/** Screens the block for four states; false where the numbers are too large for single precision. */
export function screenTile(rows: usize, squares: usize, tops: usize, reach: f64): v128 {
  const largestSquare = max(
    max(load<f64>(squares), load<f64>(squares, 8)),
    max(load<f64>(squares, 16), load<f64>(squares, 24)),
  );
  if (!(radius < LARGEST && largestSquare < LARGEST && largestConstant < LARGEST && half < LARGEST))
    return f32x4.splat(-Infinity);
  narrowInto(states, rows, TILE * width);
  const top = screenedValues();
  let least = f32x4.splat(leastValue(load<f64>(squares), load<f64>(tops), f32x4.extract_lane(top, 0), reach));
  least = f32x4.replace_lane(
    least,
    1,
    leastValue(load<f64>(squares, 8), load<f64>(tops, 8), f32x4.extract_lane(top, 1), reach),
  );
  least = f32x4.replace_lane(
    least,
    2,
    leastValue(load<f64>(squares, 16), load<f64>(tops, 16), f32x4.extract_lane(top, 2), reach),
  );
  return f32x4.replace_lane(
    least,
    3,
    leastValue(load<f64>(squares, 24), load<f64>(tops, 24), f32x4.extract_lane(top, 3), reach),
  );
}

/** Whether nothing was screened. */
export function screenFailed(least: v128): bool {
  return f32x4.extract_lane(least, 0) === <f32>-Infinity;
}

/** The states, as bits, to which point i can matter. */
export function screened(i: i32, least: v128): i32 {
  return i32x4.bitmask(f32x4.ge(v128.load(values + ((<usize>i) << 4)), least));
}
