import { gemm } from "./gemm";
import { pack, packedA, packedB } from "./pack";

/** Rows of a triangle that is solved in one go; larger ones are halved. */
const BASE: i32 = 64;

/**
 * B ← L⁻¹ B for the lower triangle of L [n, n] and B [n, m], one of whose strides is 1.
 * The transposed system Lᵀ X = B is this one read backwards: see `solveLowerTransposed`.
 */
export function solveLower(n: i32, m: i32, l: usize, lRow: i32, lCol: i32, b: usize, bRow: i32, bCol: i32): void {
  if (n <= BASE) {
    solveBase(n, m, l, lRow, lCol, b, bRow, bCol);
    return;
  }
  const top = firstHalf(n);
  const rest = n - top;
  const l21 = at(l, top, lRow);
  const b2 = at(b, top, bRow);
  solveLower(top, m, l, lRow, lCol, b, bRow, bCol);
  if (bCol === 1) gemm(rest, m, top, -1, l21, lRow, lCol, b, bRow, 1, b2, bRow);
  else gemm(m, rest, top, -1, b, bCol, bRow, l21, lCol, lRow, b2, bCol);
  solveLower(rest, m, at(l21, top, lCol), lRow, lCol, b2, bRow, bCol);
}

/** B ← L⁻ᵀ B for row-major L [n, n] and B [n, m]. */
export function solveLowerTransposed(n: i32, m: i32, l: usize, b: usize): void {
  if (n === 0) return;
  solveLower(n, m, at(l, n * n - 1, 1), -1, -n, at(b, n - 1, m), -m, 1);
}

/** About half of n, in whole bases. */
export function firstHalf(n: i32): i32 {
  return max(BASE, (n / 2 / BASE) * BASE);
}

function at(base: usize, i: i32, stride: i32): usize {
  return base + (((i * stride) as usize) << 3);
}

/** Slivers of four rows of L against strips of four columns of B. */
function solveBase(n: i32, m: i32, l: usize, lRow: i32, lCol: i32, b: usize, bRow: i32, bCol: i32): void {
  const size = (n as usize) << 5;
  for (let i = 0; i < n; i += 4) {
    const sliver = packedA() + ((i as usize) >> 2) * size;
    pack(sliver, at(l, i, lRow), lRow, lCol, min(4, n - i), min(i + 4, n), 1);
    for (let r = 0; r < 4 && i + r < n; r++) {
      const diagonal = sliver + (((4 * (i + r) + r) as usize) << 3);
      store<f64>(diagonal, 1 / load<f64>(diagonal));
    }
  }
  const strip = packedB();
  for (let j = 0; j < m; j += 4) {
    const width = min(4, m - j);
    const columns = at(b, j, bCol);
    pack(strip, columns, bCol, bRow, width, n, 1);
    for (let i = 0; i < n; i += 4) solveTile(i, packedA() + ((i as usize) >> 2) * size, strip);
    unpack(strip, columns, bCol, bRow, width, n);
  }
}

/** Rows i … i + 3 of the strip: subtract what is known, then solve the 4 × 4 triangle with inverted diagonal. */
function solveTile(i: i32, sliver: usize, strip: usize): void {
  const end = sliver + ((i as usize) << 5);
  const row = strip + ((i as usize) << 5);
  let c00 = v128.load(row);
  let c01 = v128.load(row, 16);
  let c10 = v128.load(row, 32);
  let c11 = v128.load(row, 48);
  let c20 = v128.load(row, 64);
  let c21 = v128.load(row, 80);
  let c30 = v128.load(row, 96);
  let c31 = v128.load(row, 112);
  let q = strip;
  for (let p = sliver; p < end; p += 32, q += 32) {
    const b0 = v128.load(q);
    const b1 = v128.load(q, 16);
    const a0 = v128.load_splat<f64>(p);
    c00 = f64x2.sub(c00, f64x2.mul(a0, b0));
    c01 = f64x2.sub(c01, f64x2.mul(a0, b1));
    const a1 = v128.load_splat<f64>(p, 8);
    c10 = f64x2.sub(c10, f64x2.mul(a1, b0));
    c11 = f64x2.sub(c11, f64x2.mul(a1, b1));
    const a2 = v128.load_splat<f64>(p, 16);
    c20 = f64x2.sub(c20, f64x2.mul(a2, b0));
    c21 = f64x2.sub(c21, f64x2.mul(a2, b1));
    const a3 = v128.load_splat<f64>(p, 24);
    c30 = f64x2.sub(c30, f64x2.mul(a3, b0));
    c31 = f64x2.sub(c31, f64x2.mul(a3, b1));
  }
  const d0 = v128.load_splat<f64>(end);
  c00 = f64x2.mul(c00, d0);
  c01 = f64x2.mul(c01, d0);
  const l10 = v128.load_splat<f64>(end, 8);
  const d1 = v128.load_splat<f64>(end, 40);
  c10 = f64x2.mul(f64x2.sub(c10, f64x2.mul(l10, c00)), d1);
  c11 = f64x2.mul(f64x2.sub(c11, f64x2.mul(l10, c01)), d1);
  const l20 = v128.load_splat<f64>(end, 16);
  const l21 = v128.load_splat<f64>(end, 48);
  const d2 = v128.load_splat<f64>(end, 80);
  c20 = f64x2.sub(f64x2.sub(c20, f64x2.mul(l20, c00)), f64x2.mul(l21, c10));
  c21 = f64x2.sub(f64x2.sub(c21, f64x2.mul(l20, c01)), f64x2.mul(l21, c11));
  c20 = f64x2.mul(c20, d2);
  c21 = f64x2.mul(c21, d2);
  const l30 = v128.load_splat<f64>(end, 24);
  const l31 = v128.load_splat<f64>(end, 56);
  const l32 = v128.load_splat<f64>(end, 88);
  const d3 = v128.load_splat<f64>(end, 120);
  c30 = f64x2.sub(f64x2.sub(c30, f64x2.mul(l30, c00)), f64x2.mul(l31, c10));
  c31 = f64x2.sub(f64x2.sub(c31, f64x2.mul(l30, c01)), f64x2.mul(l31, c11));
  c30 = f64x2.mul(f64x2.sub(c30, f64x2.mul(l32, c20)), d3);
  c31 = f64x2.mul(f64x2.sub(c31, f64x2.mul(l32, c21)), d3);
  v128.store(row, c00);
  v128.store(row, c01, 16);
  v128.store(row, c10, 32);
  v128.store(row, c11, 48);
  v128.store(row, c20, 64);
  v128.store(row, c21, 80);
  v128.store(row, c30, 96);
  v128.store(row, c31, 112);
}

/** The strip [n][4] back to its `width` columns. */
function unpack(strip: usize, columns: usize, colStride: i32, rowStride: i32, width: i32, n: i32): void {
  const across = (colStride as usize) << 3;
  const along = (rowStride as usize) << 3;
  const end = strip + ((n as usize) << 5);
  let to = columns;
  if (width === 4 && colStride === 1) {
    for (let p = strip; p < end; p += 32, to += along) {
      v128.store(to, v128.load(p));
      v128.store(to, v128.load(p, 16), 16);
    }
    return;
  }
  for (let q = 0; q < width; q++) {
    to = columns + (q as usize) * across;
    for (let p = strip + ((q as usize) << 3); p < end; p += 32, to += along) store<f64>(to, load<f64>(p));
  }
}
