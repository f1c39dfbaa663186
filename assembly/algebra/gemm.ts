import { KC, MC, NC, pack, packedA, packedB, spareTile, weightDepth } from "./pack";

/** What `multiply` does with C: add to it, write to it whatever it holds, touch only tiles of its lower triangle. */
export const ADD: i32 = 0;
export const WRITE: i32 = 1;
export const LOWER: i32 = 2;

/** C = alpha A B, as below; C may hold anything. */
export function product(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
): void {
  multiply(m, n, k, alpha, a, aRow, aCol, 0, b, bRow, bCol, c, cRow, WRITE);
}

/**
 * C += alpha A B for A [m, k], B [k, n] and C [m, n] with contiguous rows.
 * Strides count numbers and may be negative; a transpose swaps the two strides of its matrix.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
): void {
  multiply(m, n, k, alpha, a, aRow, aCol, 0, b, bRow, bCol, c, cRow, ADD);
}

/** The same for the tiles that touch the lower triangle of C; what lies above the diagonal is then undefined. */
export function gemmLower(
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
): void {
  multiply(n, n, k, alpha, a, aRow, aCol, 0, b, bRow, bCol, c, cRow, ADD | LOWER);
}

/** alpha A diag(w) B to C in the given mode, `weights` being the address of w [k] or 0. */
export function multiply(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aCol: i32,
  weights: usize,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
  mode: i32,
): void {
  const lower = (mode & LOWER) !== 0;
  if (k === 0 && (mode & WRITE) !== 0) {
    for (let i = 0; i < m; i++) memory.fill(entry(c, i, cRow, 0, 1), 0, (n as usize) << 3);
  }
  for (let j0 = 0; j0 < n; j0 += NC) {
    const nc = min(NC, n - j0);
    for (let k0 = 0; k0 < k; k0 += KC) {
      const kc = min(KC, k - k0);
      pack(packedB(), entry(b, k0, bRow, j0, bCol), bCol, bRow, nc, kc, 1);
      for (let i0 = lower ? j0 : 0; i0 < m; i0 += MC) {
        const mc = min(MC, m - i0);
        pack(packedA(), entry(a, i0, aRow, k0, aCol), aRow, aCol, mc, kc, alpha);
        if (weights !== 0) weightDepth(packedA(), mc, kc, weights + ((k0 as usize) << 3));
        block(entry(c, i0, cRow, j0, 1), cRow, mc, nc, kc, lower ? i0 - j0 : NC, k0 === 0 && (mode & WRITE) !== 0);
      }
    }
  }
}

function entry(base: usize, i: i32, rowStride: i32, j: i32, colStride: i32): usize {
  return base + (((i * rowStride + j * colStride) as usize) << 3);
}

/** C[mc, nc] += (or = if fresh) packed A times packed B, for the tiles with a column j ≤ row + 3 + below. */
function block(c: usize, cRow: i32, mc: i32, nc: i32, kc: i32, below: i32, fresh: bool): void {
  const stride = (cRow as usize) << 3;
  for (let j = 0; j < nc; j += 4) {
    const pb = packedB() + (((j * kc) as usize) << 3);
    for (let i = max(0, (j - below) & ~3); i < mc; i += 4) {
      const pa = packedA() + (((i * kc) as usize) << 3);
      const at = c + (i as usize) * stride + ((j as usize) << 3);
      if (i + 4 <= mc && j + 4 <= nc) {
        tile(kc, pa, pb, at, stride, fresh);
      } else {
        const spare = spareTile();
        tile(kc, pa, pb, spare, 32, true);
        movePart(at, stride, spare, min(4, mc - i), min(4, nc - j), fresh);
      }
    }
  }
}

function movePart(c: usize, stride: usize, spare: usize, rows: i32, cols: i32, fresh: bool): void {
  for (let p = 0; p < rows; p++) {
    for (let q = 0; q < cols; q++) {
      const at = c + (p as usize) * stride + ((q as usize) << 3);
      const value = load<f64>(spare + (((4 * p + q) as usize) << 3));
      store<f64>(at, fresh ? value : load<f64>(at) + value);
    }
  }
}

/**
 * C[4, 4] += (or =) sliver of A times sliver of B, in eight pairs of accumulators; kc ≥ 1.
 * The last step stands behind the loop: V8 then computes the addresses of the splats once instead of in every step,
 * which is worth a fifth of the time. A larger tile, or two steps a turn, would not fit the sixteen registers.
 */
function tile(kc: i32, pa: usize, pb: usize, c: usize, stride: usize, fresh: bool): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  let p = pa;
  let q = pb;
  const last = pa + (((kc - 1) as usize) << 5);
  for (; p < last; p += 32, q += 32) {
    const b0 = v128.load(q);
    const b1 = v128.load(q, 16);
    const a0 = v128.load_splat<f64>(p);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a0, b1));
    const a1 = v128.load_splat<f64>(p, 8);
    c10 = f64x2.add(c10, f64x2.mul(a1, b0));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const a2 = v128.load_splat<f64>(p, 16);
    c20 = f64x2.add(c20, f64x2.mul(a2, b0));
    c21 = f64x2.add(c21, f64x2.mul(a2, b1));
    const a3 = v128.load_splat<f64>(p, 24);
    c30 = f64x2.add(c30, f64x2.mul(a3, b0));
    c31 = f64x2.add(c31, f64x2.mul(a3, b1));
  }
  const b0 = v128.load(q);
  const b1 = v128.load(q, 16);
  const a0 = v128.load_splat<f64>(p);
  c00 = f64x2.add(c00, f64x2.mul(a0, b0));
  c01 = f64x2.add(c01, f64x2.mul(a0, b1));
  const a1 = v128.load_splat<f64>(p, 8);
  c10 = f64x2.add(c10, f64x2.mul(a1, b0));
  c11 = f64x2.add(c11, f64x2.mul(a1, b1));
  const a2 = v128.load_splat<f64>(p, 16);
  c20 = f64x2.add(c20, f64x2.mul(a2, b0));
  c21 = f64x2.add(c21, f64x2.mul(a2, b1));
  const a3 = v128.load_splat<f64>(p, 24);
  c30 = f64x2.add(c30, f64x2.mul(a3, b0));
  c31 = f64x2.add(c31, f64x2.mul(a3, b1));
  if (fresh) {
    writeRow(c, c00, c01);
    writeRow(c + stride, c10, c11);
    writeRow(c + 2 * stride, c20, c21);
    writeRow(c + 3 * stride, c30, c31);
  } else {
    addRow(c, c00, c01);
    addRow(c + stride, c10, c11);
    addRow(c + 2 * stride, c20, c21);
    addRow(c + 3 * stride, c30, c31);
  }
}

function writeRow(c: usize, left: v128, right: v128): void {
  v128.store(c, left);
  v128.store(c, right, 16);
}

function addRow(c: usize, left: v128, right: v128): void {
  v128.store(c, f64x2.add(v128.load(c), left));
  v128.store(c, f64x2.add(v128.load(c, 16), right), 16);
}
