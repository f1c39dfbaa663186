import { gemmInto, type View } from "./gemm-kernel.ts";

/** Up to this many right sides each is solved as a contiguous vector; above, rows of B are combined in blocks. */
const FEW = 4;
/** Rows of a diagonal block when there are many right sides. */
const BLOCK = 32;

let column = new Float64Array(256);

/** B ← L⁻¹ B for the lower triangle of `l` [n, n] and B [n, m], both row-major. */
export function lowerSolveInto(b: Float64Array, l: Float64Array, n: number, m: number): void {
  if (m <= FEW) {
    eachColumn(b, n, m, (x) => forwardInto(x, l, n));
    return;
  }
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(n, start + BLOCK);
    if (start > 0) gemmInto(end - start, m, start, -1, view(l, start * n, n), view(b, 0, m), view(b, start * m, m));
    for (let i = start; i < end; i++) {
      for (let k = start; k < i; k++) addRow(b, i * m, k * m, m, -l[i * n + k]!);
      scaleRow(b, i * m, m, 1 / l[i * n + i]!);
    }
  }
}

/** B ← L⁻ᵀ B. */
export function lowerTransposeSolveInto(b: Float64Array, l: Float64Array, n: number, m: number): void {
  if (m <= FEW) {
    eachColumn(b, n, m, (x) => backwardInto(x, l, n));
    return;
  }
  const last = n - 1 - ((n - 1) % BLOCK);
  for (let start = last; start >= 0; start -= BLOCK) {
    const end = Math.min(n, start + BLOCK);
    const below: View = { values: l, offset: end * n + start, rowStride: 1, colStride: n };
    if (end < n) gemmInto(end - start, m, n - end, -1, below, view(b, end * m, m), view(b, start * m, m));
    for (let i = end - 1; i >= start; i--) {
      for (let k = i + 1; k < end; k++) addRow(b, i * m, k * m, m, -l[k * n + i]!);
      scaleRow(b, i * m, m, 1 / l[i * n + i]!);
    }
  }
}

function view(values: Float64Array, offset: number, rowStride: number): View {
  return { values, offset, rowStride, colStride: 1 };
}

function eachColumn(b: Float64Array, n: number, m: number, solve: (x: Float64Array) => void): void {
  if (m === 1) {
    solve(b);
    return;
  }
  if (column.length < n) column = new Float64Array(n);
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < n; i++) column[i] = b[i * m + j]!;
    solve(column);
    for (let i = 0; i < n; i++) b[i * m + j] = column[i]!;
  }
}

/** x ← L⁻¹ x by dot products with rows of L. */
function forwardInto(x: Float64Array, l: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let k = 0;
    for (; k + 3 < i; k += 4) {
      sum0 += l[row + k]! * x[k]!;
      sum1 += l[row + k + 1]! * x[k + 1]!;
      sum2 += l[row + k + 2]! * x[k + 2]!;
      sum3 += l[row + k + 3]! * x[k + 3]!;
    }
    for (; k < i; k++) sum0 += l[row + k]! * x[k]!;
    x[i] = (x[i]! - (sum0 + sum1 + (sum2 + sum3))) / l[row + i]!;
  }
}

/** x ← L⁻ᵀ x by subtracting rows of L, two at a time. */
function backwardInto(x: Float64Array, l: Float64Array, n: number): void {
  let i = n - 1;
  for (; i >= 1; i -= 2) {
    const row = i * n;
    const above = row - n;
    const xi = x[i]! / l[row + i]!;
    const xj = (x[i - 1]! - xi * l[row + i - 1]!) / l[above + i - 1]!;
    x[i] = xi;
    x[i - 1] = xj;
    for (let k = 0; k < i - 1; k++) x[k] = x[k]! - (l[row + k]! * xi + l[above + k]! * xj);
  }
  if (i === 0) x[0] = x[0]! / l[0]!;
}

/** Row at `to` plus factor times row at `from`. */
function addRow(b: Float64Array, to: number, from: number, m: number, factor: number): void {
  if (factor === 0) return;
  for (let j = 0; j < m; j++) b[to + j] = b[to + j]! + factor * b[from + j]!;
}

function scaleRow(b: Float64Array, at: number, m: number, factor: number): void {
  for (let j = 0; j < m; j++) b[at + j] = b[at + j]! * factor;
}
