import { ArgumentError } from "../../numerics/index.ts";
import type { DataDistribution, MixtureComponent } from "../data-distribution.ts";
import { type Points, points } from "../points.ts";
import { checkCount, componentChoice, normalisedWeights } from "./weights.ts";

/**
 * Weighted point masses Σ π_k δ(u − μ_k): a training set. The means are views of one row-major array, which is kept.
 *
 * @param at - points or rows; at least one
 * @param weights - shape [N]; > 0; normalised here; equal when left out
 * @throws ArgumentError when there is no point, a coordinate is not finite, or a weight is not above 0
 */
export function pointMasses(
  at: Points | readonly (readonly number[])[],
  weights?: ArrayLike<number>,
  name?: string,
): DataDistribution {
  const where = "pointMasses";
  const { count, dim, values } = isPoints(at) ? points(at.values, at.dim) : points(at);
  if (count === 0) throw new ArgumentError(where, "points", [], "a list of at least one point");
  const shares = normalisedWeights(where, count, weights);
  const components = Array.from({ length: count }, (_, n): MixtureComponent => {
    return { weight: shares[n]!, mean: values.subarray(n * dim, (n + 1) * dim), covariance: null };
  });
  const choose = componentChoice(shares);
  return {
    name: name ?? `${count} points in ${dim} dimensions`,
    dim,
    components,
    sample(rng, n) {
      checkCount(`${where}.sample`, n);
      const drawn = new Float64Array(n * dim);
      for (let i = 0; i < n; i++) drawn.set(components[choose(rng)]!.mean, i * dim);
      return { count: n, dim, values: drawn };
    },
  };
}

function isPoints(at: Points | readonly (readonly number[])[]): at is Points {
  return !Array.isArray(at);
}
