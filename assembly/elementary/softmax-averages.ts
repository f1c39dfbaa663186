import { expSafe, SAFE } from "./exponential";
import { addresses, exponents, pointCount, points, reach, SCREEN_FROM, TILE, weights, width } from "./softmax-block";
import { exponentsOfTile, raiseTop, screenedExponents } from "./softmax-exponents";

/** Whether more than three tenths of the points mattered to the last tile, so that screening would not pay. */
let dense: bool = false;

/**
 * Adds the block to `count` states (a multiple of four): rows [count, width], per state |x|², top, total, number of the
 * largest term, and Σ w μ [count, width].
 */
export function softmaxAverages(
  states: usize,
  squaresOfStates: usize,
  tops: usize,
  totals: usize,
  leaders: usize,
  sums: usize,
  count: i32,
): void {
  for (let s = 0; s < count; s += TILE) {
    const row = (<usize>(s * width)) << 3;
    const place = (<usize>s) << 3;
    if (dense || width < SCREEN_FROM) exponentsOfTile(states + row, squaresOfStates + place);
    else screenedExponents(states + row, squaresOfStates + place, tops + place);
    for (let k = 0; k < TILE; k++) {
      const own = place + ((<usize>k) << 3);
      const factor = raiseTop(
        k,
        states + row + ((<usize>(k * width)) << 3),
        squaresOfStates + own,
        tops + own,
        leaders + own,
      );
      if (factor !== 1.0) {
        store<f64>(totals + own, load<f64>(totals + own) * factor);
        rescale(sums + row + ((<usize>(k * width)) << 3), width, factor);
      }
    }
    const found = weighTile(tops + place, totals + place);
    if (found > 0) addPoints(sums + row, found);
  }
}

/** Multiplies n numbers (n even) by a factor. */
export function rescale(at: usize, n: i32, factor: f64): void {
  const end = at + ((<usize>n) << 3);
  const by = f64x2.splat(factor);
  for (let p = at; p < end; p += 16) v128.store(p, f64x2.mul(v128.load(p), by));
}

/** Weights of two points for a state with the given top; exact zeros beyond reach. */
function weightsOfPair(difference: v128, kept: v128): v128 {
  return v128.and(expSafe(f64x2.pmax(difference, f64x2.splat(-SAFE))), kept);
}

/** Lists the points that weigh anything in one of four states and adds their weights to the totals. */
export function weighTile(tops: usize, totals: usize): i32 {
  const stride = (<usize>pointCount) << 3;
  const rowBytes = (<usize>width) << 3;
  const least = f64x2.splat(-reach);
  const top0 = v128.load64_splat(tops);
  const top1 = v128.load64_splat(tops, 8);
  const top2 = v128.load64_splat(tops, 16);
  const top3 = v128.load64_splat(tops, 24);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let sum2 = f64x2.splat(0);
  let sum3 = f64x2.splat(0);
  let found = 0;
  let kept = 0;
  let w = weights;
  for (let i: usize = 0; i < stride; i += 16) {
    const at = exponents + i;
    const d0 = f64x2.sub(v128.load(at), top0);
    const d1 = f64x2.sub(v128.load(at + stride), top1);
    const d2 = f64x2.sub(v128.load(at + 2 * stride), top2);
    const d3 = f64x2.sub(v128.load(at + 3 * stride), top3);
    const highest = f64x2.pmax(f64x2.pmax(d0, d1), f64x2.pmax(d2, d3));
    if (!v128.any_true(f64x2.ge(highest, least))) continue;
    const kept0 = f64x2.ge(d0, least);
    const kept1 = f64x2.ge(d1, least);
    const kept2 = f64x2.ge(d2, least);
    const kept3 = f64x2.ge(d3, least);
    let w0 = f64x2.splat(0);
    let w1 = w0;
    let w2 = w0;
    let w3 = w0;
    if (v128.any_true(kept0)) w0 = weightsOfPair(d0, kept0);
    if (v128.any_true(kept1)) w1 = weightsOfPair(d1, kept1);
    if (v128.any_true(kept2)) w2 = weightsOfPair(d2, kept2);
    if (v128.any_true(kept3)) w3 = weightsOfPair(d3, kept3);
    sum0 = f64x2.add(sum0, w0);
    sum1 = f64x2.add(sum1, w1);
    sum2 = f64x2.add(sum2, w2);
    sum3 = f64x2.add(sum3, w3);
    const mask0 = i64x2.bitmask(kept0);
    const mask1 = i64x2.bitmask(kept1);
    const mask2 = i64x2.bitmask(kept2);
    const mask3 = i64x2.bitmask(kept3);
    kept += popcnt(mask0 | (mask1 << 2) | (mask2 << 4) | (mask3 << 6));
    const either = mask0 | mask1 | mask2 | mask3;
    const point = points + (i >>> 3) * rowBytes;
    if (either & 1) {
      v128.store(w, v128.shuffle<f64>(w0, w1, 0, 2));
      v128.store(w, v128.shuffle<f64>(w2, w3, 0, 2), 16);
      store<u32>(addresses + ((<usize>found) << 2), <u32>point);
      w += 32;
      found++;
    }
    if (either & 2) {
      v128.store(w, v128.shuffle<f64>(w0, w1, 1, 3));
      v128.store(w, v128.shuffle<f64>(w2, w3, 1, 3), 16);
      store<u32>(addresses + ((<usize>found) << 2), <u32>(point + rowBytes));
      w += 32;
      found++;
    }
  }
  dense = 10 * kept > 3 * TILE * pointCount;
  addLanes(totals, sum0);
  addLanes(totals + 8, sum1);
  addLanes(totals + 16, sum2);
  addLanes(totals + 24, sum3);
  return found;
}

function addLanes(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** Adds Σ w μ over the listed points to four rows of sums, four coordinates at a time. */
function addPoints(sums: usize, found: i32): void {
  const stride = (<usize>width) << 3;
  const end = addresses + ((<usize>found) << 2);
  for (let d: usize = 0; d < stride; d += 32) {
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let a2 = f64x2.splat(0);
    let a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    let b2 = f64x2.splat(0);
    let b3 = f64x2.splat(0);
    let w = weights;
    for (let entry = addresses; entry < end; entry += 4) {
      const point = <usize>load<u32>(entry) + d;
      const u = v128.load(point);
      const v = v128.load(point, 16);
      let by = v128.load64_splat(w);
      a0 = f64x2.add(a0, f64x2.mul(by, u));
      b0 = f64x2.add(b0, f64x2.mul(by, v));
      by = v128.load64_splat(w, 8);
      a1 = f64x2.add(a1, f64x2.mul(by, u));
      b1 = f64x2.add(b1, f64x2.mul(by, v));
      by = v128.load64_splat(w, 16);
      a2 = f64x2.add(a2, f64x2.mul(by, u));
      b2 = f64x2.add(b2, f64x2.mul(by, v));
      by = v128.load64_splat(w, 24);
      a3 = f64x2.add(a3, f64x2.mul(by, u));
      b3 = f64x2.add(b3, f64x2.mul(by, v));
      w += 32;
    }
    addRow(sums + d, a0, b0);
    addRow(sums + d + stride, a1, b1);
    addRow(sums + d + 2 * stride, a2, b2);
    addRow(sums + d + 3 * stride, a3, b3);
  }
}

function addRow(at: usize, a: v128, b: v128): void {
  v128.store(at, f64x2.add(v128.load(at), a));
  v128.store(at, f64x2.add(v128.load(at, 16), b), 16);
}
