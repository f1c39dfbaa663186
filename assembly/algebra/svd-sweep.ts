import { at } from "./eigen-rows";
import { length2 } from "./tridiagonal-ql";

/** Cosine, sine and length of the last rotation. */
let c: f64 = 1;
let s: f64 = 0;
let r: f64 = 0;

/** c f + s g = r, c g − s f = 0 */
function rotation(f: f64, g: f64): void {
  if (g === 0) {
    c = 1;
    s = 0;
    r = f;
  } else {
    r = length2(f, g);
    c = f / r;
    s = g / r;
  }
}

/** Where the next rotations are written: those of the right singular vectors and of the left ones; 0 for nowhere. */
let rightNext: usize = 0;
let leftNext: usize = 0;

function note(next: usize, cosine: f64, sine: f64): usize {
  if (next === 0) return 0;
  store<f64>(next, cosine);
  store<f64>(next, sine, 8);
  return next + 16;
}

export function recordTo(right: usize, left: usize): void {
  rightNext = right;
  leftNext = left;
}

export function rightEnd(): usize {
  return rightNext;
}

export function leftEnd(): usize {
  return leftNext;
}

/** Opens a sweep over `count` pairs of rows in both records. */
export function beginSweep(first: i32, count: i32, down: bool): void {
  if (rightNext === 0) return;
  rightNext = header(rightNext, first, count, down);
  leftNext = header(leftNext, first, count, down);
}

function header(next: usize, first: i32, count: i32, down: bool): usize {
  store<f64>(next, first as f64);
  store<f64>(next, count as f64, 8);
  store<f64>(next, down ? 1 : -1, 16);
  return next + 24;
}

/** QR step without shift on rows from … to of (d, e); each entry keeps its relative accuracy. */
export function zeroShiftDown(from: i32, to: i32, d: usize, e: usize): void {
  let cosine: f64 = 1;
  let oldCosine: f64 = 1;
  let oldSine: f64 = 0;
  for (let i = from; i < to; i++) {
    rotation(load<f64>(at(d, i)) * cosine, load<f64>(at(e, i)));
    cosine = c;
    const sine = s;
    if (i > from) store<f64>(at(e, i - 1), oldSine * r);
    rightNext = note(rightNext, cosine, sine);
    rotation(oldCosine * r, load<f64>(at(d, i + 1)) * sine);
    oldCosine = c;
    oldSine = s;
    store<f64>(at(d, i), r);
    leftNext = note(leftNext, oldCosine, oldSine);
  }
  const h = load<f64>(at(d, to)) * cosine;
  store<f64>(at(d, to), h * oldCosine);
  store<f64>(at(e, to - 1), h * oldSine);
}

export function zeroShiftUp(from: i32, to: i32, d: usize, e: usize): void {
  let cosine: f64 = 1;
  let oldCosine: f64 = 1;
  let oldSine: f64 = 0;
  for (let i = to; i > from; i--) {
    rotation(load<f64>(at(d, i)) * cosine, load<f64>(at(e, i - 1)));
    cosine = c;
    const sine = s;
    if (i < to) store<f64>(at(e, i), oldSine * r);
    leftNext = note(leftNext, cosine, -sine);
    rotation(oldCosine * r, load<f64>(at(d, i - 1)) * sine);
    oldCosine = c;
    oldSine = s;
    store<f64>(at(d, i), r);
    rightNext = note(rightNext, oldCosine, -oldSine);
  }
  const h = load<f64>(at(d, from)) * cosine;
  store<f64>(at(d, from), h * oldCosine);
  store<f64>(at(e, from), h * oldSine);
}

/** d − shift²/d without cancellation, for the first rotation of a shifted step. */
function shifted(d: f64, shift: f64): f64 {
  return (Math.abs(d) - shift) * ((d < 0 ? -1 : 1) + shift / d);
}

/** Implicitly shifted QR step. */
export function shiftedDown(from: i32, to: i32, shift: f64, d: usize, e: usize): void {
  let f = shifted(load<f64>(at(d, from)), shift);
  let g = load<f64>(at(e, from));
  for (let i = from; i < to; i++) {
    rotation(f, g);
    if (i > from) store<f64>(at(e, i - 1), r);
    rightNext = note(rightNext, c, s);
    const di = load<f64>(at(d, i));
    const ei = load<f64>(at(e, i));
    const below = load<f64>(at(d, i + 1));
    const upper = c * ei - s * di;
    const lower = c * below;
    rotation(c * di + s * ei, s * below);
    store<f64>(at(d, i), r);
    leftNext = note(leftNext, c, s);
    f = c * upper + s * lower;
    store<f64>(at(d, i + 1), c * lower - s * upper);
    if (i < to - 1) {
      const next = load<f64>(at(e, i + 1));
      g = s * next;
      store<f64>(at(e, i + 1), c * next);
    }
  }
  store<f64>(at(e, to - 1), f);
}

export function shiftedUp(from: i32, to: i32, shift: f64, d: usize, e: usize): void {
  let f = shifted(load<f64>(at(d, to)), shift);
  let g = load<f64>(at(e, to - 1));
  for (let i = to; i > from; i--) {
    rotation(f, g);
    if (i < to) store<f64>(at(e, i), r);
    leftNext = note(leftNext, c, -s);
    const di = load<f64>(at(d, i));
    const ei = load<f64>(at(e, i - 1));
    const above = load<f64>(at(d, i - 1));
    const left = c * ei - s * di;
    const upper = c * above;
    rotation(c * di + s * ei, s * above);
    store<f64>(at(d, i), r);
    rightNext = note(rightNext, c, -s);
    f = c * left + s * upper;
    store<f64>(at(d, i - 1), c * upper - s * left);
    if (i > from + 1) {
      const next = load<f64>(at(e, i - 2));
      g = s * next;
      store<f64>(at(e, i - 2), c * next);
    }
  }
  store<f64>(at(e, from), f);
}

/** The smaller singular value of the triangle ((f, g), (0, h)). */
export function smallerSingularValue(f: f64, g: f64, h: f64): f64 {
  const low = Math.min(Math.abs(f), Math.abs(h));
  const high = Math.max(Math.abs(f), Math.abs(h));
  const across = Math.abs(g);
  if (low === 0) return 0;
  const plus = 1 + low / high;
  const minus = (high - low) / high;
  if (across < high) {
    const ratio = (across / high) * (across / high);
    return low * (2 / (Math.sqrt(plus * plus + ratio) + Math.sqrt(minus * minus + ratio)));
  }
  const ratio = high / across;
  if (ratio === 0) return (low * high) / across;
  const x = plus * ratio;
  const y = minus * ratio;
  return 2 * (low / (Math.sqrt(1 + x * x) + Math.sqrt(1 + y * y))) * ratio;
}
