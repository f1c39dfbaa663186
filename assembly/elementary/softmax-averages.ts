import { expPairs } from "./exponential";
import {
  addresses,
  exponents,
  factors,
  listed,
  listedCount,
  pointCount,
  points,
  reach,
  SCREEN_FROM,
  TILE,
  weights,
  width,
} from "./softmax-block";
import { exponentsOfTile, screenedExponents } from "./softmax-exponents";
import { raiseTops } from "./softmax-tops";

/** Whether so many points mattered to the last tile that screening would not pay. */
let dense: bool = false;
/** Numbers of the points whose weighted sum is taken at a time: they stay in the first level of cache. */
const STRIPE_NUMBERS: i32 = 4096;

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
    if (listedCount === 0) continue;
    if (raiseTops(states + row, squaresOfStates + place, tops + place, leaders + place)) {
      for (let k = 0; k < TILE; k++) {
        const factor = load<f64>(factors + ((<usize>k) << 3));
        if (factor === 1.0) continue;
        const total = totals + place + ((<usize>k) << 3);
        store<f64>(total, load<f64>(total) * factor);
        rescale(sums + row + ((<usize>(k * width)) << 3), width, factor);
      }
    }
    const found = weighTile(tops + place, totals + place);
    dense = 20 * found > 17 * pointCount;
    addStripes(sums + row, found);
  }
}

/** Adds Σ w μ in stripes of points whose bounds do not depend on what is listed, so that neither does rounding. */
function addStripes(sums: usize, found: i32): void {
  const step = <usize>max(8, STRIPE_NUMBERS / width) * ((<usize>width) << 3);
  const end = addresses + ((<usize>found) << 2);
  let entry = addresses;
  let stripe = points + step;
  while (entry < end) {
    const start = entry;
    while (entry < end && <usize>load<u32>(entry) < stripe) entry += 4;
    stripe += step;
    if (entry > start) addPoints(sums, start, entry);
  }
}

/** Multiplies n numbers (n even) by a factor. */
export function rescale(at: usize, n: i32, factor: f64): void {
  const end = at + ((<usize>n) << 3);
  const by = f64x2.splat(factor);
  for (let p = at; p < end; p += 16) v128.store(p, f64x2.mul(v128.load(p), by));
}

/** Lists the points that weigh anything in one of four states and adds their weights to the totals. */
export function weighTile(tops: usize, totals: usize): i32 {
  const rowBytes = (<usize>width) << 3;
  const least = f64x2.splat(-reach);
  const top01 = v128.load(tops);
  const top23 = v128.load(tops, 16);
  let w = weights;
  let entry = addresses;
  for (let j = 0; j < listedCount; j++) {
    const row = exponents + ((<usize>j) << 5);
    const below01 = f64x2.sub(v128.load(row), top01);
    const below23 = f64x2.sub(v128.load(row, 16), top23);
    if (!v128.any_true(v128.or(f64x2.ge(below01, least), f64x2.ge(below23, least)))) continue;
    v128.store(w, below01);
    v128.store(w, below23, 16);
    store<u32>(entry, <u32>(points + <usize>load<i32>(listed + ((<usize>j) << 2)) * rowBytes));
    w += 32;
    entry += 4;
  }
  for (let offset: usize = 0; offset < 32; offset += 16) {
    const sum = expPairs(weights + offset, w, 32, -reach);
    v128.store(totals + offset, f64x2.add(v128.load(totals + offset), sum));
  }
  return <i32>((entry - addresses) >>> 2);
}

/** Adds Σ w μ over the entries from `start` to `end` to four rows of sums, four coordinates at a time. */
function addPoints(sums: usize, start: usize, end: usize): void {
  const stride = (<usize>width) << 3;
  const firstWeight = weights + ((start - addresses) << 3);
  for (let d: usize = 0; d < stride; d += 32) {
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let a2 = f64x2.splat(0);
    let a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    let b2 = f64x2.splat(0);
    let b3 = f64x2.splat(0);
    let w = firstWeight;
    for (let entry = start; entry < end; entry += 4) {
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
