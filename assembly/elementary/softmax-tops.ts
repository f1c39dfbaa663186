import { expSafe, SAFE } from "./exponential";
import {
  careful,
  exponents,
  factors,
  firstIndex,
  half,
  listed,
  listedCount,
  logWeights,
  points,
  radius,
  reach,
  scale,
  squares,
  TILE,
  width,
} from "./softmax-block";

/** Above this size of 2h (|x|² + a²|μ|²) the expanded square would cost accuracy, and exponents that matter are taken again. */
const REFINE_ABOVE: f64 = 256.0;
const EPSILON: f64 = 2.220446049250313e-16;

/** Largest exponents of states 0 and 1, or at offset 16 of 2 and 3, over the listed points. */
function largestExponents(offset: usize): v128 {
  let top = f64x2.splat(-Infinity);
  const end = exponents + ((<usize>listedCount) << 5);
  for (let row = exponents + offset; row < end; row += 32) top = f64x2.pmax(top, v128.load(row));
  return top;
}

/**
 * Settles the exponents of four states and raises the tops of those for which a listed point has a larger one; the
 * factors by which their sums so far shrink are left at `factors`. Whether one is not 1.
 */
export function raiseTops(states: usize, squaresOfStates: usize, tops: usize, leaders: usize): bool {
  let low = largestExponents(0);
  let high = largestExponents(16);
  if (refine(states, squaresOfStates, f64x2.pmax(v128.load(tops), low), f64x2.pmax(v128.load(tops, 16), high))) {
    low = largestExponents(0);
    high = largestExponents(16);
  }
  const raised =
    i64x2.bitmask(f64x2.gt(low, v128.load(tops))) | (i64x2.bitmask(f64x2.gt(high, v128.load(tops, 16))) << 2);
  if (raised === 0) return false;
  v128.store(factors, f64x2.splat(1));
  v128.store(factors, f64x2.splat(1), 16);
  for (let k = 0; k < TILE; k++) {
    if (!((raised >> k) & 1)) continue;
    const own = (<usize>k) << 3;
    let top: f64 = 0;
    if (k === 0) top = f64x2.extract_lane(low, 0);
    else if (k === 1) top = f64x2.extract_lane(low, 1);
    else if (k === 2) top = f64x2.extract_lane(high, 0);
    else top = f64x2.extract_lane(high, 1);
    let j = 0;
    while (load<f64>(exponents + ((<usize>j) << 5) + own) !== top) j++;
    const drop = load<f64>(tops + own) - top;
    store<f64>(factors + own, drop < -SAFE ? 0.0 : f64x2.extract_lane(expSafe(f64x2.splat(drop)), 0));
    store<f64>(tops + own, top);
    store<f64>(leaders + own, <f64>(firstIndex + load<i32>(listed + ((<usize>j) << 2))));
  }
  return true;
}

/**
 * How far below the largest an error bound of exponents, those of the expanded square, would still show in the sum:
 * e^−gap bound > e^−8 ε. With every term to be right in itself, all within reach.
 */
function gapOf(bound: f64): f64 {
  if (careful || bound > 1.0e-8) return reach;
  return min(reach, bound > 1.0e-11 ? 26.0 : 19.0);
}

/** The least exponent of a state that is to be taken again; ∞ where none is. */
function leastRefined(square: f64, highest: f64): f64 {
  const spread = sqrt(square) + radius;
  const size = half * spread * spread;
  if (size <= REFINE_ABOVE) return Infinity;
  const bound = size * <f64>(width + 8) * EPSILON;
  return highest - 2.0 * bound - gapOf(bound);
}

/** Takes exponents that matter again from the differences, where the expanded square may be too inexact. */
function refine(states: usize, squaresOfStates: usize, highestLow: v128, highestHigh: v128): bool {
  const least01 = f64x2.replace_lane(
    f64x2.splat(leastRefined(load<f64>(squaresOfStates), f64x2.extract_lane(highestLow, 0))),
    1,
    leastRefined(load<f64>(squaresOfStates, 8), f64x2.extract_lane(highestLow, 1)),
  );
  const least23 = f64x2.replace_lane(
    f64x2.splat(leastRefined(load<f64>(squaresOfStates, 16), f64x2.extract_lane(highestHigh, 0))),
    1,
    leastRefined(load<f64>(squaresOfStates, 24), f64x2.extract_lane(highestHigh, 1)),
  );
  if (i64x2.all_true(f64x2.eq(f64x2.pmin(least01, least23), f64x2.splat(Infinity)))) return false;
  // 2 h (|x|² + a²|μ|²) > REFINE_ABOVE, solved for a²|μ|².
  const limit = f64x2.splat(REFINE_ABOVE / (2.0 * half));
  const limit01 = f64x2.sub(limit, v128.load(squaresOfStates));
  const limit23 = f64x2.sub(limit, v128.load(squaresOfStates, 16));
  let changed = false;
  for (let j = 0; j < listedCount; j++) {
    const row = exponents + ((<usize>j) << 5);
    const i = load<i32>(listed + ((<usize>j) << 2));
    const place = (<usize>i) << 3;
    const square = v128.load64_splat(squares + place);
    const of01 = v128.and(f64x2.ge(v128.load(row), least01), f64x2.gt(square, limit01));
    const of23 = v128.and(f64x2.ge(v128.load(row, 16), least23), f64x2.gt(square, limit23));
    let bits = i64x2.bitmask(of01) | (i64x2.bitmask(of23) << 2);
    while (bits !== 0) {
      const k = ctz(bits);
      bits &= bits - 1;
      const distance = squaredDistance(states + ((<usize>(k * width)) << 3), points + ((<usize>(i * width)) << 3));
      store<f64>(row + ((<usize>k) << 3), load<f64>(logWeights + place) - half * distance);
      changed = true;
    }
  }
  return changed;
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
