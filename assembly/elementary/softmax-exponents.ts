import {
  everyPoint,
  exponents,
  half,
  list,
  listed,
  logWeights,
  pairs,
  pointCount,
  points,
  reach,
  scale,
  setListed,
  squares,
  width,
} from "./softmax-block";
import { screened, screenFailed, screenTile } from "./softmax-screen";

/** Exponents of listed point j from x · μ for states 0 and 1, and for 2 and 3. */
function storeRow(j: i32, i: i32, low: v128, high: v128, squaresOfStates: usize): void {
  const place = (<usize>i) << 3;
  const square = v128.load64_splat(squares + place);
  const weight = v128.load64_splat(logWeights + place);
  const twice = f64x2.splat(2.0 * scale);
  const by = f64x2.splat(half);
  const row = exponents + ((<usize>j) << 5);
  const of01 = f64x2.sub(f64x2.add(v128.load(squaresOfStates), square), f64x2.mul(twice, low));
  const of23 = f64x2.sub(f64x2.add(v128.load(squaresOfStates, 16), square), f64x2.mul(twice, high));
  v128.store(row, f64x2.sub(weight, f64x2.mul(by, of01)));
  v128.store(row, f64x2.sub(weight, f64x2.mul(by, of23)), 16);
}

/** Lane sums of two vectors. */
function laneSums(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** Exponents of four states for every point by the expanded square, two points at a time. */
export function exponentsOfTile(states: usize, squaresOfStates: usize): void {
  setListed(everyPoint, pointCount);
  const stride = (<usize>width) << 3;
  for (let i = 0; i < pointCount; i += 2) {
    let p = points + <usize>i * stride;
    const end = p + stride;
    let q = p + stride;
    let x0 = states;
    let x1 = x0 + stride;
    let x2 = x1 + stride;
    let x3 = x2 + stride;
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
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
    storeRow(i, i, laneSums(a0, a1), laneSums(a2, a3), squaresOfStates);
    storeRow(i + 1, i + 1, laneSums(b0, b1), laneSums(b2, b3), squaresOfStates);
  }
}

/** Lists the points that can matter to one of four states, with the exponents where they can, −∞ elsewhere. */
export function screenedExponents(states: usize, squaresOfStates: usize, tops: usize): void {
  const least = screenTile(states, squaresOfStates, tops, reach);
  if (screenFailed(least)) {
    exponentsOfTile(states, squaresOfStates);
    return;
  }
  let rows = 0;
  let found = 0;
  for (let i = 0; i < pointCount; i++) {
    let bits = screened(i, least);
    if (bits === 0) continue;
    store<i32>(list + ((<usize>rows) << 2), i);
    const row = exponents + ((<usize>rows) << 5);
    v128.store(row, f64x2.splat(-Infinity));
    v128.store(row, f64x2.splat(-Infinity), 16);
    while (bits !== 0) {
      store<i32>(pairs + ((<usize>found) << 2), (rows << 2) | ctz(bits));
      bits &= bits - 1;
      found++;
    }
    rows++;
  }
  setListed(list, rows);
  if (found === 0) return;
  for (let j = found; j < ((found + 3) & ~3); j++) store<i32>(pairs + ((<usize>j) << 2), load<i32>(pairs));
  for (let j = 0; j < found; j += 4) fourExponents(pairs + ((<usize>j) << 2), states, squaresOfStates);
}

function stateOf(entry: i32, states: usize): usize {
  return states + ((<usize>((entry & 3) * width)) << 3);
}

function pointOf(entry: i32): usize {
  return points + ((<usize>(load<i32>(listed + ((<usize>(entry >> 2)) << 2)) * width)) << 3);
}

/** Exponents of four pairs of listed point and state, summed in the order of exponentsOfTile. */
function fourExponents(at: usize, states: usize, squaresOfStates: usize): void {
  const entry0 = load<i32>(at);
  const entry1 = load<i32>(at, 4);
  const entry2 = load<i32>(at, 8);
  const entry3 = load<i32>(at, 12);
  let x0 = stateOf(entry0, states);
  let x1 = stateOf(entry1, states);
  let x2 = stateOf(entry2, states);
  let x3 = stateOf(entry3, states);
  let p0 = pointOf(entry0);
  let p1 = pointOf(entry1);
  let p2 = pointOf(entry2);
  let p3 = pointOf(entry3);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  const end = x0 + ((<usize>width) << 3);
  while (x0 < end) {
    sum0 = f64x2.add(sum0, f64x2.mul(v128.load(x0), v128.load(p0)));
    sum1 = f64x2.add(sum1, f64x2.mul(v128.load(x1), v128.load(p1)));
    sum2 = f64x2.add(sum2, f64x2.mul(v128.load(x2), v128.load(p2)));
    sum3 = f64x2.add(sum3, f64x2.mul(v128.load(x3), v128.load(p3)));
    sum0 = f64x2.add(sum0, f64x2.mul(v128.load(x0, 16), v128.load(p0, 16)));
    sum1 = f64x2.add(sum1, f64x2.mul(v128.load(x1, 16), v128.load(p1, 16)));
    sum2 = f64x2.add(sum2, f64x2.mul(v128.load(x2, 16), v128.load(p2, 16)));
    sum3 = f64x2.add(sum3, f64x2.mul(v128.load(x3, 16), v128.load(p3, 16)));
    x0 += 32;
    x1 += 32;
    x2 += 32;
    x3 += 32;
    p0 += 32;
    p1 += 32;
    p2 += 32;
    p3 += 32;
  }
  storeOne(entry0, sum0, squaresOfStates);
  storeOne(entry1, sum1, squaresOfStates);
  storeOne(entry2, sum2, squaresOfStates);
  storeOne(entry3, sum3, squaresOfStates);
}

function storeOne(entry: i32, sum: v128, squaresOfStates: usize): void {
  const place = (<usize>load<i32>(listed + ((<usize>(entry >> 2)) << 2))) << 3;
  const product = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  const square = load<f64>(squaresOfStates + ((<usize>(entry & 3)) << 3)) + load<f64>(squares + place);
  const exponent = load<f64>(logWeights + place) - half * (square - 2.0 * scale * product);
  store<f64>(exponents + ((<usize>entry) << 3), exponent);
}
