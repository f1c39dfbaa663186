/** Products with a few contiguous rows, the inner loops of the reductions to tridiagonal and bidiagonal form. */

/** Byte address of number i. */
export function at(base: usize, i: i32): usize {
  return base + ((i as usize) << 3);
}

/** Byte address of entry (i, j) of a row-major matrix. */
export function entry(base: usize, i: i32, stride: i32, j: i32): usize {
  return base + (((i * stride + j) as usize) << 3);
}

export function sum2(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** x · y */
export function dot(x: usize, y: usize, length: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let p = x;
  let q = y;
  const end = x + (((length & ~3) as usize) << 3);
  for (; p < end; p += 32, q += 32) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(p), v128.load(q)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(p, 16), v128.load(q, 16)));
  }
  let sum = sum2(f64x2.add(s0, s1));
  for (const last = at(x, length); p < last; p += 8, q += 8) sum += load<f64>(p) * load<f64>(q);
  return sum;
}

/** y += factor x */
export function addScaled(y: usize, factor: f64, x: usize, length: i32): void {
  const f = f64x2.splat(factor);
  let p = x;
  let q = y;
  const end = x + (((length & ~1) as usize) << 3);
  for (; p < end; p += 16, q += 16) v128.store(q, f64x2.add(v128.load(q), f64x2.mul(f, v128.load(p))));
  if (length & 1) store<f64>(q, load<f64>(q) + factor * load<f64>(p));
}

/** x *= factor */
export function scaleBy(x: usize, factor: f64, length: i32): void {
  const f = f64x2.splat(factor);
  let p = x;
  const end = x + (((length & ~1) as usize) << 3);
  for (; p < end; p += 16) v128.store(p, f64x2.mul(f, v128.load(p)));
  if (length & 1) store<f64>(p, factor * load<f64>(p));
}

/** out[k] = row k · x for `count` rows, `stride` numbers apart. */
export function rowDots(out: usize, rows: usize, stride: i32, count: i32, x: usize, length: i32): void {
  const step = (stride as usize) << 3;
  const end = x + (((length & ~1) as usize) << 3);
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    let p0 = entry(rows, k, stride, 0);
    let p1 = p0 + step;
    let p2 = p1 + step;
    let p3 = p2 + step;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let q = x; q < end; q += 16, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
      const v = v128.load(q);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(p0), v));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(p1), v));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(p2), v));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(p3), v));
    }
    const odd = length & 1;
    const last: f64 = odd ? load<f64>(end) : 0;
    store<f64>(at(out, k), sum2(s0) + (odd ? last * load<f64>(p0) : 0));
    store<f64>(at(out, k), sum2(s1) + (odd ? last * load<f64>(p1) : 0), 8);
    store<f64>(at(out, k), sum2(s2) + (odd ? last * load<f64>(p2) : 0), 16);
    store<f64>(at(out, k), sum2(s3) + (odd ? last * load<f64>(p3) : 0), 24);
  }
  for (; k < count; k++) store<f64>(at(out, k), dot(entry(rows, k, stride, 0), x, length));
}

/** y += factor · Σ_k weight[k] row k for `count` rows, `stride` numbers apart; weights are `weightStride` apart. */
export function addRows(
  y: usize,
  rows: usize,
  stride: i32,
  count: i32,
  weights: usize,
  weightStride: i32,
  factor: f64,
  length: i32,
): void {
  const step = (stride as usize) << 3;
  const end = y + (((length & ~1) as usize) << 3);
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const w0 = factor * load<f64>(entry(weights, k, weightStride, 0));
    const w1 = factor * load<f64>(entry(weights, k + 1, weightStride, 0));
    const w2 = factor * load<f64>(entry(weights, k + 2, weightStride, 0));
    const w3 = factor * load<f64>(entry(weights, k + 3, weightStride, 0));
    let p0 = entry(rows, k, stride, 0);
    let p1 = p0 + step;
    let p2 = p1 + step;
    let p3 = p2 + step;
    const f0 = f64x2.splat(w0);
    const f1 = f64x2.splat(w1);
    const f2 = f64x2.splat(w2);
    const f3 = f64x2.splat(w3);
    let q = y;
    for (; q < end; q += 16, p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
      const left = f64x2.add(f64x2.mul(f0, v128.load(p0)), f64x2.mul(f1, v128.load(p1)));
      const right = f64x2.add(f64x2.mul(f2, v128.load(p2)), f64x2.mul(f3, v128.load(p3)));
      v128.store(q, f64x2.add(v128.load(q), f64x2.add(left, right)));
    }
    if (length & 1) {
      const left = w0 * load<f64>(p0) + w1 * load<f64>(p1);
      store<f64>(q, load<f64>(q) + (left + (w2 * load<f64>(p2) + w3 * load<f64>(p3))));
    }
  }
  for (; k < count; k++) {
    addScaled(y, factor * load<f64>(entry(weights, k, weightStride, 0)), entry(rows, k, stride, 0), length);
  }
}

/** Squares below this are lost: what is left out is 1e-140 of a matrix of norm 1, and a reflector stays orthogonal. */
const NEGLIGIBLE_SQUARE: f64 = 1e-280;

/** What `reflector` leaves in its place: the entry that remains, beta. */
export let remaining: f64 = 0;

/**
 * Householder reflector 1 − τ v vᵀ with v₀ = 1 that maps x to (beta, 0, …); x becomes v.
 *
 * @returns τ; 0 where nothing is to be reflected
 */
export function reflector(x: usize, length: i32): f64 {
  const first = load<f64>(x);
  store<f64>(x, 1);
  remaining = first;
  if (length <= 1) return 0;
  const rest = dot(x + 8, x + 8, length - 1);
  if (rest < NEGLIGIBLE_SQUARE) {
    memory.fill(x + 8, 0, ((length - 1) as usize) << 3);
    return 0;
  }
  const norm = Math.sqrt(first * first + rest);
  remaining = first > 0 ? -norm : norm;
  scaleBy(x + 8, 1 / (first - remaining), length - 1);
  return (remaining - first) / remaining;
}
