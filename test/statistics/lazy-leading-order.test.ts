import { describe, expect, it } from "vitest";
import {
  drawTraining,
  featureKernel,
  gaussianBumps,
  gradientFlow,
  lazyFieldEnsemble,
  lazyPopulation,
  lossWeights,
  tensorProduct,
} from "../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../src/numerics/index.ts";
import { lazyModel } from "../support/lazy-models.ts";
import { gentleSchedule, lineMixture, processOf, sampleMoments, statesOf } from "../support/linear-models.ts";
import { expectClose, type Tolerance } from "../support/tolerance.ts";

// 2 training times × 4 variances at five standard errors: false alarms 5e-6 for a fresh seed.
const seed = 20391;
const models = 3000;
const sampleCount = 500;

// Five modes: five bumps in x, none in t; unit weights, where P = 500 is close to leading order.
const features = tensorProduct(
  [gaussianBumps({ count: 5, low: -1.5, high: 1.5, height: "one" })],
  gaussianBumps({ count: 1, low: 0.1, high: 1, height: "one" }),
);
const process = processOf(lineMixture, gentleSchedule);
const at = statesOf(
  [
    [-1, 0.3],
    [-0.3, 0.3],
    [0.4, 0.3],
    [1.2, 0.3],
  ],
  1,
);

describe.each([2.5, 10])("a five-mode kernel trained by gradient flow for τ = %d", (time) => {
  const model = lazyModel(featureKernel(features), gentleSchedule, {
    filter: gradientFlow(time),
    weight: () => 1,
    sampleCount,
  });
  const population = lazyPopulation(model, process);
  const both = lazyFieldEnsemble(model, process, population).scoreCovariance(at, at);
  const targetOnly = lazyFieldEnsemble({ ...model, target: "noise-free" }, process, population).scoreCovariance(at, at);

  // The kernel has rank five, so that gradient flow on the coefficients is the same training at less cost.
  const outputs = matrix(models, 4);
  const phi = features.evaluate(at);
  for (let m = 0; m < models; m++) {
    const { clean, states } = drawTraining(seededRng(seed).split(`${time}/${m}`), process, sampleCount, "uniform");
    const share = lossWeights(model, states.t).map((weight) => weight / sampleCount);
    const { values, vectors } = algebra.symmetricEigen(features.gram(states, share));
    const weighted = matrix(
      sampleCount,
      1,
      clean.values.map((value, n) => value * share[n]!),
    );
    const modes = algebra.gemm(vectors, features.project(states, weighted), { transposeA: true });
    const gains = modes.values.map((value, k) => (-value * Math.expm1(-values[k]! * time)) / values[k]!);
    outputs.values.set(algebra.gemm(phi, algebra.gemm(vectors, matrix(values.length, 1, gains))).values, 4 * m);
  }
  const gain = gentleSchedule.alpha(0.3) / gentleSchedule.variance(0.3);
  const { covariance, covarianceError } = sampleMoments(outputs);

  it("varies over trainings as target noise and misfit say, to the next order in 1/P", () => {
    for (let i = 0; i < 4; i++) {
      const expected = both.values[5 * i]! / gain ** 2;
      // The next order is of relative size J/P = 0.01.
      const bound: Tolerance = {
        bound: 5 * covarianceError.values[5 * i]! + 0.01 * expected,
        reason: "five standard errors and one part in P/J",
      };
      expectClose(covariance.values[5 * i]!, expected, bound, `variance ${i}`);
    }
  });

  it("varies by far more than either part alone somewhere", () => {
    const ratios = [0, 1, 2, 3].map((i) => both.values[5 * i]! / (both.values[5 * i]! - targetOnly.values[5 * i]!));
    expect(Math.max(...ratios)).toBeGreaterThan(1.2);
  });
});
