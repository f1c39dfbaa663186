import { describe, it } from "vitest";
import { gaussianMixture, points, probabilityFlow, variancePreserving } from "../../src/core/index.ts";
import {
  linearBins,
  linearScoreField,
  populationMoments,
  sandwichFactor,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { algebra, gaussLegendre, matrix, seededRng } from "../../src/numerics/index.ts";
import { processOf, sampleMoments } from "../support/linear-models.ts";
import { expectClose, monteCarlo, printed, quadrature, rounding } from "../support/tolerance.ts";

const seed = 20442;

describe("one linear feature per time bin on Gaussian data", () => {
  const schedule = variancePreserving({ drift: "beta", cutoffTime: 0.02 });
  const process = processOf(gaussianMixture({ components: [{ weight: 1, mean: [0], covariance: 0.5 }] }), schedule);
  const edges = [...Array.from({ length: 10 }, (_, b) => 0.02 + 0.098 * b), 1];
  const bins = linearBins(process, { edges, sampleCount: 3000 });
  const { model, law } = bins;
  const moments = populationMoments(model, process);
  /** ∫ D dt over each bin; with β = D here, their sum is also the integral of the drift. */
  const clocks = edges.slice(1).map((right, b) => {
    const { nodes, weights } = gaussLegendre(10, edges[b]!, right);
    return nodes.reduce((sum, t, k) => sum + weights[k]! * schedule.diffusivity(t), 0);
  });
  /** log(x_ε/x_T) = ∫β + Σ_b W_b ∫_b D. */
  const logScale = (w: ArrayLike<number>): number => clocks.reduce((sum, clock, b) => sum + clock * (1 + w[b]!), 0);
  const factor = sandwichFactor(model, moments, "target-and-input-noise");
  // By the general route: population moments by quadrature, and the sandwich.
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

  it("has in closed form the moments of the general quadrature, with and without a ridge, on both targets", () => {
    for (const target of ["noisy", "noise-free"] as const) {
      for (const ridge of [0, 0.3]) {
        const closed = linearBins(process, { edges, sampleCount: 50, ridge, target });
        const population = populationMoments(closed.model, process);
        const root = sandwichFactor(
          closed.model,
          population,
          target === "noisy" ? "target-and-input-noise" : "input-noise",
        );
        const covariance = algebra.gemm(root, root, { transposeB: true }).values;
        const size = Math.max(...covariance);
        closed.mean.values.forEach((value, b) => {
          expectClose(population.solution.values[b]!, value, quadrature(1e-7), `${target}, ridge ${ridge}: slope ${b}`);
        });
        closed.covariance.values.forEach((value, i) => {
          expectClose(covariance[i]!, value, quadrature(1e-7 * size), `${target}, ridge ${ridge}: covariance ${i}`);
        });
      }
    }
  });

  it("has the printed mean, variance and second moments of an independent computation", () => {
    expectClose(law.logMean, -0.33038, printed(1e-5), "ℓ");
    expectClose(law.logVariance, 0.001475, printed(1e-6), "ν");
    expectClose(law.secondMoment, 0.51799, printed(1e-5), "E x²");
    expectClose(bins.meanFlowSecondMoment, 0.51646, printed(1e-5), "V = 0");
    expectClose(bins.itoSecondMoment, 0.51723, printed(1e-5), "Itô");
    expectClose(law.kurtosis, 3 * Math.exp(4 * law.logVariance), rounding(3), "kurtosis");
    expectClose(logMean, law.logMean, quadrature(1e-7), "ℓ by the general quadrature");
    expectClose(logVariance, law.logVariance, quadrature(1e-9), "ν by the general quadrature");
  });

  it("is a field whose draws sample the stated second moment", () => {
    const { ensemble } = linearBins(process, { edges, sampleCount: 40 });
    const wide = linearBins(process, { edges, sampleCount: 40 }).law;
    const rng = seededRng(`${seed}/field`);
    // x_ε = e^g for a start of 1, and E x_T² multiplies afterwards; the slope of a field is its score at 1.
    const scales = matrix(
      4000,
      1,
      Float64Array.from({ length: 4000 }, (_, m) => {
        const field = ensemble.draw(rng.split(`${m}`));
        const slopes = edges.slice(1).map((right, b) => field.score(points([[1]]), (edges[b]! + right) / 2)[0]!);
        return Math.exp(2 * logScale(slopes));
      }),
    );
    const found = sampleMoments(scales);
    const expected = wide.secondMoment / wide.startVariance;
    expectClose(found.mean[0]!, expected, monteCarlo(found.meanError[0]!), "E e^{2g}");
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
