import { expSafe, SAFE } from "./exponential";
import { portableLog } from "./portable-functions";
import {
  careful,
  exponents,
  firstIndex,
  half,
  logWeights,
  pointCount,
  points,
  radius,
  reach,
  scale,
  squares,
  TILE,
  weights,
  width,
} from "./softmax-block";
import { screened, screenFailed, screenTile } from "./softmax-screen";

/** Above this size of h (|x|² + a²|μ|²) the expanded square would cost accuracy, and exponents that matter are taken again. */
const REFINE_ABOVE: f64 = 256.0;
const EPSILON: f64 = 2.220446049250313e-16;

/** Exponents of four states where they can matter, −∞ elsewhere. */
export function screenedExponents(states: usize, squaresOfStates: usize, tops: usize): void {
  const least = screenTile(states, squaresOfStates, tops, reach);
  if (screenFailed(least)) {
    exponentsOfTile(states, squaresOfStates);
    return;
  }
  const end = exponents + ((<usize>(TILE * pointCount)) << 3);
  for (let p = exponents; p < end; p += 16) v128.store(p, f64x2.splat(-Infinity));
  // The weights come later: until then their place lists state and point of what can matter.
  let found = 0;
  for (let i = 0; i < pointCount; i++) {
    let bits = screened(i, least);
    while (bits !== 0) {
      store<i32>(weights + ((<usize>found) << 2), (i << 2) | ctz(bits));
      bits &= bits - 1;
      found++;
    }
  }
  const filler = found > 0 ? load<i32>(weights) : 0;
  for (let j = found; j < ((found + 3) & ~3); j++) store<i32>(weights + ((<usize>j) << 2), filler);
  for (let j = 0; j < found; j += 4) fourExponents(weights + ((<usize>j) << 2), states, squaresOfStates);
}

/** Exponents of four listed pairs of state and point, summed in the order of exponentsOfTile. */
function fourExponents(list: usize, states: usize, squaresOfStates: usize): void {
  const shift = 3;
  const entry0 = load<i32>(list);
  const entry1 = load<i32>(list, 4);
  const entry2 = load<i32>(list, 8);
  const entry3 = load<i32>(list, 12);
  const x0 = states + ((<usize>((entry0 & 3) * width)) << shift);
  const x1 = states + ((<usize>((entry1 & 3) * width)) << shift);
  const x2 = states + ((<usize>((entry2 & 3) * width)) << shift);
  const x3 = states + ((<usize>((entry3 & 3) * width)) << shift);
  const p0 = points + ((<usize>((entry0 >> 2) * width)) << shift);
  const p1 = points + ((<usize>((entry1 >> 2) * width)) << shift);
  const p2 = points + ((<usize>((entry2 >> 2) * width)) << shift);
  const p3 = points + ((<usize>((entry3 >> 2) * width)) << shift);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let sum2 = f64x2.splat(0);
  let sum3 = f64x2.splat(0);
  for (let d: usize = 0, end = (<usize>width) << 3; d < end; d += 16) {
    sum0 = f64x2.add(sum0, f64x2.mul(v128.load(x0 + d), v128.load(p0 + d)));
    sum1 = f64x2.add(sum1, f64x2.mul(v128.load(x1 + d), v128.load(p1 + d)));
    sum2 = f64x2.add(sum2, f64x2.mul(v128.load(x2 + d), v128.load(p2 + d)));
    sum3 = f64x2.add(sum3, f64x2.mul(v128.load(x3 + d), v128.load(p3 + d)));
  }
  storeOne(entry0, sum0, squaresOfStates);
  storeOne(entry1, sum1, squaresOfStates);
  storeOne(entry2, sum2, squaresOfStates);
  storeOne(entry3, sum3, squaresOfStates);
}

function storeOne(entry: i32, sum: v128, squaresOfStates: usize): void {
  const k = entry & 3;
  const place = (<usize>(entry >> 2)) << 3;
  const product = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  const square = load<f64>(squaresOfStates + ((<usize>k) << 3)) + load<f64>(squares + place);
  const exponent = load<f64>(logWeights + place) - half * (square - 2.0 * scale * product);
  store<f64>(exponents + ((<usize>(k * pointCount)) << 3) + place, exponent);
}

