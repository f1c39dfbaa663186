import {
  everyPoint,
  exponents,
  half,
  list,
  listed,
  listedCount,
  logWeights,
  pointCount,
  points,
  reach,
  scale,
  setListed,
  squares,
  TILE,
  tileOfStates,
  width,
} from "./softmax-block";
import { listScreened } from "./softmax-screen";

/** Exponents of four states for every point. */
export function exponentsOfTile(states: usize, squaresOfStates: usize): void {
  setListed(everyPoint, pointCount);
  exponentsOfListed(states, squaresOfStates);
}

/** The same for the points that can matter to one of the four. */
export function screenedExponents(states: usize, squaresOfStates: usize, tops: usize): void {
  const rows = listScreened(states, squaresOfStates, tops, reach);
  if (rows < 0) {
    exponentsOfTile(states, squaresOfStates);
    return;
  }
  for (let j = rows; j < ((rows + 3) & ~3); j++) store<i32>(list + ((<usize>j) << 2), 0);
  setListed(list, rows);
  if (rows > 0) exponentsOfListed(states, squaresOfStates);
}

function rowOf(j: i32): usize {
  return points + ((<usize>(load<i32>(listed + ((<usize>j) << 2)) * width)) << 3);
}

/** Exponents of listed point j from its products with states 0 and 1, and with 2 and 3, by the expanded square. */
function storeExponents(j: i32, low: v128, high: v128, squaresOfStates: usize): void {
  const place = (<usize>load<i32>(listed + ((<usize>j) << 2))) << 3;
  const square = v128.load64_splat(squares + place);
  const weight = v128.load64_splat(logWeights + place);
  const twice = f64x2.splat(2.0 * scale);
  const by = f64x2.splat(half);
  const row = exponents + ((<usize>j) << 5);
  const of01 = f64x2.sub(f64x2.add(v128.load(squaresOfStates), square), f64x2.mul(twice, low));
  const of23 = f64x2.sub(f64x2.add(v128.load(squaresOfStates, 16), square), f64x2.mul(twice, high));
  v128.store(row, f64x2.sub(weight, f64x2.mul(by, of01)));
  v128.store(row, f64x2.sub(weight, f64x2.mul(by, of23)), 16);
}

/** Four listed points at a time against four states, every product summed in the order of the coordinates. */
function exponentsOfListed(states: usize, squaresOfStates: usize): void {
  const stride = (<usize>width) << 3;
  for (let k = 0; k < TILE; k++) {
    const row = states + <usize>k * stride;
    const out = tileOfStates + ((<usize>k) << 3);
    for (let d: usize = 0; d < stride; d += 8) store<f64>(out + (d << 2), load<f64>(row + d));
  }
  for (let j = 0; j < listedCount; j += 4) {
    let p0 = rowOf(j);
    let p1 = rowOf(j + 1);
    let p2 = rowOf(j + 2);
    let p3 = rowOf(j + 3);
    let x = tileOfStates;
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    const end = p0 + stride;
    while (p0 < end) {
      const u = v128.load(x);
      const v = v128.load(x, 16);
      let by = v128.load64_splat(p0);
      a0 = f64x2.add(a0, f64x2.mul(by, u));
      b0 = f64x2.add(b0, f64x2.mul(by, v));
      by = v128.load64_splat(p1);
      a1 = f64x2.add(a1, f64x2.mul(by, u));
      b1 = f64x2.add(b1, f64x2.mul(by, v));
      by = v128.load64_splat(p2);
      a2 = f64x2.add(a2, f64x2.mul(by, u));
      b2 = f64x2.add(b2, f64x2.mul(by, v));
      by = v128.load64_splat(p3);
      a3 = f64x2.add(a3, f64x2.mul(by, u));
      b3 = f64x2.add(b3, f64x2.mul(by, v));
      p0 += 8;
      p1 += 8;
      p2 += 8;
      p3 += 8;
      x += 32;
    }
    storeExponents(j, a0, b0, squaresOfStates);
    storeExponents(j + 1, a1, b1, squaresOfStates);
    storeExponents(j + 2, a2, b2, squaresOfStates);
    storeExponents(j + 3, a3, b3, squaresOfStates);
  }
}
