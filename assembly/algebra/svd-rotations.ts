import { at } from "./eigen-rows";

/** Columns of a strip; a matrix [n, n] is kept as strips [ceil(n / STRIP)][n][STRIP]. */
export const STRIP: i32 = 8;

export function stripCount(n: i32): i32 {
  return (n + STRIP - 1) / STRIP;
}

export function stripIdentity(n: i32, z: usize): void {
  memory.fill(z, 0, ((stripCount(n) * n * STRIP) as usize) << 3);
  for (let i = 0; i < n; i++) store<f64>(at(z, ((i / STRIP) * n + i) * STRIP + (i % STRIP)), 1);
}

export function negateStripRow(n: i32, z: usize, row: i32): void {
  for (let strip = 0; strip < stripCount(n); strip++) {
    const p = at(z, (strip * n + row) * STRIP);
    for (let i = 0; i < STRIP; i++) store<f64>(at(p, i), -load<f64>(at(p, i)));
  }
}

/**
 * Applies a record of rotations to the rows of Z, strip by strip, so that each strip stays in the cache.
 * The record is a sequence of sweeps (first row, count, direction, then count pairs c, s); a rotation of rows p and
 * p + 1 makes them c p + s (p + 1) and c (p + 1) − s p. A sweep takes p = first, first ± 1, …
 */
export function rotateStrips(n: i32, z: usize, record: usize, end: usize): void {
  for (let strip = 0; strip < stripCount(n); strip++) {
    const base = at(z, strip * n * STRIP);
    let p = record;
    while (p < end) {
      const first = load<f64>(p) as i32;
      const count = load<f64>(p, 8) as i32;
      const down = load<f64>(p, 16) > 0;
      p += 24;
      const stop = p + ((count as usize) << 4);
      if (down) sweepDown(at(base, first * STRIP), p, stop);
      else sweepUp(at(base, (first + 1) * STRIP), p, stop);
      p = stop;
    }
  }
}

const ROW: usize = 64;

/** The row that two rotations share stays in registers. */
function sweepDown(start: usize, from: usize, stop: usize): void {
  let row = start;
  let x0 = v128.load(row);
  let x1 = v128.load(row, 16);
  let x2 = v128.load(row, 32);
  let x3 = v128.load(row, 48);
  for (let p = from; p < stop; p += 16, row += ROW) {
    const c = v128.load_splat<f64>(p);
    const s = v128.load_splat<f64>(p, 8);
    const y0 = v128.load(row, 64);
    const y1 = v128.load(row, 80);
    const y2 = v128.load(row, 96);
    const y3 = v128.load(row, 112);
    v128.store(row, f64x2.add(f64x2.mul(c, x0), f64x2.mul(s, y0)));
    v128.store(row, f64x2.add(f64x2.mul(c, x1), f64x2.mul(s, y1)), 16);
    v128.store(row, f64x2.add(f64x2.mul(c, x2), f64x2.mul(s, y2)), 32);
    v128.store(row, f64x2.add(f64x2.mul(c, x3), f64x2.mul(s, y3)), 48);
    x0 = f64x2.sub(f64x2.mul(c, y0), f64x2.mul(s, x0));
    x1 = f64x2.sub(f64x2.mul(c, y1), f64x2.mul(s, x1));
    x2 = f64x2.sub(f64x2.mul(c, y2), f64x2.mul(s, x2));
    x3 = f64x2.sub(f64x2.mul(c, y3), f64x2.mul(s, x3));
  }
  v128.store(row, x0);
  v128.store(row, x1, 16);
  v128.store(row, x2, 32);
  v128.store(row, x3, 48);
}

/** From the last pair of rows, whose second row is at `start`, to the first. */
function sweepUp(start: usize, from: usize, stop: usize): void {
  let row = start;
  let y0 = v128.load(row);
  let y1 = v128.load(row, 16);
  let y2 = v128.load(row, 32);
  let y3 = v128.load(row, 48);
  for (let p = from; p < stop; p += 16, row -= ROW) {
    const c = v128.load_splat<f64>(p);
    const s = v128.load_splat<f64>(p, 8);
    const above = row - ROW;
    const x0 = v128.load(above);
    const x1 = v128.load(above, 16);
    const x2 = v128.load(above, 32);
    const x3 = v128.load(above, 48);
    v128.store(row, f64x2.sub(f64x2.mul(c, y0), f64x2.mul(s, x0)));
    v128.store(row, f64x2.sub(f64x2.mul(c, y1), f64x2.mul(s, x1)), 16);
    v128.store(row, f64x2.sub(f64x2.mul(c, y2), f64x2.mul(s, x2)), 32);
    v128.store(row, f64x2.sub(f64x2.mul(c, y3), f64x2.mul(s, x3)), 48);
    y0 = f64x2.add(f64x2.mul(c, x0), f64x2.mul(s, y0));
    y1 = f64x2.add(f64x2.mul(c, x1), f64x2.mul(s, y1));
    y2 = f64x2.add(f64x2.mul(c, x2), f64x2.mul(s, y2));
    y3 = f64x2.add(f64x2.mul(c, x3), f64x2.mul(s, y3));
  }
  v128.store(row, y0);
  v128.store(row, y1, 16);
  v128.store(row, y2, 32);
  v128.store(row, y3, 48);
}
