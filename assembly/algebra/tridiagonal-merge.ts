import { at, entry, sum2 } from "./eigen-rows";
import { indexAt, insertIndex } from "./eigen-transpose";
import { gemm } from "./gemm";
import { length2, rotateRows } from "./tridiagonal-ql";
import { secularRoot } from "./tridiagonal-secular";

/** Where the rows of an eigenvector matrix are not zero, as a column of the merge. */
const UPPER: i32 = 0;
const BOTH: i32 = 1;
const LOWER: i32 = 2;
const DEFLATED: i32 = 3;

/** Numbers of work space beside the two matrices. */
export const MERGE_VECTORS: i32 = 8;

/**
 * Eigenvectors of D + ρ z zᵀ in place of those of its two halves, which are rows (and columns) 0 … n1 and n1 … n1 + n2
 * of the block Z, `stride` numbers apart. d and the rows of Z come out in no order, `order` sorts them.
 *
 * @param rho - the coupling that was torn out
 * @param vectors - work space, [MERGE_VECTORS, n1 + n2]
 * @param kept - work space, [n1 + n2, n1 + n2]
 * @param secular - work space, [n1 + n2, n1 + n2]
 * @source CUPPEN1981; GU-EISENSTAT1994, section 3; LAPACK dlaed1 to dlaed3
 */
export function merge(
  n1: i32,
  n2: i32,
  rho: f64,
  d: usize,
  z: usize,
  stride: i32,
  order: usize,
  vectors: usize,
  kept: usize,
  secular: usize,
): void {
  const n = n1 + n2;
  const coupling = vectors;
  const poles = at(vectors, n);
  const entries = at(vectors, 2 * n);
  const weights = at(vectors, 3 * n);
  const found = at(vectors, 4 * n);
  const sequence = at(vectors, 5 * n);
  const rows = at(vectors, 6 * n);
  const kinds = rows + ((n as usize) << 2);
  const places = at(vectors, 7 * n);
  couplingVector(n1, n2, rho, z, stride, coupling);
  mergeOrders(n1, n2, d, order, sequence);
  const strength = 2 * Math.abs(rho);
  const k = deflate(n1, n2, strength, d, z, stride, coupling, sequence, rows, kinds);
  if (k === 0) {
    memory.copy(order, sequence, (n as usize) << 2);
    return;
  }
  for (let i = 0; i < k; i++) {
    const row = indexAt(rows, i);
    const w = load<f64>(at(coupling, row));
    store<f64>(at(poles, i), load<f64>(at(d, row)));
    store<f64>(at(entries, i), w);
    store<f64>(at(weights, i), strength * w * w);
  }
  // Kept rows by kind: the upper and mixed ones, their first n1 numbers; the mixed and lower ones, the others.
  const uppers = countKind(kinds, rows, k, UPPER);
  const mixed = countKind(kinds, rows, k, BOTH);
  const lowers = k - uppers - mixed;
  const lowerPart = at(kept, (uppers + mixed) * n1);
  const rest = at(lowerPart, (mixed + lowers) * n2);
  let nextUpper = 0;
  let nextMixed = uppers;
  let nextLower = uppers + mixed;
  for (let i = 0; i < n; i++) {
    const row = indexAt(rows, i);
    const source = entry(z, row, stride, 0);
    const kind = indexAt(kinds, row);
    if (i >= k) {
      memory.copy(at(rest, (i - k) * n), source, (n as usize) << 3);
      store<f64>(at(found, i), load<f64>(at(d, row)));
      continue;
    }
    const place = kind === UPPER ? nextUpper++ : kind === BOTH ? nextMixed++ : nextLower++;
    setIndex(places, i, place);
    if (kind !== LOWER) memory.copy(at(kept, place * n1), source, (n1 as usize) << 3);
    if (kind !== UPPER) memory.copy(at(lowerPart, (place - uppers) * n2), at(source, n1), (n2 as usize) << 3);
  }
  secularVectors(k, poles, entries, weights, found, places, coupling, secular);
  for (let i = 0; i < k; i++) memory.fill(entry(z, i, stride, 0), 0, (n as usize) << 3);
  gemm(k, n1, uppers + mixed, 1, secular, k, 1, kept, n1, 1, z, stride);
  gemm(k, n2, mixed + lowers, 1, at(secular, uppers), k, 1, lowerPart, n2, 1, at(z, n1), stride);
  for (let i = k; i < n; i++) memory.copy(entry(z, i, stride, 0), at(rest, (i - k) * n), (n as usize) << 3);
  memory.copy(d, found, (n as usize) << 3);
  for (let i = 0; i < k; i++) setIndex(order, i, i);
  for (let i = k; i < n; i++) insertIndex(i, d, order);
}

