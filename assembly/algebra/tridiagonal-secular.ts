import { at, sum2 } from "./eigen-rows";

/** Steps for one root; three or four are usual, and every step keeps a bracket. */
const MOST_STEPS: i32 = 100;
/** Rounding of f that is accepted, in units of ε (1 + Σ|terms|). */
const ROUNDING: f64 = 8;

let psi: f64 = 0;
let psiSlope: f64 = 0;
let sum: f64 = 0;
let slope: f64 = 0;

/** The equation c x² − a x + b = 0 for a step: the rational interpolant has poles `left` and `right` and constant c. */
let quadraticA: f64 = 0;
let quadraticB: f64 = 0;

/**
 * Root `i` of f(λ) = 1 + Σ_j q_j / (d_j − λ), q > 0, d ascending: d_i < λ < d_{i+1}, the last below d_{k−1} + Σ q.
 * Found as an offset from the nearer pole, so that gap[j] = d_j − λ has full relative accuracy.
 *
 * @returns λ
 * @source LI1993 (fixed weights, then the middle way); GU-EISENSTAT1994 for the stopping rule
 */
export function secularRoot(k: i32, i: i32, d: usize, q: usize, gap: usize): f64 {
  const last = i === k - 1;
  const left = last ? k - 2 : i;
  const right = left + 1;
  const qLeft = load<f64>(at(q, left));
  const qRight = load<f64>(at(q, right));
  const width = load<f64>(at(d, right)) - load<f64>(at(d, left));
  let low: f64 = 0;
  let high: f64 = last ? total(q, k) : 0.5 * width;
  let origin = i;
  let offset = last ? 0.5 * high : high;
  let f = evaluate(k, left, d, q, gap, origin, offset);
  const frozen = f - qLeft / load<f64>(at(gap, left)) - qRight / load<f64>(at(gap, right));
  if (last) {
    if (f < 0) low = offset;
    else high = offset;
    interpolant(qLeft + qRight - frozen * width, -qRight * width);
    offset = largerRoot(frozen);
  } else if (f >= 0) {
    interpolant(frozen * width + qLeft + qRight, qLeft * width);
    offset = smallerRoot(frozen);
  } else {
    origin = right;
    low = -0.5 * width;
    high = 0;
    interpolant(qLeft + qRight - frozen * width, -qRight * width);
    offset = smallerRoot(frozen);
  }
  if (!(offset > low && offset < high)) offset = 0.5 * (low + high);
  let before = Infinity;
  let fixedWeight = !last;
  for (let step = 0; ; step++) {
    f = evaluate(k, left, d, q, gap, origin, offset);
    const size = Math.abs(f);
    if (step === MOST_STEPS || size <= ROUNDING * f64.EPSILON * (1 + Math.abs(psi) + Math.abs(sum))) break;
    if (f < 0) low = offset;
    else high = offset;
    if (size > 0.1 * before) fixedWeight = !fixedWeight && !last;
    before = size;
    const x = load<f64>(at(gap, left));
    const y = load<f64>(at(gap, right));
    const steep = psiSlope + slope;
    interpolant((x + y) * f - x * y * steep, x * y * f);
    let change: f64;
    if (last) {
      change = largerRoot(f - x * psiSlope - y * slope);
    } else if (!fixedWeight) {
      change = smallerRoot(f - x * psiSlope - y * slope);
    } else if (origin === left) {
      change = smallerRoot(f - y * steep + (width * qLeft) / (x * x));
    } else {
      change = smallerRoot(f - x * steep - (width * qRight) / (y * y));
    }
    if (!(f * change < 0)) change = -f / steep;
    let next = offset + change;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (next === offset || next === low || next === high) break;
    offset = next;
  }
  return load<f64>(at(d, origin)) + offset;
}

/** Sets a and b. */
function interpolant(a: f64, b: f64): void {
  quadraticA = a;
  quadraticB = b;
}

/** (a − √(a² − 4 b c)) / 2c */
function smallerRoot(c: f64): f64 {
  const root = Math.sqrt(Math.abs(quadraticA * quadraticA - 4 * quadraticB * c));
  return quadraticA <= 0 ? (quadraticA - root) / (2 * c) : (2 * quadraticB) / (quadraticA + root);
}

/** (a + √(a² − 4 b c)) / 2c */
function largerRoot(c: f64): f64 {
  const root = Math.sqrt(Math.abs(quadraticA * quadraticA - 4 * quadraticB * c));
  return quadraticA >= 0 ? (quadraticA + root) / (2 * c) : (2 * quadraticB) / (quadraticA - root);
}

function total(q: usize, k: i32): f64 {
  let found: f64 = 0;
  for (let j = 0; j < k; j++) found += load<f64>(at(q, j));
  return found;
}

/** f at d[origin] + offset; fills gap; psi and its slope are the terms up to `left`, sum and slope the others. */
function evaluate(k: i32, left: i32, d: usize, q: usize, gap: usize, origin: i32, offset: f64): f64 {
  const pole = load<f64>(at(d, origin));
  terms(0, left + 1, d, q, gap, pole, offset);
  psi = sum;
  psiSlope = slope;
  terms(left + 1, k, d, q, gap, pole, offset);
  return 1 + (psi + sum);
}

function terms(from: i32, to: i32, d: usize, q: usize, gap: usize, pole: f64, offset: f64): void {
  const p = f64x2.splat(pole);
  const t = f64x2.splat(offset);
  const one = f64x2.splat(1);
  let s = f64x2.splat(0);
  let ds = f64x2.splat(0);
  let j = from;
  for (; j + 2 <= to; j += 2) {
    const distance = f64x2.sub(f64x2.sub(v128.load(at(d, j)), p), t);
    v128.store(at(gap, j), distance);
    const inverse = f64x2.div(one, distance);
    const term = f64x2.mul(v128.load(at(q, j)), inverse);
    s = f64x2.add(s, term);
    ds = f64x2.add(ds, f64x2.mul(term, inverse));
  }
  sum = sum2(s);
  slope = sum2(ds);
  if (j < to) {
    const distance = load<f64>(at(d, j)) - pole - offset;
    store<f64>(at(gap, j), distance);
    const inverse = 1 / distance;
    const term = load<f64>(at(q, j)) * inverse;
    sum += term;
    slope += term * inverse;
  }
}
