import { directionNumber } from "./lattice-directions.ts";

/** Directions with their weights, as `sellingInto` writes them. */
export interface SellingParts {
  /** Numbers of lattice directions; shape [3]. */
  readonly direction: Int32Array;
  /** Non-negative; shape [3]. */
  readonly weight: Float64Array;
}

/**
 * Selling's decomposition of a positive semi-definite matrix B = Σ_k w_k e_k e_kᵀ into three lattice directions with non-negative
 * weights: a superbase b₀ + b₁ + b₂ = 0 is turned until all ⟨b_i, B b_j⟩ ≤ 0; these are −w_k, and e_k is perpendicular to b_k.
 * Directions beyond the reach of the lattice are not taken: where they are wanted, for nearly singular B between two directions,
 * just as much diffusion along the minor axis of B is added as makes the last positive product zero.
 *
 * @returns the diffusion added along the minor axis; 0 for most matrices, below 3 % of tr B always
 * @source SELLING1874; FEHRENBACH2014 (diffusion on lattices)
 */
export function sellingInto({ direction, weight }: SellingParts, bxx: number, bxy: number, byy: number): number {
  let x0 = 1;
  let y0 = 0;
  let x1 = 0;
  let y1 = 1;
  let x2 = -1;
  let y2 = -1;
  let p01 = bxy;
  let p02 = -bxx - bxy;
  let p12 = -bxy - byy;
  for (;;) {
    // Positive product of the pair (i, j): the superbase becomes (−b_i, b_j, b_i − b_j), named so that the pair is (0, 1).
    // Plain swaps: this loop runs for every cell in every step.
    if (p02 > p01 && p02 >= p12) {
      const x = x1;
      const y = y1;
      const p = p01;
      x1 = x2;
      y1 = y2;
      p01 = p02;
      x2 = x;
      y2 = y;
      p02 = p;
    } else if (p12 > p01) {
      const x = x0;
      const y = y0;
      const p = p01;
      x0 = x2;
      y0 = y2;
      p01 = p12;
      x2 = x;
      y2 = y;
      p12 = p;
    }
    if (!(p01 > 0)) break;
    const x = x0 - x1;
    const y = y0 - y1;
    if (directionNumber(-y, x) < 0) break;
    // ⟨−b₀, b₀ − b₁⟩ = 2 p01 + p02 because ⟨b₀, B b₀⟩ = −p01 − p02; likewise for b₁.
    p02 += 2 * p01;
    p12 += 2 * p01;
    p01 = -p01;
    x0 = -x0;
    y0 = -y0;
    x2 = x;
    y2 = y;
  }
  let added = 0;
  if (p01 > 0) {
    // Components along the unit vector of the smaller eigenvalue.
    const half = (bxx - byy) / 2;
    const root = Math.sqrt(half * half + bxy * bxy);
    const u = half > 0 ? -bxy : root - half;
    const v = half > 0 ? half + root : -bxy;
    const square = u * u + v * v;
    const g2 = x2 * u + y2 * v;
    const g0 = x0 * u + y0 * v;
    const g1 = x1 * u + y1 * v;
    const amount = -p01 / (g0 * g1);
    p02 += amount * g0 * g2;
    p12 += amount * g1 * g2;
    p01 = 0;
    added = amount * square;
  }
  direction[0] = directionNumber(-y0, x0);
  direction[1] = directionNumber(-y1, x1);
  direction[2] = directionNumber(-y2, x2);
  weight[0] = Math.max(-p12, 0);
  weight[1] = Math.max(-p02, 0);
  weight[2] = Math.max(-p01, 0);
  return added;
}