function setIndex(list: usize, i: i32, value: i32): void {
  store<i32>(list + ((i as usize) << 2), value);
}

function countKind(kinds: usize, rows: usize, k: i32, kind: i32): i32 {
  let count = 0;
  for (let i = 0; i < k; i++) if (indexAt(kinds, indexAt(rows, i)) === kind) count++;
  return count;
}

/** z of norm 1: the last entries of the upper eigenvectors and the first ones of the lower, signed. */
function couplingVector(n1: i32, n2: i32, rho: f64, z: usize, stride: i32, coupling: usize): void {
  const half = Math.sqrt(0.5);
  const signed = rho < 0 ? -half : half;
  for (let i = 0; i < n1; i++) store<f64>(at(coupling, i), half * load<f64>(entry(z, i, stride, n1 - 1)));
  for (let i = n1; i < n1 + n2; i++) store<f64>(at(coupling, i), signed * load<f64>(entry(z, i, stride, n1)));
}

/** One ascending order of all d from those of the two halves, the second counted from n1. */
function mergeOrders(n1: i32, n2: i32, d: usize, order: usize, sequence: usize): void {
  let i = 0;
  let j = 0;
  for (let slot = 0; slot < n1 + n2; slot++) {
    const one = i < n1 ? indexAt(order, i) : -1;
    const two = j < n2 ? n1 + indexAt(order, n1 + j) : -1;
    if (two < 0 || (one >= 0 && load<f64>(at(d, one)) <= load<f64>(at(d, two)))) {
      setIndex(sequence, slot, one);
      i++;
    } else {
      setIndex(sequence, slot, two);
      j++;
    }
  }
}

/**
 * Drops couplings below rounding, and one of two poles that are equal up to rounding after a rotation of their rows.
 * `rows` becomes the k rows that are kept, by ascending pole, and then the others.
 *
 * @returns k
 */
function deflate(
  n1: i32,
  n2: i32,
  strength: f64,
  d: usize,
  z: usize,
  stride: i32,
  coupling: usize,
  sequence: usize,
  rows: usize,
  kinds: usize,
): i32 {
  const n = n1 + n2;
  let largest: f64 = 0;
  for (let i = 0; i < n; i++) {
    setIndex(kinds, i, i < n1 ? UPPER : LOWER);
    largest = Math.max(largest, Math.max(Math.abs(load<f64>(at(d, i))), Math.abs(load<f64>(at(coupling, i)))));
  }
  const tolerance = 4 * f64.EPSILON * largest;
  let k = 0;
  let end = n;
  let previous = -1;
  for (let i = 0; i < n; i++) {
    const row = indexAt(sequence, i);
    if (strength * Math.abs(load<f64>(at(coupling, row))) <= tolerance) {
      setIndex(kinds, row, DEFLATED);
      setIndex(rows, --end, row);
      continue;
    }
    if (previous >= 0) {
      const s = load<f64>(at(coupling, previous));
      const c = load<f64>(at(coupling, row));
      const size = length2(c, s);
      const difference = load<f64>(at(d, row)) - load<f64>(at(d, previous));
      if (Math.abs(difference * (c / size) * (s / size)) <= tolerance) {
        combine(previous, row, c / size, s / size, n, d, z, stride);
        store<f64>(at(coupling, row), size);
        if (indexAt(kinds, row) !== indexAt(kinds, previous)) setIndex(kinds, row, BOTH);
        setIndex(kinds, previous, DEFLATED);
        setIndex(rows, --end, previous);
      } else {
        setIndex(rows, k++, previous);
      }
    }
    previous = row;
  }
  if (previous >= 0) setIndex(rows, k++, previous);
  return k;
}

