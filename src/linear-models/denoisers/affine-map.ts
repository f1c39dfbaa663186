import { type Points, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";

/** x ↦ W x + b: a linear denoiser of one noise level, or a whole sampler made of such denoisers. */
export interface AffineMap {
  /** W; shape [D, D]. */
  readonly matrix: Matrix;
  /** b; shape [D]; data. */
  readonly offset: Float64Array;
}

/** Mean and covariance of a law. */
export interface Moments {
  /** Shape [D]; data. */
  readonly mean: Float64Array;
  /** Shape [D, D]; data². */
  readonly covariance: Matrix;
}

/** p x + q (W x + b), for scalars p and q. */
export function scaledMap(p: number, q: number, { matrix: own, offset }: AffineMap): AffineMap {
  const values = own.values.map((value) => q * value);
  for (let d = 0; d < own.rows; d++) values[d * own.cols + d]! += p;
  return { matrix: matrix(own.rows, own.cols, values), offset: offset.map((value) => q * value) };
}

/**
 * The map x ↦ outer(inner(x)).
 *
 * @throws ShapeError when the dimensions differ
 */
export function composed(outer: AffineMap, inner: AffineMap): AffineMap {
  const dim = inner.offset.length;
  if (outer.matrix.cols !== dim)
    throw new ShapeError(
      "composed",
      { outer: [outer.matrix.rows, outer.matrix.cols], inner: [dim] },
      "the dimensions must agree",
    );
  const moved = algebra.gemm(outer.matrix, matrix(dim, 1, inner.offset)).values;
  return {
    matrix: algebra.gemm(outer.matrix, inner.matrix),
    offset: moved.map((value, d) => value + outer.offset[d]!),
  };
}

/**
 * Images of points, x ↦ W x + b.
 *
 * @throws ShapeError when the dimensions differ
 */
export function imagesOf(map: AffineMap, x: Points): Points {
  const dim = map.offset.length;
  if (x.dim !== dim) throw new ShapeError("imagesOf", { x: [x.count, x.dim], map: [dim] }, "the dimensions must agree");
  const { values } = algebra.gemm(matrix(x.count, dim, x.values), map.matrix, { transposeB: true });
  for (let i = 0; i < values.length; i++) values[i]! += map.offset[i % dim]!;
  return { count: x.count, dim, values };
}

/**
 * Mean b and covariance v W Wᵀ of the image of N(0, v I).
 *
 * @param variance - v; data²; ≥ 0
 * @accuracy rounding
 */
export function imageOfNoise(map: AffineMap, variance: number): Moments {
  const { values } = algebra.gemm(map.matrix, map.matrix, { transposeB: true });
  return {
    mean: map.offset.slice(),
    covariance: matrix(
      map.matrix.rows,
      map.matrix.rows,
      values.map((value) => variance * value),
    ),
  };
}

/**
 * Mean and covariance of points, divided by N: the moments of the empirical measure.
 *
 * @accuracy rounding; two passes
 * @throws ShapeError when there is no point
 */
export function empiricalMoments(x: Points): Moments {
  const { count, dim, values } = x;
  if (count < 1) throw new ShapeError("empiricalMoments", { x: [count, dim] }, "at least one point is needed");
  const mean = new Float64Array(dim);
  for (let i = 0; i < values.length; i++) mean[i % dim]! += values[i]! / count;
  const centred = matrix(
    count,
    dim,
    values.map((value, i) => value - mean[i % dim]!),
  );
  return { mean, covariance: algebra.syrk(centred, new Float64Array(count).fill(1 / count)) };
}
