import { describe, expect, it } from "vitest";
import {
  type Estimate,
  type FeatureMap,
  type ForwardProcess,
  type LinearScoreModel,
  type NoisyStates,
  namedData,
  variancePreserving,
} from "../../src/core/index.ts";
import {
  gaussianBumps,
  populationMoments,
  sandwichFactor,
  scoreCumulants,
  tensorProduct,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { type Matrix, matrix, seededRng } from "../../src/numerics/index.ts";
import { jackknife } from "../../src/validate/index.ts";
import { denoiserModel, processOf, statesOf } from "../support/linear-models.ts";
import { expectClose, monteCarlo, printed } from "../support/tolerance.ts";

const seed = 20451;

/** The published gap-filling model: three points, 16 × 16 bumps of density height, ridge 0.1. */
function published(cutoffTime: number): { process: ForwardProcess; model: LinearScoreModel } {
  const schedule = variancePreserving({ drift: "beta", cutoffTime });
  const features = tensorProduct(
    [gaussianBumps({ count: 16, low: -1.5, high: 1.5, height: "density" })],
    gaussianBumps({ count: 16, low: cutoffTime, high: 1, height: "density" }),
  );
  return { process: processOf(namedData("three-points"), schedule), model: denoiserModel(features, schedule) };
}

const { process, model } = published(0.01);
const moments = populationMoments(model, process);
/** |x| ≤ 1.2 and t in [0.01, 1]; fine in t, because the ratio is largest at the cutoff, where a coarse grid counts it too often. */
const grid = statesOf(
  Array.from({ length: 25 * 100 }, (_, i) => [-1.2 + 0.1 * (i % 25), 0.01 + 0.01 * Math.floor(i / 25)]),
  1,
);

/** Enough models for about one per cent of the variance. */
const modelCounts = { 16384: 600, 4096: 800, 1024: 2000, 256: 400 } as const;
const ensembles = new Map<number, Matrix>();

function ensemble(sampleCount: keyof typeof modelCounts): Matrix {
  const known = ensembles.get(sampleCount);
  if (known !== undefined) return known;
  const rng = seededRng(`${seed}/${sampleCount}`);
  const trained = trainCoefficients(rng, { ...model, sampleCount }, process, 0, modelCounts[sampleCount]);
  ensembles.set(sampleCount, trained);
  return trained;
}

/** Denoisers of trained models at the states; shape [E, N]. */
function outputs(features: FeatureMap, coefficients: Matrix, at: NoisyStates): Matrix {
  const out = matrix(coefficients.rows, at.x.count);
  for (let m = 0; m < out.rows; m++) {
    const own = coefficients.values.subarray(m * coefficients.cols, (m + 1) * coefficients.cols);
    out.values.set(features.combine(at, matrix(coefficients.cols, 1, own)).values, m * out.cols);
  }
  return out;
}

/** Σ over states of the variance over the models kept. */
function summedVariance({ rows, cols, values }: Matrix, keep: (m: number) => boolean): number {
  const kept = Array.from({ length: rows }, (_, m) => m).filter(keep);
  let total = 0;
  for (let n = 0; n < cols; n++) {
    let mean = 0;
    for (const m of kept) mean += values[m * cols + n]! / kept.length;
    for (const m of kept) total += (values[m * cols + n]! - mean) ** 2 / (kept.length - 1);
  }
  return total;
}

const sandwichVariance = (sampleCount: number): number => {
  const factor = sandwichFactor({ ...model, sampleCount }, moments, "target-and-input-noise");
  return model.features.combine(grid, factor).values.reduce((sum, value) => sum + value * value, 0);
};

/** Empirical over leading-order variance of the denoiser, summed over the grid. */
function varianceRatio(sampleCount: keyof typeof modelCounts): Estimate {
  const found = outputs(model.features, ensemble(sampleCount), grid);
  const predicted = sandwichVariance(sampleCount);
  return jackknife(found.rows, (keep) => summedVariance(found, keep) / predicted);
}

describe("trained ensembles of the gap-filling model against the leading order in 1/P", () => {
  it.each([
    [16384, 400, 0.995],
    [4096, 1200, 1.035],
    [1024, 4000, 1.295],
  ] as const)(
    "have at P = %d the ratio of variances that %d other models gave: %d",
    (sampleCount, models, expected) => {
      const { value, standardError } = varianceRatio(sampleCount);
      const otherError = standardError * Math.sqrt(modelCounts[sampleCount] / models);
      expectClose(value, expected, monteCarlo(Math.hypot(standardError, otherError), 4), `P = ${sampleCount}`);
    },
  );

  it("approach the leading order as 1/P", () => {
    const [coarse, fine] = ([1024, 4096] as const).map(varianceRatio);
    const error = Math.hypot(coarse!.standardError / 4, fine!.standardError);
    const quarter = (coarse!.value - 1) / 4;
    const nextOrder = (coarse!.value - 1) ** 2;
    const { bound, reason } = monteCarlo(error);
    expectClose(fine!.value - 1, quarter, { bound: bound + nextOrder, reason: `${reason}, and order 1/P²` }, "excess");
  });

  it("have 109 effective features of 256, and the printed effective sample fractions", () => {
    expectClose(moments.effectiveFeatures, 109, printed(1), "tr Σ(Σ + ρ)⁻¹");
    for (const [cutoffTime, fraction] of [
      [1e-2, 0.0365],
      [1e-3, 0.009],
      [1e-4, 0.0023],
    ] as const) {
      const given = published(cutoffTime);
      const found = populationMoments(given.model, given.process).effectiveSampleFraction;
      expectClose(found, fraction, printed(1e-4), `cutoff time ${cutoffTime}`);
    }
  });

  it("have heavy tails at t = 0.05 that thin out with P, and almost none at t = 0.4", () => {
    const kurtosis = (sampleCount: keyof typeof modelCounts, t: number): Estimate[] => {
      const at = statesOf(
        [-1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2].map((x) => [x, t]),
        1,
      );
      const scores = outputs(model.features, ensemble(sampleCount), at);
      return scoreCumulants(scores).map(({ excessKurtosis }) => excessKurtosis);
    };
    // Printed kurtoses at seven points: 2.8 to 4.9 and 4 to 20; a fourth moment of heavy tails is known to a factor of two.
    for (const [sampleCount, low, high] of [
      [4096, 2.8, 4.9],
      [1024, 4, 20],
    ] as const) {
      for (const { value } of kurtosis(sampleCount, 0.05)) {
        expect(3 + value).toBeGreaterThan(low / 2);
        expect(3 + value).toBeLessThan(high * 2);
      }
    }
    const heaviest = (sampleCount: keyof typeof modelCounts): number =>
      Math.max(...kurtosis(sampleCount, 0.05).map(({ value }) => value));
    expect(heaviest(1024)).toBeGreaterThan(2 * heaviest(4096));
    for (const sampleCount of [4096, 1024, 256] as const) {
      for (const { value, standardError } of kurtosis(sampleCount, 0.4)) {
        const { bound, reason } = monteCarlo(standardError);
        expectClose(
          value,
          0,
          { bound: bound + 0.5, reason: `${reason}, and "about 3"` },
          `P = ${sampleCount}, t = 0.4`,
        );
      }
    }
  });
});
