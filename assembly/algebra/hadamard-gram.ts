/**
 * The lower triangle of C [n, n] multiplied, entry by entry, by that of A Aᵀ, or set to it at first.
 *
 * @param width - columns of A; even (the last may hold zeros)
 */
export function hadamardGram(n: i32, width: i32, a: usize, c: usize, first: bool): void {
  const row = (width as usize) << 3;
  const stride = (n as usize) << 3;
  for (let i = 0; i < n; i++) {
    const own = a + (i as usize) * row;
    let place = c + (i as usize) * stride;
    let other = a;
    let j = 0;
    for (; j < i; j += 2, place += 16, other += row << 1) {
      let sum0 = f64x2.splat(0);
      let sum1 = f64x2.splat(0);
      for (let k: usize = 0; k < row; k += 16) {
        const x = v128.load(own + k);
        sum0 = f64x2.add(sum0, f64x2.mul(x, v128.load(other + k)));
        sum1 = f64x2.add(sum1, f64x2.mul(x, v128.load(other + row + k)));
      }
      const even = v128.shuffle<f64>(sum0, sum1, 0, 2);
      const odd = v128.shuffle<f64>(sum0, sum1, 1, 3);
      const dots = f64x2.add(even, odd);
      v128.store(place, first ? dots : f64x2.mul(v128.load(place), dots));
    }
    // A pair may end on the diagonal; otherwise the diagonal stands alone.
    if (j > i) continue;
    let sum = f64x2.splat(0);
    for (let k: usize = 0; k < row; k += 16) {
      const x = v128.load(own + k);
      sum = f64x2.add(sum, f64x2.mul(x, x));
    }
    const dot = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    store<f64>(place, first ? dot : load<f64>(place) * dot);
  }
}
