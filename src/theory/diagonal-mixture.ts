import type { DataDistribution } from "../core/index.ts";
import { ArgumentError, algebra, type Matrix, matrix, ShapeError } from "../numerics/index.ts";

/**
 * A Gaussian mixture with every covariance in its eigenbasis, Λ_i = U_i diag(λ_i) U_iᵀ: the noised covariance
 * σ² I + α² Λ_i is then diagonal in the same basis at every time.
 */
export interface DiagonalMixture {
  readonly dim: number;
  /** M. */
  readonly count: number;
  /** log π_i, weights normalised; shape [M]. */
  readonly logWeight_M: Float64Array;
  /** μ_i; shape [M, D]; data. */
  readonly mean_MD: Float64Array;
  /** λ_i ≥ 0; shape [M, D]; data². */
  readonly eigenvalue_MD: Float64Array;
  /** U_i, eigenvectors as columns, [D, D]; null where Λ_i is diagonal. */
  readonly bases: readonly (Float64Array | null)[];
  /** Whether every component is a point mass. */
  readonly isPointSet: boolean;
  /** A point set as a matrix [M, D], where it is large enough for the kernels of numerics; otherwise null. */
  readonly cloud: Matrix | null;
}

/** Rounding that an eigenvalue of a positive semi-definite matrix may show, relative to the largest. */
const EIGENVALUE_ROUNDING = 1e-10;
/** Numbers M D from which the kernels are faster; points of a size that can be squared. */
const CLOUD_FROM = 64;
const LARGEST_IN_CLOUD = 1e150;

/**
 * Eigenbases of all components, computed once; components of weight zero are left out.
 *
 * @throws ArgumentError for a negative weight, weights that sum to zero, or an indefinite covariance
 * @throws ShapeError for a mean or covariance of the wrong size
 */
export function diagonalMixture(data: DataDistribution): DiagonalMixture {
  const dim = data.dim;
  const bad = data.components.find((component) => !(component.weight >= 0));
  if (bad) throw new ArgumentError("noisedMarginal", "weight", bad.weight, "zero or positive");
  const kept = data.components.filter((component) => component.weight > 0);
  const total = kept.reduce((sum, component) => sum + component.weight, 0);
  if (!(total > 0 && total < Infinity))
    throw new ArgumentError("noisedMarginal", "total weight", total, "positive and finite");
  const mean_MD = new Float64Array(kept.length * dim);
  const eigenvalue_MD = new Float64Array(kept.length * dim);
  const bases = kept.map(({ mean, covariance }, i) => {
    if (mean.length !== dim) throw new ShapeError("noisedMarginal", { mean: [mean.length], data: [dim] }, "must agree");
    mean_MD.set(mean, i * dim);
    if (covariance === null) return null;
    const { values, vectors } = eigenbasis(covariance, dim);
    eigenvalue_MD.set(values, i * dim);
    return vectors;
  });
  const isPointSet = kept.every((component) => component.covariance === null);
  const isLarge = kept.length * dim >= CLOUD_FROM && mean_MD.every((value) => Math.abs(value) < LARGEST_IN_CLOUD);
  return {
    dim,
    count: kept.length,
    logWeight_M: Float64Array.from(kept, (component) => Math.log(component.weight / total)),
    mean_MD,
    eigenvalue_MD,
    bases,
    isPointSet,
    cloud: isPointSet && isLarge ? matrix(kept.length, dim, mean_MD) : null,
  };
}

function eigenbasis(covariance: Float64Array, dim: number): { values: Float64Array; vectors: Float64Array | null } {
  if (covariance.length !== dim * dim)
    throw new ShapeError("noisedMarginal", { covariance: [covariance.length], expected: [dim, dim] }, "must agree");
  const isDiagonal = covariance.every((value, k) => value === 0 || k % (dim + 1) === 0);
  const found = isDiagonal
    ? { values: Float64Array.from({ length: dim }, (_, d) => covariance[d * (dim + 1)]), vectors: null }
    : decompose(covariance, dim);
  const largest = Math.max(...found.values);
  const smallest = Math.min(...found.values);
  if (!(smallest >= -EIGENVALUE_ROUNDING * largest && largest < Infinity))
    throw new ArgumentError("noisedMarginal", "smallest covariance eigenvalue", smallest, "zero or positive");
  return { values: found.values.map((value) => Math.max(value, 0)), vectors: found.vectors };
}

function decompose(covariance: Float64Array, dim: number): { values: Float64Array; vectors: Float64Array } {
  const { values, vectors } = algebra.symmetricEigen(matrix(dim, dim, covariance));
  return { values, vectors: vectors.values };
}
