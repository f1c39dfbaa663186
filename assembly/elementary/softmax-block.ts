import { screenPoints, screenScratch } from "./softmax-screen";

/**
 * Softmax-weighted sums over one block of points, for tiles of four states. With exponents
 *   e_i = log π_i − h |x − a μ_i|²
 * a state keeps the largest exponent so far (`top`), Σ exp(e_i − top) and Σ exp(e_i − top) μ_i. Every sum of a state runs
 * over its own non-zero terms in one fixed order, so that its bits do not depend on the other states.
 *
 * Rows have `width` numbers, a multiple of four, padded with zeros; the number of points is a multiple of eight, padded
 * with log weight −∞.
 */
/** States worked on together. */
export const TILE: i32 = 4;

export let width: i32 = 0;
export let pointCount: i32 = 0;
export let firstIndex: i32 = 0;
export let scale: f64 = 0;
export let half: f64 = 0;
/** Terms below exp(−reach) of the largest count as zero. */
export let reach: f64 = 0;
/** Whether small terms need relative accuracy of their own, beside that of the sum. */
export let careful: bool = false;
export let points: usize = 0;
export let logWeights: usize = 0;
/** a²|μ_i|², and the largest a|μ_i|. */
export let squares: usize = 0;
export let radius: f64 = 0;
/** Numbers of the points that exponents are kept for, and how many; their exponents, [listed, TILE]. */
export let listed: usize = 0;
export let listedCount: i32 = 0;
export let exponents: usize = 0;
/** The list of all points, and room for one of some. */
export let everyPoint: usize = 0;
export let list: usize = 0;
/** Points with weight: weights [entry, TILE], then addresses. */
export let weights: usize = 0;
export let addresses: usize = 0;
/** By what the sums of each state shrink. */
export let factors: usize = 0;
/** Four states side by side, [width, TILE]. */
export let tileOfStates: usize = 0;

/** Screening pays from this width on. */
export const SCREEN_FROM: i32 = 16;
/** Bytes of scratch, a multiple of eight, for a block of `count` points with rows of `rowWidth` numbers. */
export function softmaxScratch(count: i32, rowWidth: i32): i32 {
  return (count << 3) * (1 + TILE + TILE + 2) + ((TILE * (1 + rowWidth)) << 3) + screenScratch(count, rowWidth);
}

export function softmaxSetup(rowWidth: i32, scaleOfPoints: f64, halfPrecision: f64, cut: f64, everyTerm: i32): void {
  width = rowWidth;
  scale = scaleOfPoints;
  half = halfPrecision;
  reach = cut;
  careful = everyTerm !== 0;
}

/** Takes up a block of points [count, width] whose first has number `first`; 1 when a square is no number, otherwise 0. */
export function softmaxPoints(at: usize, logWeightsAt: usize, count: i32, first: i32, scratch: usize): i32 {
  points = at;
  logWeights = logWeightsAt;
  pointCount = count;
  firstIndex = first;
  squares = scratch;
  exponents = squares + ((<usize>count) << 3);
  weights = exponents + ((<usize>(count * TILE)) << 3);
  addresses = weights + ((<usize>(count * TILE)) << 3);
  everyPoint = addresses + ((<usize>count) << 2);
  list = everyPoint + ((<usize>count) << 2);
  factors = list + ((<usize>count) << 3);
  tileOfStates = factors + ((<usize>TILE) << 3);
  let largestSquare: f64 = 0;
  for (let i = 0; i < count; i++) {
    const square = scale * scale * squareOf(at + ((<usize>(i * width)) << 3));
    store<f64>(squares + ((<usize>i) << 3), square);
    store<i32>(everyPoint + ((<usize>i) << 2), i);
    largestSquare = max(largestSquare, square);
  }
  radius = sqrt(largestSquare);
  const rest = tileOfStates + ((<usize>(TILE * width)) << 3);
  if (width >= SCREEN_FROM) screenPoints(rest);
  return radius < Infinity ? 0 : 1;
}

/** Says which points exponents are kept for; the list is filled up to a multiple of four. */
export function setListed(at: usize, count: i32): void {
  listed = at;
  listedCount = count;
}

/** |v|² of one row. */
export function squareOf(row: usize): f64 {
  let sum = f64x2.splat(0);
  const end = row + ((<usize>width) << 3);
  for (let p = row; p < end; p += 16) {
    const v = v128.load(p);
    sum = f64x2.add(sum, f64x2.mul(v, v));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
