import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { type DataDistribution, points, statesAt } from "../../src/core/index.ts";
import { algebra, matrix } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { frozenSchedule } from "../support/mixtures.ts";
import { expectClose, type Tolerance } from "../support/tolerance.ts";

interface Case {
  readonly components: readonly { weight: number; mean: number[]; covariance: number[][] | null }[];
  readonly alpha: number;
  readonly variance: number;
  readonly x: number[];
  readonly logDensity: number;
  readonly score: number[];
  readonly posteriorMean: number[];
  readonly posteriorCovariance: number[];
  readonly targetCovariance: number[];
}

const { cases, madeWith } = JSON.parse(readFileSync(new URL("theory.json", import.meta.url), "utf8")) as {
  cases: Case[];
  madeWith: string;
};

/** Operations whose roundings add up in one exponent, in at most 5 dimensions. */
const OPERATIONS = 64;
const norm = (v: readonly number[]): number => Math.hypot(...v);

/**
 * First-order effect of rounding x, α μ and Λ on each result: an exponent moves by at most
 * ε (|r| (|x| + α|μ|) / b + α² |Λ| r² / b²) with r = x − α μ and b the smallest eigenvalue of B.
 */
function bounds(c: Case): Record<"exponent" | "score" | "mean" | "covariance", number> {
  const unit = OPERATIONS * Number.EPSILON;
  const sizes = c.components.map(({ mean, covariance }) => {
    const r = norm(c.x.map((value, d) => value - c.alpha * mean[d]));
    const { values } = algebra.symmetricEigen(
      matrix(mean.length, mean.length, Float64Array.from(covariance?.flat() ?? new Float64Array(mean.length ** 2))),
    );
    const spread = Math.max(...values);
    const b = c.variance + c.alpha ** 2 * Math.max(values[0], 0);
    return { r, spread, b, far: norm(c.x) + c.alpha * norm(mean), size: norm(mean), point: covariance === null };
  });
  // Points that weigh less than e^{-80} change nothing at this precision, whatever their exponents' errors.
  const exponents = sizes.map(({ r }) => (r * r) / (2 * c.variance));
  const relevant = sizes.filter((s, i) => !s.point || exponents[i] < Math.min(...exponents) + 80);
  const largest = (of: (s: (typeof sizes)[number]) => number): number => Math.max(...relevant.map(of));
  const exponent = unit * largest((s) => (s.r * s.far) / s.b + (s.spread * s.r ** 2) / s.b ** 2);
  const component = unit * largest((s) => s.far / s.b + (s.spread * s.r) / s.b ** 2);
  const conditionalMean =
    unit * largest((s) => (s.point ? 0 : s.size + s.r / c.alpha + (s.spread * c.variance * s.r) / s.b ** 2));
  const dim = c.x.length;
  let trace = 0;
  for (let d = 0; d < dim; d++) trace += c.posteriorCovariance[d * (dim + 1)];
  const width = Math.sqrt(trace);
  const mean = exponent * width + conditionalMean + unit * largest((s) => s.size);
  return {
    exponent,
    mean,
    // A point's score is α m / σ² − x / σ²; a Gaussian's a weighted sum of component scores.
    score:
      component +
      (relevant.every((s) => s.point)
        ? (c.alpha / c.variance) * exponent * width
        : exponent * largest((s) => (2 * s.r) / s.b)),
    covariance:
      exponent * trace +
      2 * width * conditionalMean +
      unit * (trace + largest((s) => s.spread * (c.variance / s.b) ** 2)),
  };
}

function dataOf({ components, x }: Case): DataDistribution {
  return {
    name: "reference",
    dim: x.length,
    components: components.map(({ weight, mean, covariance }) => ({
      weight,
      mean: Float64Array.from(mean),
      covariance: covariance === null ? null : Float64Array.from(covariance.flat()),
    })),
    sample: () => points([]),
  };
}

describe(`noised marginals against 50-digit arithmetic (${madeWith})`, () => {
  const names = ["logDensity", "score", "posteriorMean", "posteriorCovariance", "targetCovariance"] as const;
  it.each(names)("%s agrees in 1 to 5 dimensions, down to a noise variance of 1e-12", (name) => {
    for (const [index, c] of cases.entries()) {
      const bound = bounds(c);
      const marginal = noisedMarginal(dataOf(c), frozenSchedule(c.alpha, c.variance));
      const found = marginal[name](statesAt(points([c.x]), 1));
      const scale = (c.alpha / c.variance) ** 2;
      const tolerances: Record<typeof name, number> = {
        logDensity: bound.exponent + OPERATIONS * Number.EPSILON * Math.abs(c.logDensity),
        score: bound.score,
        posteriorMean: bound.mean,
        posteriorCovariance: bound.covariance,
        targetCovariance: scale * bound.covariance,
      };
      const tolerance: Tolerance = { bound: tolerances[name], reason: "first-order rounding of x, μ and Λ" };
      [c[name]].flat().forEach((expected, k) => {
        expectClose(found[k], expected, tolerance, `case ${index}, ${name}[${k}], variance ${c.variance}`);
      });
    }
  });
});
