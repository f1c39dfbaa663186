import { dot } from "./eigen-rows";
import { gemmLower } from "./gemm";
import { solveLower } from "./triangular";

/** Rows that are factorised one by one. */
const BASE: i32 = 24;

/**
 * Overwrites the lower triangle of A [n, n] with rows `stride` numbers apart by its Cholesky factor; what lies above is
 * then undefined.
 *
 * @returns −1, or the first pivot that is not positive and finite; its entry then holds the failed pivot
 */
export function cholesky(n: i32, a: usize, stride: i32): i32 {
  if (n <= BASE) return factorRows(n, a, stride);
  const top = n > 128 ? (n / 2) & ~63 : (n / 2 + 3) & ~3;
  const rest = n - top;
  const a21 = a + (((top * stride) as usize) << 3);
  const a22 = a21 + ((top as usize) << 3);
  const failed = cholesky(top, a, stride);
  if (failed >= 0) return failed;
  solveLower(top, rest, a, stride, 1, a21, 1, stride);
  gemmLower(rest, top, -1, a21, stride, 1, a21, 1, stride, a22, stride);
  const later = cholesky(rest, a22, stride);
  return later < 0 ? -1 : top + later;
}

function factorRows(n: i32, a: usize, stride: i32): i32 {
  const step = (stride as usize) << 3;
  let row = a;
  for (let i = 0; i < n; i++, row += step) {
    let other = a;
    for (let j = 0; j < i; j++, other += step) {
      const place = row + ((j as usize) << 3);
      const diagonal = other + ((j as usize) << 3);
      store<f64>(place, (load<f64>(place) - dot(row, other, j)) / load<f64>(diagonal));
    }
    const place = row + ((i as usize) << 3);
    const value = load<f64>(place) - dot(row, row, i);
    if (!(value > 0 && value < Infinity)) {
      store<f64>(place, value);
      return i;
    }
    store<f64>(place, sqrt(value));
  }
  return -1;
}
