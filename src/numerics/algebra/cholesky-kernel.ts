/**
 * Overwrites the lower triangle of a symmetric row-major n × n array by its Cholesky factor; the rest is not read.
 * Rows are formed four at a time in tiles of 4 × 4 dot products of contiguous rows.
 *
 * @returns −1, or the first pivot that is not positive and finite; its entry then holds the failed pivot
 */
export function factorInto(l: Float64Array, n: number): number {
  const whole = n - (n % 4);
  for (let i = 0; i < whole; i += 4) {
    for (let j = 0; j < i; j += 4) tileInto(l, n, i, j);
    for (let r = i; r < i + 4; r++) {
      const failed = rowInto(l, n, r, i);
      if (failed >= 0) return failed;
    }
  }
  for (let r = whole; r < n; r++) {
    const failed = rowInto(l, n, r, 0);
    if (failed >= 0) return failed;
  }
  return -1;
}

/** Finishes row r from column `from` on; everything before is done. */
function rowInto(l: Float64Array, n: number, r: number, from: number): number {
  const row = r * n;
  for (let j = from; j <= r; j++) {
    const other = j * n;
    let sum0 = 0;
    let sum1 = 0;
    let k = 0;
    for (; k + 1 < j; k += 2) {
      sum0 += l[row + k]! * l[other + k]!;
      sum1 += l[row + k + 1]! * l[other + k + 1]!;
    }
    if (k < j) sum0 += l[row + k]! * l[other + k]!;
    const value = l[row + j]! - (sum0 + sum1);
    if (j < r) {
      l[row + j] = value / l[other + j]!;
    } else if (value > 0 && value < Number.POSITIVE_INFINITY) {
      l[row + j] = Math.sqrt(value);
    } else {
      l[row + j] = value;
      return r;
    }
  }
  return -1;
}

/** The 4 × 4 tile of the factor at (i, j), i ≥ j + 4. */
function tileInto(l: Float64Array, n: number, i: number, j: number): void {
  const i0 = i * n;
  const i1 = i0 + n;
  const i2 = i1 + n;
  const i3 = i2 + n;
  const j0 = j * n;
  const j1 = j0 + n;
  const j2 = j1 + n;
  const j3 = j2 + n;
  let c00 = 0,
    c01 = 0,
    c02 = 0,
    c03 = 0;
  let c10 = 0,
    c11 = 0,
    c12 = 0,
    c13 = 0;
  let c20 = 0,
    c21 = 0,
    c22 = 0,
    c23 = 0;
  let c30 = 0,
    c31 = 0,
    c32 = 0,
    c33 = 0;
  for (let k = 0; k < j; k++) {
    const b0 = l[j0 + k]!;
    const b1 = l[j1 + k]!;
    const b2 = l[j2 + k]!;
    const b3 = l[j3 + k]!;
    const a0 = l[i0 + k]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = l[i1 + k]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = l[i2 + k]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = l[i3 + k]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  finishRow(l, i0 + j, j0 + j, n, c00, c01, c02, c03);
  finishRow(l, i1 + j, j0 + j, n, c10, c11, c12, c13);
  finishRow(l, i2 + j, j0 + j, n, c20, c21, c22, c23);
  finishRow(l, i3 + j, j0 + j, n, c30, c31, c32, c33);
}

/** Subtracts the dot products from four entries and solves against the diagonal tile at `d`. */
function finishRow(
  l: Float64Array,
  at: number,
  d: number,
  n: number,
  s0: number,
  s1: number,
  s2: number,
  s3: number,
): void {
  const d1 = d + n;
  const d2 = d1 + n;
  const d3 = d2 + n;
  const x0 = (l[at]! - s0) / l[d]!;
  const x1 = (l[at + 1]! - s1 - x0 * l[d1]!) / l[d1 + 1]!;
  const x2 = (l[at + 2]! - s2 - x0 * l[d2]! - x1 * l[d2 + 1]!) / l[d2 + 2]!;
  const x3 = (l[at + 3]! - s3 - x0 * l[d3]! - x1 * l[d3 + 1]! - x2 * l[d3 + 2]!) / l[d3 + 3]!;
  l[at] = x0;
  l[at + 1] = x1;
  l[at + 2] = x2;
  l[at + 3] = x3;
}
