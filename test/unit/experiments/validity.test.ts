import { describe, expect, it } from "vitest";
import { populationResult } from "../../../src/experiments/population-result.ts";
import { probeStates } from "../../../src/experiments/probe-states.ts";
import { scoreErrors, validity } from "../../../src/experiments/validity.ts";
import {
  linearScore,
  meanCoefficients,
  populationMoments,
  sandwichEnsemble,
  trainCoefficients,
} from "../../../src/linear-models/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { vKernel } from "../../../src/path-integral/index.ts";
import { kernelError, trainedEnsemble, trainMembers } from "../../../src/validate/index.ts";
import { smallModel, smallProcess } from "../../support/small-models.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 30703;
const process = smallProcess();
const probes = probeStates(process);
const cell = (sampleCount: number) => {
  const model = smallModel(process, { sampleCount });
  return {
    model,
    population: populationResult(model, process),
    predicted: trainCoefficients(seededRng(seed), model, process, 0, 120),
    trained: trainMembers(seededRng(seed), model, process, 0, 120).noisy,
  };
};

describe("validity of leading-order theory", () => {
  const many = cell(2000);
  const few = cell(8);

  it("is trusted for many samples and not for few, and says why with its numbers", () => {
    const large = validity(many.model, process, many.population, many.predicted, many.trained, probes);
    const small = validity(few.model, process, few.population, few.predicted, few.trained, probes);
    expect([large.trusted, small.trusted]).toEqual([true, false]);
    expect([large.featureRatio, small.featureRatio]).toEqual([16 / 2000, 2]);
    expect(large.reason).toContain("P = 2000");
    expect(small.reason).toContain("P = 8");
    expectClose(small.effectiveFeaturesPerSample, small.effectiveFeatures / 8, rounding(2));
  });

  it("finds the sandwich's variance in the trained members where it is trusted, and not where it is not", () => {
    const large = validity(many.model, process, many.population, many.predicted, many.trained, probes).varianceRatio;
    // What is left is the next order, effective features over effective samples.
    const { effectiveFeatures, effectiveSampleFraction } = many.population;
    const next = effectiveFeatures / (2000 * effectiveSampleFraction);
    expectClose(large.value, 1, { bound: monteCarlo(large.standardError).bound + next, reason: "errors, next order" });
    const small = validity(few.model, process, few.population, few.predicted, few.trained, probes).varianceRatio;
    expect(Math.abs(small.value - 1)).toBeGreaterThan(3 * small.standardError);
  });

  it("reports the largest cumulants over the probes", () => {
    const { skewness, excessKurtosis } = validity(
      few.model,
      process,
      few.population,
      few.predicted,
      few.trained,
      probes,
    );
    expect(Math.abs(skewness.value)).toBeGreaterThan(0.5);
    expect(excessKurtosis.value).toBeGreaterThan(0.5);
    expect(Number.isFinite(skewness.standardError + excessKurtosis.standardError)).toBe(true);
  });
});

describe("errors of the learned score", () => {
  const { model, population, predicted, trained } = cell(500);
  const found = scoreErrors(model, process, population, predicted, trained, probes);
  const measured = trainedEnsemble("trained", model, process.schedule, trained);

  it("compare the mean score with the mean of trained members, by another route", () => {
    const expected = linearScore(model, process.schedule, meanCoefficients(predicted, 1), probes).values;
    const mean = measured.meanScore(probes).values;
    const row = (values: Float64Array) => ({ rows: 1, cols: values.length, values });
    expectClose(found.meanScoreError.value, kernelError(row(mean), row(expected)), rounding(1, 4096));
  });

  it("compare the V-kernel with that of trained members, by another route", () => {
    const moments = populationMoments(model, process);
    const theory = vKernel(process, sandwichEnsemble(model, process, moments), probes, probes);
    const empirical = vKernel(process, measured, probes, probes);
    expectClose(found.vKernelError.value, kernelError(theory, empirical), rounding(1, 1e6));
  });

  it("shrink as samples grow", () => {
    const fewer = cell(50);
    const other = scoreErrors(fewer.model, process, fewer.population, fewer.predicted, fewer.trained, probes);
    expect(other.meanScoreError.value).toBeGreaterThan(found.meanScoreError.value);
    expect(other.vKernelError.value).toBeGreaterThan(found.vKernelError.value);
  });
});
