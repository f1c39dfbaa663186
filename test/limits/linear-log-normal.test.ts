import { describe, it } from "vitest";
import { type FeatureMap, gaussianMixture, points, probabilityFlow, variancePreserving } from "../../src/core/index.ts";
import {
  type FeatureAxis,
  indicatorBins,
  linearScoreField,
  populationMoments,
  sandwichFactor,
  tensorProduct,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { gaussLegendre, matrix, seededRng } from "../../src/numerics/index.ts";
import { denoiserModel, processOf, sampleMoments } from "../support/linear-models.ts";
import { expectClose, monteCarlo, printed, quadrature } from "../support/tolerance.ts";

const seed = 20442;

describe("one linear feature per time bin on Gaussian data", () => {
  const schedule = variancePreserving({ drift: "beta", cutoffTime: 0.02 });
  const process = processOf(gaussianMixture({ components: [{ weight: 1, mean: [0], covariance: 0.5 }] }), schedule);
  const edges = Array.from({ length: 11 }, (_, b) => 0.02 + 0.098 * b);
  const identity: FeatureAxis = {
    name: "x",
    count: 1,
    scale: Infinity,
    breaks: [],
    table: (x) => ({
      count: 1,
      values: x.slice(),
      first: new Int32Array(x.length),
      last: new Int32Array(x.length).fill(1),
    }),
    contract: (x, [coefficient]) => x.map((value) => value * coefficient!),
  };
  const features: FeatureMap = tensorProduct([identity], indicatorBins({ edges }));
  const model = denoiserModel(features, schedule, {
    parameterization: "score",
    weight: schedule.variance,
    ridge: 0,
    sampleCount: 3000,
  });
  const moments = populationMoments(model, process);
  /** ∫ D dt over each bin; with β = D here, their sum is also the integral of the drift. */
  const clocks = edges.slice(1).map((right, b) => {
    const { nodes, weights } = gaussLegendre(10, edges[b]!, right);
    return nodes.reduce((sum, t, k) => sum + weights[k]! * schedule.diffusivity(t), 0);
  });
  /** log(x_ε/x_T) = ∫β + Σ_b W_b ∫_b D. */
  const logScale = (w: ArrayLike<number>): number => clocks.reduce((sum, clock, b) => sum + clock * (1 + w[b]!), 0);
  const factor = sandwichFactor(model, moments, "target-and-input-noise");
  const logMean = logScale(moments.solution.values);
  const logVariance = Array.from({ length: factor.cols }, (_, k) =>
    clocks.reduce((sum, clock, b) => sum + clock * factor.values[b * factor.cols + k]!, 0),
  ).reduce((sum, value) => sum + value * value, 0);
  const coefficients = trainCoefficients(seededRng(seed), model, process, 0, 1500);
  const member = (m: number): Float64Array => coefficients.values.subarray(10 * m, 10 * (m + 1));

  it("scales every start by the exponential of an integral", () => {
    for (const m of [0, 1]) {
      const field = linearScoreField(model, schedule, matrix(10, 1, member(m)));
      const { values } = probabilityFlow(process, field, points([[1]]), { method: "dormand-prince", tolerance: 1e-9 });
      expectClose(Math.log(values[0]!), logScale(member(m)), quadrature(1e-5), `model ${m}`);
    }
  });

  it("has a normal logarithm of the scale, with the mean and variance of the sandwich", () => {
    const logs = matrix(
      1500,
      1,
      Float64Array.from({ length: 1500 }, (_, m) => logScale(member(m))),
    );
    const found = sampleMoments(logs);
    // Finite samples: a bin of P/10 draws estimates its slope with a relative bias of order 10/P.
    const order = 10 / model.sampleCount;
    const mean = monteCarlo(found.meanError[0]!);
    expectClose(found.mean[0]!, logMean, { ...mean, bound: mean.bound + order * Math.abs(logMean) }, "mean of log");
    const spread = monteCarlo(found.covarianceError.values[0]!);
    const allowed = { ...spread, bound: spread.bound + 4 * order * logVariance };
    expectClose(found.covariance.values[0]!, logVariance, allowed, "variance of log");
  });

  it("has E x² = σ(T)² e^{2ℓ + 2ν} over trained models", () => {
    const squares = matrix(
      1500,
      1,
      Float64Array.from({ length: 1500 }, (_, m) => Math.exp(2 * logScale(member(m)))),
    );
    const found = sampleMoments(squares);
    const frozen = Math.exp(2 * logMean + 2 * logVariance);
    const bias = 2 * (10 / model.sampleCount) * Math.abs(logMean) * frozen;
    const { bound, reason } = monteCarlo(found.meanError[0]!);
    expectClose(found.mean[0]!, frozen, { bound: bound + bias, reason }, "E x²");
  });

  it("has the printed mean, variance and E x² of an independent computation", () => {
    expectClose(logMean, -0.33038, printed(1e-5), "ℓ");
    expectClose(logVariance, 0.001475, printed(1e-6), "ν");
    const square = schedule.variance(schedule.terminalTime) * Math.exp(2 * logMean + 2 * logVariance);
    expectClose(square, 0.51799, printed(1e-5), "E x²");
  });

  it("has bins that are uncorrelated", () => {
    for (let b = 0; b < 10; b++) {
      for (let c = 0; c < b; c++) {
        const [left, right] = [b, c].map((row) => factor.values.subarray(row * factor.cols, (row + 1) * factor.cols));
        const product = left!.reduce((sum, value, k) => sum + value * right![k]!, 0);
        expectClose(product, 0, quadrature(1e-8 * Math.hypot(...left!) * Math.hypot(...right!)), `bins ${b} and ${c}`);
      }
    }
  });
});
