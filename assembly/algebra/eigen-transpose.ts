import { at, entry } from "./eigen-rows";

/** out[i, k] = z[order[k], i] for k < n and i < columns, in tiles of a cache line of k; `order` is a list of i32. */
export function transposeSorted(
  n: i32,
  columns: i32,
  z: usize,
  zStride: i32,
  order: usize,
  out: usize,
  outStride: i32,
): void {
  for (let from = 0; from < n; from += 8) {
    const to = min(n, from + 8);
    for (let start = 0; start < columns; start += 8) {
      const count = min(columns - start, 8);
      const source = at(z, start);
      const target = entry(out, start, outStride, 0);
      let k = from;
      for (; k + 2 <= to; k += 2) {
        const p = entry(source, indexAt(order, k), zStride, 0);
        transposePair(count, p, entry(source, indexAt(order, k + 1), zStride, 0), at(target, k), outStride);
      }
      if (k < to) {
        const p = entry(source, indexAt(order, k), zStride, 0);
        for (let i = 0; i < count; i++) store<f64>(entry(target, i, outStride, k), load<f64>(at(p, i)));
      }
    }
  }
}

function transposePair(count: i32, p: usize, q: usize, out: usize, outStride: i32): void {
  const step = (outStride as usize) << 3;
  let to = out;
  let i = 0;
  for (; i + 2 <= count; i += 2, to += 2 * step) {
    const x = v128.load(at(p, i));
    const y = v128.load(at(q, i));
    v128.store(to, v128.shuffle<f64>(x, y, 0, 2));
    v128.store(to + step, v128.shuffle<f64>(x, y, 1, 3));
  }
  if (i < count) {
    store<f64>(to, load<f64>(at(p, i)));
    store<f64>(to, load<f64>(at(q, i)), 8);
  }
}

export function indexAt(order: usize, k: i32): i32 {
  return load<i32>(order + ((k as usize) << 2));
}

/** `order` becomes the indices 0 … n − 1 by ascending value. Insertion: for few values or nearly sorted ones. */
export function sortOrder(n: i32, values: usize, order: usize): void {
  for (let i = 0; i < n; i++) insertIndex(i, values, order);
}

/** Puts index i among the i sorted ones before it. */
export function insertIndex(i: i32, values: usize, order: usize): void {
  const value = load<f64>(at(values, i));
  let j = i;
  for (; j > 0 && load<f64>(at(values, indexAt(order, j - 1))) > value; j--) {
    store<i32>(order + ((j as usize) << 2), indexAt(order, j - 1));
  }
  store<i32>(order + ((j as usize) << 2), i);
}
