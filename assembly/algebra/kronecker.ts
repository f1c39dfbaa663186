import { mirrorLower } from "./symmetric";

/**
 * Adds Σ_lane (p pᵀ) ⊗ (w τ τᵀ) of four lanes to S [P·T, P·T], for the entries (i k, j l) with i ≥ j and k ≥ l.
 *
 * @param count - products that are not zero, `index` (increasing, i32) telling which of P they are
 * @param products - p; [count][4]
 * @param clock - τ, zero outside from … to − 1; [4][T]
 * @param weighted - w τ; [4][T]
 */
export function kroneckerAdd(
  count: i32,
  index: usize,
  products: usize,
  clock: usize,
  weighted: usize,
  from: i32,
  to: i32,
  timeCount: i32,
  sum: usize,
  size: i32,
): void {
  const lane = (timeCount as usize) << 3;
  const row = (size as usize) << 3;
  const first = (from as usize) << 3;
  const end = (to as usize) << 3;
  for (let i = 0; i < count; i++) {
    const pi = products + ((i as usize) << 5);
    const rowStart = sum + (load<i32>(index + ((i as usize) << 2)) as usize) * lane * (size as usize);
    for (let j = 0; j <= i; j++) {
      const pj = products + ((j as usize) << 5);
      const s0 = f64x2.splat(load<f64>(pi) * load<f64>(pj));
      const s1 = f64x2.splat(load<f64>(pi, 8) * load<f64>(pj, 8));
      const s2 = f64x2.splat(load<f64>(pi, 16) * load<f64>(pj, 16));
      const s3 = f64x2.splat(load<f64>(pi, 24) * load<f64>(pj, 24));
      let block = rowStart + (load<i32>(index + ((j as usize) << 2)) as usize) * lane + (from as usize) * row;
      for (let k = first; k < end; k += 8, block += row) {
        const w = weighted + k;
        const f0 = f64x2.mul(s0, v128.load_splat<f64>(w));
        const f1 = f64x2.mul(s1, v128.load_splat<f64>(w + lane));
        const f2 = f64x2.mul(s2, v128.load_splat<f64>(w + 2 * lane));
        const f3 = f64x2.mul(s3, v128.load_splat<f64>(w + 3 * lane));
        let l = first;
        for (; l < k; l += 16) {
          const c = clock + l;
          const left = f64x2.add(f64x2.mul(f0, v128.load(c)), f64x2.mul(f1, v128.load(c + lane)));
          const most = f64x2.add(left, f64x2.mul(f2, v128.load(c + 2 * lane)));
          const all = f64x2.add(most, f64x2.mul(f3, v128.load(c + 3 * lane)));
          v128.store(block + l, f64x2.add(v128.load(block + l), all));
        }
        if (l === k) {
          const c = clock + l;
          const left = f64x2.add(f64x2.mul(f0, v128.load64_zero(c)), f64x2.mul(f1, v128.load64_zero(c + lane)));
          const most = f64x2.add(left, f64x2.mul(f2, v128.load64_zero(c + 2 * lane)));
          const all = f64x2.add(most, f64x2.mul(f3, v128.load64_zero(c + 3 * lane)));
          store<f64>(block + l, load<f64>(block + l) + f64x2.extract_lane(all, 0));
        }
      }
    }
  }
}

/** Entries (i k, j l) with i ≥ j and k ≥ l of S [P·T, P·T], copied to l > k, then to j > i. */
export function kroneckerMirror(spaceCount: i32, timeCount: i32, sum: usize): void {
  const size = spaceCount * timeCount;
  const row = (size as usize) << 3;
  for (let i = 0; i < spaceCount; i++) {
    for (let j = 0; j <= i; j++) {
      const corner = sum + (((i * size + j) as usize) << 3) * (timeCount as usize);
      for (let k = 0; k < timeCount; k++) {
        let to = corner + ((k as usize) << 3);
        const from = corner + (k as usize) * row;
        for (let l = 0; l < k; l++, to += row) store<f64>(to, load<f64>(from + ((l as usize) << 3)));
      }
    }
  }
  mirrorLower(size, sum);
}
