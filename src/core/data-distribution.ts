import type { Rng } from "../numerics/index.ts";
import type { Points } from "./points.ts";

/** One component of a Gaussian mixture; `covariance` is [D, D] row-major, or null for a point mass. */
export interface MixtureComponent {
  readonly weight: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array | null;
}

/**
 * Clean data: a Gaussian mixture Σ π_k N(μ_k, Λ_k). A point set is its zero-covariance case, so that every exact
 * statement about mixtures covers training sets.
 * Laws: weights positive, sum one; covariances symmetric, positive semi-definite.
 */
export interface DataDistribution {
  readonly name: string;
  readonly dim: number;
  readonly components: readonly MixtureComponent[];
  /** n independent draws; shape [n, D]. */
  sample(rng: Rng, n: number): Points;
}
