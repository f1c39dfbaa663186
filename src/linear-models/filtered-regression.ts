import { ArgumentError, type FeatureMap, type NoisyStates, ShapeError } from "../core/index.ts";
import { algebra, type Matrix, matrix } from "../numerics/index.ts";
import type { SpectralFilter } from "./lazy/spectral-filter.ts";

/**
 * Coefficients of linear features trained from zero on one list of draws, as far as each filter says: W = g(Σ̂) b̂ with Σ̂ = (1/P) Σ w_n
 * φ_n φ_nᵀ and b̂ = (1/P) Σ w_n φ_n y_nᵀ, exact at finite P. All filters share one eigenbasis.
 *
 * @param weights - w_n ≥ 0; shape [P]
 * @param targets - y_n; shape [P, D]
 * @param filters - how far training went; a ridge is part of the filter
 * @returns one W per filter; shape [F, D]
 * @accuracy rounding
 * @throws ArgumentError when there is no draw, ShapeError when the parts do not have one row per draw
 */
export function filteredRegression(
  features: FeatureMap,
  at: NoisyStates,
  weights: Float64Array,
  targets: Matrix,
  filters: readonly SpectralFilter[],
): Matrix[] {
  const where = "filteredRegression";
  const count = at.x.count;
  if (count === 0) throw new ArgumentError(where, "P", count, "at least 1");
  if (targets.rows !== count || weights.length !== count) {
    const shapes = { states: [count], weights: [weights.length], targets: [targets.rows, targets.cols] };
    throw new ShapeError(where, shapes, "all must have one row per draw");
  }
  const { cols } = targets;
  const share = weights.map((weight) => weight / count);
  const scaled = matrix(
    count,
    cols,
    targets.values.map((value, i) => value * share[Math.floor(i / cols)]!),
  );
  const { values, vectors } = algebra.symmetricEigen(features.gram(at, share));
  const modes = algebra.gemm(vectors, features.project(at, scaled), { transposeA: true });
  const largest = values.at(-1)!;
  return filters.map((filter) => {
    const gains = values.map((e) => filter.inverse(Math.max(e, 0), largest));
    const filtered = modes.values.map((value, i) => value * gains[Math.floor(i / cols)]!);
    return algebra.gemm(vectors, matrix(modes.rows, cols, filtered));
  });
}
