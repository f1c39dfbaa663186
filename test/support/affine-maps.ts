import { type AffineMap, empiricalMoments, type Moments } from "../../src/linear-models/index.ts";
import { algebra, matrix, type Rng } from "../../src/numerics/index.ts";

/** Moments of points that are correlated and not centred. */
export function someMoments(rng: Rng, dim: number, count: number = 4 * dim): Moments {
  const mixing = matrix(dim, dim, rng.normals(dim * dim));
  const values = algebra.gemm(matrix(count, dim, rng.normals(count * dim)), mixing).values;
  for (let i = 0; i < values.length; i++) values[i]! += 0.5 * ((i % dim) + 1);
  return empiricalMoments({ count, dim, values });
}

/** A map without any structure. */
export function someMap(rng: Rng, dim: number): AffineMap {
  return { matrix: matrix(dim, dim, rng.normals(dim * dim)), offset: rng.normals(dim) };
}
