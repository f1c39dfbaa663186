import { ArgumentError, ShapeError } from "../../numerics/index.ts";
import type { DataDistribution, MixtureComponent } from "../data-distribution.ts";
import { type RootedCovariance, rootedCovariance } from "./covariance.ts";
import { checkCount, componentChoice, normalisedWeights } from "./weights.ts";

/** One component as written: a number is the variance of an isotropic covariance, 0 a point mass. */
export interface GaussianComponent {
  /** > 0; relative to the other weights. */
  readonly weight: number;
  /** Shape [D]; data. */
  readonly mean: ArrayLike<number>;
  /** Shape [D, D] or a variance; data²; may be singular. */
  readonly covariance: readonly (readonly number[])[] | number;
}

/** Components of a mixture, with an optional name. */
export interface GaussianMixtureOptions {
  readonly name?: string;
  readonly components: readonly GaussianComponent[];
}

/**
 * The Gaussian mixture Σ π_k N(μ_k, Λ_k) with weights normalised.
 *
 * @throws ArgumentError when a weight is not above 0, a number not finite, or a covariance not positive semi-definite
 * @throws ShapeError when means or covariances differ in dimension
 */
export function gaussianMixture(options: GaussianMixtureOptions): DataDistribution {
  const where = "gaussianMixture";
  const given = options.components;
  const dim = given[0]?.mean.length ?? 0;
  if (given.length === 0) throw new ArgumentError(where, "components", given, "a list of at least one component");
  if (dim === 0)
    throw new ArgumentError(where, "components[0].mean", given[0]!.mean, "a list of at least one coordinate");
  const weights = normalisedWeights(
    where,
    given.length,
    given.map(({ weight }) => weight),
  );
  const shared = new Map<number, RootedCovariance>();
  const roots = given.map(({ covariance }, k) => spread(where, `components[${k}].covariance`, covariance, dim, shared));
  const components = given.map(({ mean }, k): MixtureComponent => {
    return { weight: weights[k]!, mean: checkedMean(where, k, mean, dim), covariance: roots[k]?.covariance ?? null };
  });
  const choose = componentChoice(weights);
  return {
    name: options.name ?? `Gaussian mixture (${given.length} components, ${dim} dimensions)`,
    dim,
    components,
    sample(rng, n) {
      checkCount(`${where}.sample`, n);
      const values = new Float64Array(n * dim);
      const z = new Float64Array(dim);
      for (let i = 0; i < n; i++) {
        const k = choose(rng);
        values.set(components[k]!.mean, i * dim);
        const root = roots[k];
        if (!root) continue;
        for (let d = 0; d < root.rank; d++) z[d] = rng.normal();
        addInto(values, i * dim, dim, root, z);
      }
      return { count: n, dim, values };
    },
  };
}

function checkedMean(where: string, k: number, mean: ArrayLike<number>, dim: number): Float64Array {
  if (mean.length !== dim) {
    const shapes = { [`components[${k}].mean`]: [mean.length], "components[0].mean": [dim] };
    throw new ShapeError(where, shapes, "means must be equally long");
  }
  const values = Float64Array.from(mean);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new ArgumentError(where, `components[${k}].mean[${bad}]`, mean[bad], "a finite number");
  return values;
}

/** The covariance with its root, null for zero; components of equal isotropic variance share one. */
function spread(
  where: string,
  argument: string,
  covariance: GaussianComponent["covariance"],
  dim: number,
  shared: Map<number, RootedCovariance>,
): RootedCovariance | null {
  if (typeof covariance !== "number") return rootedCovariance(where, argument, covariance, dim);
  if (!(Number.isFinite(covariance) && covariance >= 0)) {
    throw new ArgumentError(where, argument, covariance, "a finite variance, at least 0, or a matrix");
  }
  if (covariance === 0) return null;
  const known = shared.get(covariance) ?? isotropic(covariance, dim);
  shared.set(covariance, known);
  return known;
}

function isotropic(variance: number, dim: number): RootedCovariance {
  const covariance = new Float64Array(dim * dim);
  for (let d = 0; d < dim; d++) covariance[d * dim + d] = variance;
  return { covariance, root: Math.sqrt(variance), rank: dim };
}

/** values[offset …] += R z. */
function addInto(
  values: Float64Array,
  offset: number,
  dim: number,
  { root, rank }: RootedCovariance,
  z: Float64Array,
): void {
  for (let d = 0; d < dim; d++) {
    let sum = typeof root === "number" ? root * z[d]! : 0;
    if (typeof root !== "number") for (let k = 0; k < rank; k++) sum += root[d * rank + k]! * z[k]!;
    values[offset + d]! += sum;
  }
}
