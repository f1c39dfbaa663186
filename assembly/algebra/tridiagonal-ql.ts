import { at, entry } from "./eigen-rows";

/** Iterations for one eigenvalue; three are usual. */
const MOST_ITERATIONS: i32 = 60;
/** Couplings below this are dropped, since the matrix has norm 1 and a graded one would converge slowly. */
const NEGLIGIBLE: f64 = 1e-32;

/**
 * Eigenvalues d and eigenvectors of the tridiagonal (d, e) of norm about 1 by implicit QL, in no order.
 * Every rotation is applied to `columns` numbers of two rows of Z, `stride` numbers apart; with Z = 1 its rows become
 * the eigenvectors. e [n] is destroyed.
 *
 * @returns false when an eigenvalue does not converge
 * @source GOLUB-VANLOAN2013, algorithm 8.3.3; EISPACK tql2
 */
export function implicitQl(n: i32, d: usize, e: usize, z: usize, stride: i32, columns: i32): bool {
  if (n > 0) store<f64>(at(e, n - 1), 0);
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      const m = nextSplit(n, l, d, e);
      if (m === l) break;
      if (iteration === MOST_ITERATIONS) return false;
      sweep(l, m, d, e, z, stride, columns);
    }
  }
  return true;
}

/** The first m ≥ l whose coupling to m + 1 is negligible. */
function nextSplit(n: i32, l: i32, d: usize, e: usize): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const size = Math.abs(load<f64>(at(d, m))) + Math.abs(load<f64>(at(d, m + 1)));
    if (Math.abs(load<f64>(at(e, m))) <= Math.max(0.5 * f64.EPSILON * size, NEGLIGIBLE)) break;
  }
  return m;
}

/** One implicit QL step with Wilkinson's shift on rows l … m. */
function sweep(l: i32, m: i32, d: usize, e: usize, z: usize, stride: i32, columns: i32): void {
  const first = load<f64>(at(d, l));
  let g = (load<f64>(at(d, l + 1)) - first) / (2 * load<f64>(at(e, l)));
  const root = length2(g, 1);
  g = load<f64>(at(d, m)) - first + load<f64>(at(e, l)) / (g + (g < 0 ? -root : root));
  let s: f64 = 1;
  let c: f64 = 1;
  let p: f64 = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * load<f64>(at(e, i));
    const b = c * load<f64>(at(e, i));
    const r = length2(f, g);
    store<f64>(at(e, i + 1), r);
    if (r === 0) {
      store<f64>(at(d, i + 1), load<f64>(at(d, i + 1)) - p);
      store<f64>(at(e, m), 0);
      return;
    }
    s = f / r;
    c = g / r;
    g = load<f64>(at(d, i + 1)) - p;
    const t = (load<f64>(at(d, i)) - g) * s + 2 * c * b;
    p = s * t;
    store<f64>(at(d, i + 1), g + p);
    g = c * t - b;
    rotateRows(entry(z, i, stride, 0), entry(z, i + 1, stride, 0), c, -s, columns);
  }
  store<f64>(at(d, l), load<f64>(at(d, l)) - p);
  store<f64>(at(e, l), g);
  store<f64>(at(e, m), 0);
}

/** √(x² + y²) without overflow or underflow. */
export function length2(x: f64, y: f64): f64 {
  const a = Math.abs(x);
  const b = Math.abs(y);
  const high = Math.max(a, b);
  const low = Math.min(a, b);
  if (low === 0) return high;
  if (high < 1e150 && low > 1e-140) return Math.sqrt(high * high + low * low);
  const ratio = low / high;
  return high * Math.sqrt(1 + ratio * ratio);
}

/** (x, y) ← (c x + s y, c y − s x). */
export function rotateRows(x: usize, y: usize, c: f64, s: f64, length: i32): void {
  const cc = f64x2.splat(c);
  const ss = f64x2.splat(s);
  let p = x;
  let q = y;
  const end = x + (((length & ~1) as usize) << 3);
  for (; p < end; p += 16, q += 16) {
    const u = v128.load(p);
    const v = v128.load(q);
    v128.store(p, f64x2.add(f64x2.mul(cc, u), f64x2.mul(ss, v)));
    v128.store(q, f64x2.sub(f64x2.mul(cc, v), f64x2.mul(ss, u)));
  }
  if (length & 1) {
    const u = load<f64>(p);
    const v = load<f64>(q);
    store<f64>(p, c * u + s * v);
    store<f64>(q, c * v - s * u);
  }
}
