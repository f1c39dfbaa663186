import { ArgumentError, type Points, type SampleSet, ShapeError } from "../../core/index.ts";

/**
 * A law made of weighted points of R^D. Points of one model depend on each other, models do not; a law of one model is
 * exact: it has no error.
 */
export interface PointLaw {
  readonly points: Points;
  /** Sum one; shape [N]. */
  readonly weights: Float64Array;
  /** Model m made points m·k … (m + 1)·k − 1, k = N/models. */
  readonly models: number;
}

/** A distance between two laws of points in any dimension. */
export interface PointMetric {
  readonly name: string;
  /** Laws of a point metric: zero on equal inputs, symmetric where `symmetric`, unchanged when both inputs shift. */
  readonly symmetric: boolean;
  readonly between: (a: PointLaw, b: PointLaw) => number;
}

/**
 * A law from points and weights.
 *
 * @param weights - of an exact law; not negative, of any sum above 0; equal by default; shape [N]
 * @param models - independent models that made the points, equally many each, in order; one for an exact law
 * @throws ArgumentError for no points, a weight below 0, weights of a sampled law, or models that do not divide the points; ShapeError when
 *   weights and points differ in number
 */
export function pointLaw(points: Points, weights?: Float64Array, models: number = 1): PointLaw {
  const { count } = points;
  if (count < 1) throw new ArgumentError("pointLaw", "points", count, "at least one");
  if (!(Number.isInteger(models) && models > 0 && count % models === 0))
    throw new ArgumentError("pointLaw", "models", models, `a divisor of the number of points, ${count}`);
  if (weights === undefined) return { points, weights: new Float64Array(count).fill(1 / count), models };
  if (models > 1) throw new ArgumentError("pointLaw", "weights", weights.length, "left out: models weigh the same");
  if (weights.length !== count)
    throw new ShapeError("pointLaw", { weights: [weights.length], points: [count] }, "one weight a point");
  const odd = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (odd >= 0) throw new ArgumentError("pointLaw", `weights[${odd}]`, weights[odd], "finite and at least 0");
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw new ArgumentError("pointLaw", "weights", total, "of a sum above 0");
  return { points, weights: weights.map((weight) => weight / total), models };
}

/**
 * Pooled samples as a law: their models are its models. The samples of one model alone are independent draws, so that
 * each counts as a model of its own.
 */
export function sampledPointLaw({ points, models }: SampleSet): PointLaw {
  return pointLaw(points, undefined, models > 1 ? models : points.count);
}

/** Refuses laws of different dimensions. */
export function requireSameDimension(where: string, a: PointLaw, b: PointLaw): void {
  if (a.points.dim !== b.points.dim)
    throw new ShapeError(
      where,
      { a: [a.points.count, a.points.dim], b: [b.points.count, b.points.dim] },
      "both laws need one dimension",
    );
}
