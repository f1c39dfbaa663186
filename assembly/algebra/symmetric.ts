/** Side of the square blocks in which a triangle is read while its mirror image is written. */
const BLOCK: i32 = 16;

/** Writes the lower triangle of A [n, n] to its upper triangle. */
export function mirrorLower(n: i32, a: usize): void {
  const stride = (n as usize) << 3;
  for (let i0 = 0; i0 < n; i0 += BLOCK) {
    const end = min(n, i0 + BLOCK);
    for (let j0 = 0; j0 <= i0; j0 += BLOCK) {
      for (let i = i0; i < end; i++) {
        const last = min(i, j0 + BLOCK);
        let from = a + (((i * n + j0) as usize) << 3);
        let to = a + (((j0 * n + i) as usize) << 3);
        for (let j = j0; j < last; j++, from += 8, to += stride) store<f64>(to, load<f64>(from));
      }
    }
  }
}

/**
 * A ← (A + Aᵀ)/2 for A [n, n].
 *
 * @returns whether every entry is finite and no |A − Aᵀ| exceeds `bound` times the largest entry
 */
export function symmetrize(n: i32, a: usize, bound: f64): bool {
  const stride = (n as usize) << 3;
  let largest: f64 = 0;
  let asymmetry: f64 = 0;
  let probe: f64 = 0;
  for (let i0 = 0; i0 < n; i0 += BLOCK) {
    const end = min(n, i0 + BLOCK);
    for (let j0 = 0; j0 <= i0; j0 += BLOCK) {
      for (let i = i0; i < end; i++) {
        const last = min(i + 1, j0 + BLOCK);
        let row = a + (((i * n + j0) as usize) << 3);
        let mirror = a + (((j0 * n + i) as usize) << 3);
        for (let j = j0; j < last; j++, row += 8, mirror += stride) {
          const x = load<f64>(row);
          const y = load<f64>(mirror);
          const mean = x * 0.5 + y * 0.5;
          probe += mean * 0;
          largest = max(largest, abs(mean));
          asymmetry = max(asymmetry, abs(x - y));
          store<f64>(row, mean);
          store<f64>(mirror, mean);
        }
      }
    }
  }
  return probe === 0 && asymmetry <= bound * largest;
}

/** Zeros above the diagonal of A [n, n]. */
export function clearUpper(n: i32, a: usize): void {
  for (let i = 0; i < n - 1; i++) memory.fill(a + (((i * n + i + 1) as usize) << 3), 0, ((n - 1 - i) as usize) << 3);
}