function pairSum(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

function storeExponents(k: i32, i: i32, products: v128, stateSquare: f64): void {
  const place = (<usize>i) << 3;
  const square = f64x2.add(f64x2.splat(stateSquare), v128.load(squares + place));
  const distance = f64x2.sub(square, f64x2.mul(f64x2.splat(2.0 * scale), products));
  v128.store(
    exponents + ((<usize>(k * pointCount)) << 3) + place,
    f64x2.sub(v128.load(logWeights + place), f64x2.mul(f64x2.splat(half), distance)),
  );
}

/** Exponents of four states by the expanded square, two points at a time. */
export function exponentsOfTile(states: usize, squaresOfStates: usize): void {
  const stride = (<usize>width) << 3;
  const square0 = load<f64>(squaresOfStates);
  const square1 = load<f64>(squaresOfStates, 8);
  const square2 = load<f64>(squaresOfStates, 16);
  const square3 = load<f64>(squaresOfStates, 24);
  for (let i = 0; i < pointCount; i += 2) {
    let p = points + <usize>i * stride;
    const end = p + stride;
    let q = p + stride;
    let x0 = states;
    let x1 = x0 + stride;
    let x2 = x1 + stride;
    let x3 = x2 + stride;
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let a2 = f64x2.splat(0);
    let a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    let b2 = f64x2.splat(0);
    let b3 = f64x2.splat(0);
    while (p < end) {
      let u = v128.load(p);
      let v = v128.load(q);
      let x = v128.load(x0);
      a0 = f64x2.add(a0, f64x2.mul(x, u));
      b0 = f64x2.add(b0, f64x2.mul(x, v));
      x = v128.load(x1);
      a1 = f64x2.add(a1, f64x2.mul(x, u));
      b1 = f64x2.add(b1, f64x2.mul(x, v));
      x = v128.load(x2);
      a2 = f64x2.add(a2, f64x2.mul(x, u));
      b2 = f64x2.add(b2, f64x2.mul(x, v));
      x = v128.load(x3);
      a3 = f64x2.add(a3, f64x2.mul(x, u));
      b3 = f64x2.add(b3, f64x2.mul(x, v));
      u = v128.load(p, 16);
      v = v128.load(q, 16);
      x = v128.load(x0, 16);
      a0 = f64x2.add(a0, f64x2.mul(x, u));
      b0 = f64x2.add(b0, f64x2.mul(x, v));
      x = v128.load(x1, 16);
      a1 = f64x2.add(a1, f64x2.mul(x, u));
      b1 = f64x2.add(b1, f64x2.mul(x, v));
      x = v128.load(x2, 16);
      a2 = f64x2.add(a2, f64x2.mul(x, u));
      b2 = f64x2.add(b2, f64x2.mul(x, v));
      x = v128.load(x3, 16);
      a3 = f64x2.add(a3, f64x2.mul(x, u));
      b3 = f64x2.add(b3, f64x2.mul(x, v));
      p += 32;
      q += 32;
      x0 += 32;
      x1 += 32;
      x2 += 32;
      x3 += 32;
    }
    storeExponents(0, i, pairSum(a0, b0), square0);
    storeExponents(1, i, pairSum(a1, b1), square1);
    storeExponents(2, i, pairSum(a2, b2), square2);
    storeExponents(3, i, pairSum(a3, b3), square3);
  }
}

/** Largest exponent of state k in the block. */
function largestExponent(k: i32): f64 {
  const from = exponents + ((<usize>(k * pointCount)) << 3);
  const end = from + ((<usize>pointCount) << 3);
  let top = v128.load(from);
  for (let p = from + 16; p < end; p += 16) top = f64x2.pmax(top, v128.load(p));
  return max<f64>(f64x2.extract_lane(top, 0), f64x2.extract_lane(top, 1));
}

/**
 * Settles the exponents of state k and raises its top when the block holds a larger one; returns the factor by which
 * the sums so far shrink.
 */
export function raiseTop(k: i32, state: usize, stateSquare: usize, topAt: usize, leaderAt: usize): f64 {
  const before = load<f64>(topAt);
  let top = largestExponent(k);
  const spread = sqrt(load<f64>(stateSquare)) + radius;
  const size = half * spread * spread;
  if (size > REFINE_ABOVE)
    top = refine(k, state, load<f64>(stateSquare), max(before, top), size * <f64>(width + 8) * EPSILON);
  if (!(top > before)) return 1.0;
  const from = exponents + ((<usize>(k * pointCount)) << 3);
  let i = 0;
  while (load<f64>(from + ((<usize>i) << 3)) !== top) i++;
  store<f64>(topAt, top);
  store<f64>(leaderAt, <f64>(firstIndex + i));
  const drop = before - top;
  return drop < -SAFE ? 0.0 : f64x2.extract_lane(expSafe(f64x2.splat(drop)), 0);
}

/**
 * Takes exponents again from the differences, given an error bound for the expanded square: those within reach, or only
 * those whose error would show in the sum, e^(gap) bound > ε e^−8. Returns the largest.
 */
function refine(k: i32, state: usize, square: f64, highest: f64, bound: f64): f64 {
  const from = exponents + ((<usize>(k * pointCount)) << 3);
  let gap = reach;
  if (!careful) gap = min(gap, 8.0 + portableLog(max(1.0, bound / EPSILON)));
  const least = highest - 2.0 * bound - gap;
  let top: f64 = -Infinity;
  for (let i = 0; i < pointCount; i += 2) {
    const pair = from + ((<usize>i) << 3);
    if (!v128.any_true(f64x2.ge(v128.load(pair), f64x2.splat(least)))) continue;
    for (let j = i; j < i + 2; j++) {
      const at = from + ((<usize>j) << 3);
      if (!(load<f64>(at) >= least)) continue;
      const size = 2.0 * half * (square + load<f64>(squares + ((<usize>j) << 3)));
      if (size <= REFINE_ABOVE) {
        top = max(top, load<f64>(at));
        continue;
      }
      const point = points + ((<usize>(j * width)) << 3);
      const exponent = load<f64>(logWeights + ((<usize>j) << 3)) - half * squaredDistance(state, point);
      store<f64>(at, exponent);
      top = max(top, exponent);
    }
  }
  return top;
}

function squaredDistance(state: usize, point: usize): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const by = f64x2.splat(scale);
  for (let d: usize = 0, end = (<usize>width) << 3; d < end; d += 32) {
    const r = f64x2.sub(v128.load(state + d), f64x2.mul(by, v128.load(point + d)));
    const t = f64x2.sub(v128.load(state + d, 16), f64x2.mul(by, v128.load(point + d, 16)));
    even = f64x2.add(even, f64x2.mul(r, r));
    odd = f64x2.add(odd, f64x2.mul(t, t));
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
