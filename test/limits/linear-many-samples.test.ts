import { describe, it } from "vitest";
import { namedData } from "../../src/core/index.ts";
import {
  populationMoments,
  sandwichFactor,
  trainCoefficients,
  trainLinearModel,
} from "../../src/linear-models/index.ts";
import { algebra, seededRng } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  sampleMoments,
} from "../support/linear-models.ts";
import { expectClose, monteCarlo } from "../support/tolerance.ts";

const seed = 20431;

/** The next order of the expansion: relative size a few times F/P. */
const nextOrder = (features: number, samples: number): number => (4 * features) / samples;

describe("many training samples", () => {
  it.each([
    ["denoiser", "noisy", "uniform"],
    ["denoiser", "noise-free", "log-uniform"],
    ["score", "noisy", "uniform"],
  ] as const)(
    "W → W* within five standard errors of the sandwich: %s, %s, %s",
    (parameterization, target, trainingTimes) => {
      const process = processOf(lineMixture, gentleSchedule);
      const sampleCount = 200_000;
      const model = denoiserModel(fewBumps(), gentleSchedule, {
        parameterization,
        target,
        trainingTimes,
        sampleCount,
        ...(parameterization === "score" ? { baseScore: "noise" as const, weight: gentleSchedule.variance } : {}),
      });
      const moments = populationMoments(model, process);
      const parts = target === "noisy" ? "target-and-input-noise" : "input-noise";
      const factor = sandwichFactor(model, moments, parts);
      const w = trainLinearModel(seededRng(seed), model, process, noisedMarginal(process.data, gentleSchedule));
      w.values.forEach((value, f) => {
        const row = factor.values.subarray(f * factor.cols, (f + 1) * factor.cols);
        expectClose(value, moments.solution.values[f]!, monteCarlo(Math.hypot(...row)), `W[${f}]`);
      });
    },
  );

  it.each([1, 2])("P Cov(W) → the sandwich, and E W → W*, in %d dimensions", (dim) => {
    const process = processOf(dim === 1 ? lineMixture : namedData("four-points", { angle: 0.3 }), gentleSchedule);
    const sampleCount = 3000;
    const draws = 100_000;
    const models = dim === 1 ? 800 : 400;
    const model = denoiserModel(fewBumps(dim), gentleSchedule, { sampleCount });
    const moments = populationMoments(model, process, { draws });
    const factor = sandwichFactor(model, moments, "target-and-input-noise");
    const expected = algebra.gemm(factor, factor, { transposeB: true });
    const found = sampleMoments(trainCoefficients(seededRng(seed + dim), model, process, 0, models));
    const order = nextOrder(model.features.featureCount, sampleCount);
    const size = expected.rows;
    const deviation = (a: number): number => Math.sqrt(expected.values[a * (size + 1)]!);
    // In two dimensions the population is itself a sample.
    const sampled = dim === 1 ? 0 : Math.sqrt(sampleCount / draws);
    found.covariance.values.forEach((value, i) => {
      const scale = deviation(Math.floor(i / size)) * deviation(i % size);
      const { bound, reason } = monteCarlo(found.covarianceError.values[i]!);
      const allowed = { bound: bound + (order + sampled / 5) * scale, reason: `${reason}, and order F/P²` };
      expectClose(value, expected.values[i]!, allowed, `Cov ${i}`);
    });
    found.mean.forEach((value, a) => {
      const { bound, reason } = monteCarlo(Math.hypot(found.meanError[a]!, sampled * deviation(a)));
      // The bias of W is of order 1/P, a variance times a slope.
      const bias = order * deviation(a) * Math.sqrt(sampleCount) * 0.05;
      expectClose(
        value,
        moments.solution.values[a]!,
        { bound: bound + bias, reason: `${reason}, and bias 1/P` },
        `W ${a}`,
      );
    });
  });
});
