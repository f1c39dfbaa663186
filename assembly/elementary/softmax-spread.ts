import { rescale, weighTile } from "./softmax-averages";
import { addresses, factors, weights, width } from "./softmax-block";
import { exponentsOfTile } from "./softmax-exponents";
import { raiseTops } from "./softmax-tops";

/**
 * Adds the block to the first and second moments of four states around their references r:
 * Σ w (μ − r), shape [4, width], and the upper triangle, in squares of four, of Σ w (μ − r)(μ − r)ᵀ, [4, width, width].
 * `rows` has room for two copies of the block.
 */
export function softmaxMoments(
  states: usize,
  squaresOfStates: usize,
  tops: usize,
  totals: usize,
  leaders: usize,
  references: usize,
  first: usize,
  second: usize,
  rows: usize,
): void {
  const rowBytes = (<usize>width) << 3;
  exponentsOfTile(states, squaresOfStates);
  if (raiseTops(states, squaresOfStates, tops, leaders)) {
    for (let k = 0; k < 4; k++) {
      const own = (<usize>k) << 3;
      const factor = load<f64>(factors + own);
      if (factor === 1.0) continue;
      store<f64>(totals + own, load<f64>(totals + own) * factor);
      rescale(first + <usize>k * rowBytes, width, factor);
      rescale(second + <usize>(k * width) * rowBytes, width * width, factor);
    }
  }
  const found = weighTile(tops, totals);
  for (let k = 0; k < 4; k++) {
    const listed = differences(k, found, references + <usize>k * rowBytes, first + <usize>k * rowBytes, rows);
    if (listed > 0) addProducts(listed, rows, second + <usize>(k * width) * rowBytes);
  }
}

/** Writes μ − r and w (μ − r) side by side for every point with weight in state k; their number. */
function differences(k: i32, found: i32, reference: usize, first: usize, rows: usize): i32 {
  const rowBytes = (<usize>width) << 3;
  let listed = 0;
  let out = rows;
  for (let j = 0; j < found; j++) {
    const weight = load<f64>(weights + ((<usize>(4 * j + k)) << 3));
    if (weight === 0) continue;
    const point = <usize>load<u32>(addresses + ((<usize>j) << 2));
    const by = f64x2.splat(weight);
    for (let d: usize = 0; d < rowBytes; d += 16) {
      const difference = f64x2.sub(v128.load(point + d), v128.load(reference + d));
      const weighted = f64x2.mul(by, difference);
      v128.store(out + d, difference);
      v128.store(out + rowBytes + d, weighted);
      v128.store(first + d, f64x2.add(v128.load(first + d), weighted));
    }
    out += 2 * rowBytes;
    listed++;
  }
  return listed;
}

/** Adds Σ (w v) vᵀ in squares of four on and above the diagonal. */
function addProducts(listed: i32, rows: usize, second: usize): void {
  const rowBytes = (<usize>width) << 3;
  const stride: usize = rowBytes << 1;
  const end = rows + <usize>listed * stride;
  for (let d: usize = 0; d < rowBytes; d += 32) {
    for (let e = d; e < rowBytes; e += 32) {
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let a2 = f64x2.splat(0);
      let a3 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let b2 = f64x2.splat(0);
      let b3 = f64x2.splat(0);
      for (let row = rows; row < end; row += stride) {
        const u = v128.load(row + e);
        const v = v128.load(row + e, 16);
        const weighted = row + rowBytes + d;
        let by = v128.load64_splat(weighted);
        a0 = f64x2.add(a0, f64x2.mul(by, u));
        b0 = f64x2.add(b0, f64x2.mul(by, v));
        by = v128.load64_splat(weighted, 8);
        a1 = f64x2.add(a1, f64x2.mul(by, u));
        b1 = f64x2.add(b1, f64x2.mul(by, v));
        by = v128.load64_splat(weighted, 16);
        a2 = f64x2.add(a2, f64x2.mul(by, u));
        b2 = f64x2.add(b2, f64x2.mul(by, v));
        by = v128.load64_splat(weighted, 24);
        a3 = f64x2.add(a3, f64x2.mul(by, u));
        b3 = f64x2.add(b3, f64x2.mul(by, v));
      }
      let at = second + (d >>> 3) * rowBytes + e;
      addPair(at, a0, b0);
      at += rowBytes;
      addPair(at, a1, b1);
      at += rowBytes;
      addPair(at, a2, b2);
      at += rowBytes;
      addPair(at, a3, b3);
    }
  }
}

function addPair(at: usize, a: v128, b: v128): void {
  v128.store(at, f64x2.add(v128.load(at), a));
  v128.store(at, f64x2.add(v128.load(at, 16), b), 16);
}
