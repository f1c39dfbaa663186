import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeatureMap, NoisyStates } from "../../../src/core/index.ts";
import {
  constantAxis,
  formulaFeatures,
  polynomialAxis,
  ridgeRegression,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, NotPositiveDefiniteError, seededRng } from "../../../src/numerics/index.ts";
import { logUniform } from "../../support/arbitraries.ts";
import { fewBumps, statesOf } from "../../support/linear-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 20321;

interface Problem {
  readonly at: NoisyStates;
  readonly weights: Float64Array;
  readonly targets: Matrix;
}

function problem(key: number, count: number): Problem {
  const rng = seededRng(key);
  const rows = Array.from({ length: count }, () => [1.5 * rng.normal(), 0.1 + 0.9 * rng.uniform()]);
  return {
    at: statesOf(rows, 1),
    weights: rng.uniforms(count).map((u) => 0.2 + 3 * u),
    targets: matrix(count, 2, rng.normals(2 * count)),
  };
}

/** Gradient of the loss at W: Σ (w/P) φ (φᵀW − y) + ρ W; zero at the minimiser. */
function gradient(features: FeatureMap, { at, weights, targets }: Problem, ridge: number, w: Matrix): Float64Array {
  const residual = features.combine(at, w);
  for (let i = 0; i < residual.values.length; i++) {
    const n = Math.floor(i / residual.cols);
    residual.values[i] = ((residual.values[i]! - targets.values[i]!) * weights[n]!) / at.x.count;
  }
  return features.project(at, residual).values.map((value, i) => value + ridge * w.values[i]!);
}

describe("weighted ridge regression", () => {
  const features = fewBumps();

  it("is where the gradient of the loss vanishes, for more draws than features and for fewer", () => {
    const draws = fc.record({ key: fc.nat(), count: fc.integer({ min: 1, max: 14 }), ridge: logUniform(1e-3, 1e3) });
    fc.assert(
      fc.property(draws, ({ key, count, ridge }) => {
        const given = problem(key, count);
        const w = ridgeRegression(features, given.at, given.weights, given.targets, ridge);
        expect([w.rows, w.cols]).toEqual([features.featureCount, 2]);
        // Backward stable: the residual is rounding at the size of |Σ̂ + ρ||W| + |A|, with |φ| ≤ 1 and weights below 4.
        const scale = (4 * features.featureCount + ridge) * Math.max(1, ...w.values.map(Math.abs)) * 4;
        for (const slope of gradient(features, given, ridge, w))
          expectClose(slope, 0, rounding(scale, 64 * features.featureCount), "gradient");
      }),
      { seed, numRuns: 200 },
    );
  });

  it("has the same solution in features and in samples: P draws written twice stay the same problem", () => {
    const draws = fc.record({ key: fc.nat(), ridge: logUniform(1e-2, 10) });
    fc.assert(
      fc.property(draws, ({ key, ridge }) => {
        // Four draws are solved in samples, the same four repeated twice, eight in all, in features.
        const four = problem(key, 4);
        const doubled = (values: Float64Array): Float64Array => Float64Array.from([...values, ...values]);
        const dual = ridgeRegression(features, four.at, four.weights, four.targets, ridge);
        const primal = ridgeRegression(
          features,
          { x: { count: 8, dim: 1, values: doubled(four.at.x.values) }, t: doubled(four.at.t) },
          doubled(four.weights),
          matrix(8, 2, doubled(four.targets.values)),
          ridge,
        );
        const condition = 1 + (4 * features.featureCount) / ridge;
        const size = Math.max(1, ...primal.values.map(Math.abs));
        primal.values.forEach((value, i) => {
          expectClose(dual.values[i]!, value, rounding(condition * size, 64 * features.featureCount), `W[${i}]`);
        });
      }),
      { seed, numRuns: 100 },
    );
  });

  it("of the constant feature is the weighted mean, shrunk by the ridge", () => {
    const constant = tensorProduct([constantAxis()], constantAxis());
    const at = statesOf(
      [
        [0, 0.2],
        [0, 0.4],
      ],
      1,
    );
    const w = ridgeRegression(constant, at, Float64Array.of(1, 3), matrix(2, 1, Float64Array.of(2, 6)), 2);
    // Σ̂ = (1 + 3)/2, Â = (2 + 18)/2.
    expect([...w.values]).toEqual([10 / (2 + 2)]);
  });

  it("without a ridge is ordinary least squares, exact where the target is linear in the features", async () => {
    const linear = await formulaFeatures(["1", "x", "t"], 1);
    const { at, weights } = problem(seed, 20);
    const target = Float64Array.from(at.t, (t, n) => 3 - 2 * at.x.values[n]! + 0.5 * t);
    const { values } = ridgeRegression(linear, at, weights, matrix(20, 1, target), 0);
    const { values: spectrum } = algebra.symmetricEigen(linear.gram(at, weights));
    const condition = spectrum[2]! / spectrum[0]!;
    [3, -2, 0.5].forEach((expected, f) => {
      expectClose(values[f]!, expected, rounding(3 * condition, 64), `coefficient ${f}`);
    });
  });

  it("refuses a singular design without a ridge", () => {
    const { at, weights, targets } = problem(seed, 9);
    const same = { x: { ...at.x, values: new Float64Array(9).fill(0.5) }, t: at.t };
    const line = tensorProduct([polynomialAxis({ degree: 1 })], constantAxis());
    expect(() => ridgeRegression(line, same, weights, targets, 0)).toThrow(NotPositiveDefiniteError);
    expect(() => ridgeRegression(features, at, new Float64Array(9), targets, 0)).toThrow(NotPositiveDefiniteError);
  });

  it("refuses fewer draws than features without a ridge", () => {
    const { at, weights, targets } = problem(seed, 5);
    expect(() => ridgeRegression(features, at, weights, targets, 0)).toThrow(
      "ridgeRegression: ridge = 0 must be positive when P = 5 is below F = 6",
    );
  });

  it("refuses no draws, a ridge that is negative or no number, and shapes that do not agree", () => {
    const { at, weights, targets } = problem(seed, 8);
    const none = statesOf([], 1);
    expect(() => ridgeRegression(features, none, new Float64Array(0), matrix(0, 1), 1)).toThrow(
      "ridgeRegression: P = 0 must be at least 1",
    );
    for (const ridge of [-1, Number.NaN, Infinity]) {
      expect(() => ridgeRegression(features, at, weights, targets, ridge)).toThrow(
        `ridgeRegression: ridge = ${ridge} must be finite and at least 0`,
      );
    }
    expect(() => ridgeRegression(features, at, weights.slice(1), targets, 1)).toThrow(
      "states is [8], weights is [7], targets is [8, 2]; all must have one row per draw",
    );
  });

  it("refuses weights that are negative or no number, and targets that are not finite", () => {
    for (const count of [4, 9]) {
      const { at, weights, targets } = problem(seed, count);
      for (const bad of [Number.NaN, Infinity, -1]) {
        const spoiled = weights.slice();
        spoiled[2] = bad;
        expect(() => ridgeRegression(features, at, spoiled, targets, 1)).toThrow(
          `ridgeRegression: weights[2] = ${bad} must be finite and at least 0`,
        );
      }
      const spoiled = matrix(count, 2, targets.values.slice());
      spoiled.values[3] = Number.NaN;
      expect(() => ridgeRegression(features, at, weights, spoiled, 1)).toThrow("finite");
    }
  });
});