/** Rotates rows p and r so that only r stays coupled. */
function combine(p: i32, r: i32, c: f64, s: f64, n: i32, d: usize, z: usize, stride: i32): void {
  rotateRows(entry(z, p, stride, 0), entry(z, r, stride, 0), c, -s, n);
  const dp = load<f64>(at(d, p));
  const dr = load<f64>(at(d, r));
  store<f64>(at(d, p), dp * c * c + dr * s * s);
  store<f64>(at(d, r), dp * s * s + dr * c * c);
}

/**
 * All roots and the eigenvectors of the kept part, one a row [k, k], entry i in column places[i].
 * The coupling is taken anew from the computed roots, so that the vectors are orthogonal whatever the error of these.
 *
 * @source GU-EISENSTAT1994, equation 3.3
 */
function secularVectors(
  k: i32,
  poles: usize,
  entries: usize,
  weights: usize,
  found: usize,
  places: usize,
  work: usize,
  vectors: usize,
): void {
  if (k === 1) {
    store<f64>(found, load<f64>(poles) + load<f64>(weights));
    store<f64>(vectors, 1);
    return;
  }
  for (let j = 0; j < k; j++) store<f64>(at(found, j), secularRoot(k, j, poles, weights, at(vectors, j * k)));
  for (let i = 0; i < k; i++) store<f64>(at(weights, i), load<f64>(at(vectors, i * k + i)));
  for (let j = 0; j < k; j++) {
    const gap = at(vectors, j * k);
    const pole = load<f64>(at(poles, j));
    lownerFactors(0, j, pole, poles, gap, weights);
    lownerFactors(j + 1, k, pole, poles, gap, weights);
  }
  for (let i = 0; i < k; i++) {
    const size = Math.sqrt(Math.abs(load<f64>(at(weights, i))));
    store<f64>(at(weights, i), load<f64>(at(entries, i)) < 0 ? -size : size);
  }
  for (let j = 0; j < k; j++) {
    const row = at(vectors, j * k);
    const factor = 1 / Math.sqrt(quotients(work, weights, row, k));
    for (let i = 0; i < k; i++) store<f64>(at(row, indexAt(places, i)), factor * load<f64>(at(work, i)));
  }
}

/** out = x / y; the sum of its squares. */
function quotients(out: usize, x: usize, y: usize, length: i32): f64 {
  let squares = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= length; i += 2) {
    const value = f64x2.div(v128.load(at(x, i)), v128.load(at(y, i)));
    v128.store(at(out, i), value);
    squares = f64x2.add(squares, f64x2.mul(value, value));
  }
  let sum = sum2(squares);
  if (i < length) {
    const value = load<f64>(at(x, i)) / load<f64>(at(y, i));
    store<f64>(at(out, i), value);
    sum += value * value;
  }
  return sum;
}

/** weight[i] *= (d_i − λ_j) / (d_i − d_j) */
function lownerFactors(from: i32, to: i32, pole: f64, poles: usize, gap: usize, weights: usize): void {
  const p = f64x2.splat(pole);
  let i = from;
  for (; i + 2 <= to; i += 2) {
    const ratio = f64x2.div(v128.load(at(gap, i)), f64x2.sub(v128.load(at(poles, i)), p));
    v128.store(at(weights, i), f64x2.mul(v128.load(at(weights, i)), ratio));
  }
  for (; i < to; i++) {
    const ratio = load<f64>(at(gap, i)) / (load<f64>(at(poles, i)) - pole);
    store<f64>(at(weights, i), load<f64>(at(weights, i)) * ratio);
  }
}
