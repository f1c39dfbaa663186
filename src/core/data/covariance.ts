import { ArgumentError, algebra, ShapeError } from "../../numerics/index.ts";

/** Largest difference of mirrored entries, relative to the largest entry. */
const symmetryTolerance = 1e-8;
/** Most negative eigenvalue taken for zero, relative to the largest. */
const definitenessTolerance = 1e-10;

/** A covariance Λ with a root: Λ = R Rᵀ. */
export interface RootedCovariance {
  /** Λ; shape [D, D]. */
  readonly covariance: Float64Array;
  /** R; shape [D, rank]; a number stands for that multiple of the identity. */
  readonly root: Float64Array | number;
  readonly rank: number;
}

/**
 * Checks a covariance and takes its root through its eigenvectors, which also works for singular ones.
 *
 * @param rows - shape [D, D]; symmetric to 1e-8 of its largest entry
 * @returns the symmetrised covariance with its root, or null for the zero matrix
 * @throws ArgumentError when an entry is not finite, the matrix not symmetric, or an eigenvalue below −1e-10 of the largest
 */
export function rootedCovariance(
  where: string,
  argument: string,
  rows: readonly (readonly number[])[],
  dim: number,
): RootedCovariance | null {
  const odd = rows.find((row) => row.length !== dim);
  if (rows.length !== dim || odd !== undefined) {
    throw new ShapeError(
      where,
      { [argument]: [rows.length, odd?.length ?? dim], mean: [dim] },
      "covariance must be [D, D]",
    );
  }
  const covariance = symmetrised(where, argument, rows, dim);
  if (covariance.every((value) => value === 0)) return null;
  const { values, vectors } = algebra.symmetricEigen({ rows: dim, cols: dim, values: covariance });
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values[dim - 1]!));
  if (values[0]! < -definitenessTolerance * largest) {
    throw new ArgumentError(
      where,
      argument,
      rows,
      `positive semi-definite; its smallest eigenvalue is ${Number(values[0]!.toPrecision(6))}`,
    );
  }
  const kept = Array.from({ length: dim }, (_, k) => k).filter((k) => values[k]! > Number.EPSILON * dim * largest);
  const root = new Float64Array(dim * kept.length);
  for (let d = 0; d < dim; d++) {
    for (let k = 0; k < kept.length; k++) {
      root[d * kept.length + k] = vectors.values[d * dim + kept[k]!]! * Math.sqrt(values[kept[k]!]!);
    }
  }
  return { covariance, root, rank: kept.length };
}

function symmetrised(where: string, argument: string, rows: readonly (readonly number[])[], dim: number): Float64Array {
  let largest = 0;
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      const value = rows[i]![j]!;
      if (!Number.isFinite(value)) throw new ArgumentError(where, `${argument}[${i}][${j}]`, value, "a finite number");
      largest = Math.max(largest, Math.abs(value));
    }
  }
  const covariance = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      const [below, above] = [rows[i]![j]!, rows[j]![i]!];
      if (Math.abs(below - above) > symmetryTolerance * largest) {
        throw new ArgumentError(
          where,
          `${argument}[${i}][${j}]`,
          below,
          `equal to its mirror entry ${above}: symmetric`,
        );
      }
      covariance[i * dim + j] = covariance[j * dim + i] = 0.5 * (below + above);
    }
  }
  return covariance;
}
