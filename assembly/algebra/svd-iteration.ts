import { at } from "./eigen-rows";
import { rotateStrips } from "./svd-rotations";
import {
  beginSweep,
  leftEnd,
  recordTo,
  rightEnd,
  shiftedDown,
  shiftedUp,
  smallerSingularValue,
  zeroShiftDown,
  zeroShiftUp,
} from "./svd-sweep";

/** Couplings are dropped at this relative size. */
const TOLERANCE: f64 = 8 * f64.EPSILON;
const SMALLEST: f64 = 1e-290;
/** Sweeps, of n numbers each, that are recorded before the vectors are rotated. */
const RECORDED: i32 = 8;
const SWEEPS_PER_VALUE: i32 = 40;

/** Numbers of each of the two records. */
export function recordSize(n: i32): i32 {
  return RECORDED * (2 * n + 3);
}

/** The smallest entry that the rest of the block allows for; 0 where a coupling was dropped instead. */
let smallest: f64 = 0;

/**
 * Singular values |d| of the upper bidiagonal (d, e) of norm about 1 by implicit QR steps, those without shift where a
 * shift would cost the small values their relative accuracy; signs are left in d, and there is no order. The rotations
 * are applied to the rows of U and V (strips, see svd-rotations.ts), or not at all when `u` is 0.
 *
 * @param records - work space, 2 recordSize(n) numbers
 * @returns false when a value does not converge
 * @source DEMMEL-KAHAN1990; LAPACK dbdsqr
 */
export function bidiagonalQr(n: i32, d: usize, e: usize, u: usize, v: usize, records: usize): bool {
  const others = at(records, recordSize(n));
  recordTo(u === 0 ? 0 : records, u === 0 ? 0 : others);
  const threshold = absoluteThreshold(n, d, e);
  let budget = SWEEPS_PER_VALUE * n;
  let to = n - 1;
  let lastFrom = -1;
  let lastTo = -1;
  let down = true;
  while (to > 0) {
    let largest = Math.abs(load<f64>(at(d, to)));
    let from = to;
    for (; from > 0; from--) {
      const coupling = Math.abs(load<f64>(at(e, from - 1)));
      if (coupling <= threshold) {
        store<f64>(at(e, from - 1), 0);
        break;
      }
      largest = Math.max(largest, Math.max(coupling, Math.abs(load<f64>(at(d, from - 1)))));
    }
    if (from === to) {
      to--;
      continue;
    }
    if (from > lastTo || to < lastFrom || lastTo < 0) {
      down = Math.abs(load<f64>(at(d, from))) >= Math.abs(load<f64>(at(d, to)));
    }
    if (down ? dropsDown(from, to, d, e) : dropsUp(from, to, d, e)) continue;
    if (budget-- === 0) return false;
    lastFrom = from;
    lastTo = to;
    if (u !== 0 && rightEnd() + (((2 * n + 3) as usize) << 3) > others) flush(n, u, v, records, others);
    sweep(n, from, to, down, largest, d, e);
    const end = at(e, down ? to - 1 : from);
    if (Math.abs(load<f64>(end)) <= threshold) store<f64>(end, 0);
  }
  if (u !== 0) flush(n, u, v, records, others);
  return true;
}

function flush(n: i32, u: usize, v: usize, records: usize, others: usize): void {
  rotateStrips(n, v, records, rightEnd());
  rotateStrips(n, u, others, leftEnd());
  recordTo(records, others);
}

/** TOLERANCE times a lower bound of the smallest singular value. */
function absoluteThreshold(n: i32, d: usize, e: usize): f64 {
  let bound = Math.abs(load<f64>(d));
  let mu = bound;
  for (let i = 1; i < n && bound > 0; i++) {
    mu = Math.abs(load<f64>(at(d, i))) * (mu / (mu + Math.abs(load<f64>(at(e, i - 1)))));
    bound = Math.min(bound, mu);
  }
  return Math.max((TOLERANCE * bound) / Math.sqrt(n as f64), SMALLEST);
}

function sweep(n: i32, from: i32, to: i32, down: bool, largest: f64, d: usize, e: usize): void {
  let shift: f64 = 0;
  if ((n as f64) * TOLERANCE * (smallest / largest) > f64.EPSILON) {
    const i = down ? to - 1 : from;
    shift = smallerSingularValue(load<f64>(at(d, i)), load<f64>(at(e, i)), load<f64>(at(d, i + 1)));
    const ratio = shift / load<f64>(at(d, down ? from : to));
    if (ratio * ratio < f64.EPSILON) shift = 0;
  }
  beginSweep(down ? from : to - 1, to - from, down);
  if (shift === 0) {
    if (down) zeroShiftDown(from, to, d, e);
    else zeroShiftUp(from, to, d, e);
  } else if (down) shiftedDown(from, to, shift, d, e);
  else shiftedUp(from, to, shift, d, e);
}

/** Drops the first coupling that changes no singular value by more than its relative tolerance. */
function dropsDown(from: i32, to: i32, d: usize, e: usize): bool {
  if (drops(at(e, to - 1), Math.abs(load<f64>(at(d, to))))) return true;
  let mu = Math.abs(load<f64>(at(d, from)));
  smallest = mu;
  for (let i = from; i < to; i++) {
    if (drops(at(e, i), mu)) return true;
    mu = Math.abs(load<f64>(at(d, i + 1))) * (mu / (mu + Math.abs(load<f64>(at(e, i)))));
    smallest = Math.min(smallest, mu);
  }
  return false;
}

function dropsUp(from: i32, to: i32, d: usize, e: usize): bool {
  if (drops(at(e, from), Math.abs(load<f64>(at(d, from))))) return true;
  let mu = Math.abs(load<f64>(at(d, to)));
  smallest = mu;
  for (let i = to - 1; i >= from; i--) {
    if (drops(at(e, i), mu)) return true;
    mu = Math.abs(load<f64>(at(d, i))) * (mu / (mu + Math.abs(load<f64>(at(e, i)))));
    smallest = Math.min(smallest, mu);
  }
  return false;
}

function drops(coupling: usize, size: f64): bool {
  if (Math.abs(load<f64>(coupling)) > TOLERANCE * size) return false;
  store<f64>(coupling, 0);
  return true;
}
