import { describe, expect, it } from "vitest";
import { namedData } from "../../src/core/index.ts";
import {
  cavityMoments,
  memberScores,
  populationMoments,
  predictedScoreCumulants,
  sandwichFactor,
  scoreCumulants,
  secondOrderMoments,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, seededRng } from "../../src/numerics/index.ts";
import { denoiserModel, fewBumps, gentleSchedule, processOf, sampleMoments } from "../support/linear-models.ts";
import { smallModel, smallProcess, someStates } from "../support/small-models.ts";
import { expectClose, monteCarlo } from "../support/tolerance.ts";

const seed = 60221;

/** Root mean square of (found − expected)/error over all entries; 1 within sampling error. */
function rmsScore(found: Float64Array, expected: Float64Array, error: Float64Array): number {
  const total = found.reduce((sum, value, i) => sum + ((value - expected[i]!) / error[i]!) ** 2, 0);
  return Math.sqrt(total / found.length);
}

/** Ω/P. */
function leading(model: Parameters<typeof sandwichFactor>[0], process: ReturnType<typeof smallProcess>): Matrix {
  const parts = model.target === "noisy" ? "target-and-input-noise" : "input-noise";
  const root = sandwichFactor(model, populationMoments(model, process), parts);
  return algebra.gemm(root, root, { transposeB: true });
}

describe("moments of trained coefficients beyond leading order", () => {
  for (const target of ["noisy", "noise-free"] as const) {
    it(`secondOrderMoments matches every entry of mean and covariance of trained models (${target} target)`, () => {
      const process = smallProcess();
      const model = smallModel(process, { sampleCount: 400, ridge: 0.05, target });
      const found = sampleMoments(trainCoefficients(seededRng(seed), model, process, 0, 4000));
      const { meanShift, covarianceShift } = secondOrderMoments(model, process);
      const first = populationMoments(model, process).solution.values;
      const mean = first.map((value, i) => value + meanShift.values[i]! / model.sampleCount);
      const lead = leading(model, process).values;
      const covariance = lead.map((value, i) => value + covarianceShift.values[i]! / model.sampleCount ** 2);
      // Entries share models, so the root mean square wanders around 1 by a few tenths; the next order in 1/P is a tenth
      // of the shift. Leading order alone is several standard errors away.
      expect(rmsScore(found.mean, mean, found.meanError)).toBeLessThan(2);
      expect(rmsScore(found.covariance.values, covariance, found.covarianceError.values)).toBeLessThan(1.6);
      expect(rmsScore(found.mean, first, found.meanError)).toBeGreaterThan(4);
      expect(rmsScore(found.covariance.values, lead, found.covarianceError.values)).toBeGreaterThan(
        target === "noisy" ? 1.6 : 3,
      );
    });
  }

  it("both corrections hold in two dimensions, output pairs included", () => {
    const process = processOf(namedData("four-points"), gentleSchedule);
    const model = denoiserModel(fewBumps(2), gentleSchedule, { sampleCount: 400, ridge: 0.02 });
    const draws = { draws: 20_000 };
    const found = sampleMoments(trainCoefficients(seededRng(seed), model, process, 0, 2000));
    const first = populationMoments(model, process, draws);
    const second = secondOrderMoments(model, process, draws);
    const cavity = cavityMoments(model, process, draws);
    const shifted = first.solution.values.map((value, i) => value + second.meanShift.values[i]! / model.sampleCount);
    const distance = (mean: Float64Array): number => Math.hypot(...found.mean.map((value, i) => value - mean[i]!));
    const noise = Math.hypot(...found.meanError);
    // The population is Monte Carlo here, so its own error joins that of the models.
    expect(distance(first.solution.values)).toBeGreaterThan(4 * noise);
    expect(distance(shifted)).toBeLessThan(3 * noise);
    expect(distance(cavity.solution.values)).toBeLessThan(3 * noise);
    const lead = sandwichFactor(model, first, "target-and-input-noise");
    const corrected = algebra
      .gemm(lead, lead, { transposeB: true })
      .values.map((value, i) => value + second.covarianceShift.values[i]! / model.sampleCount ** 2);
    expect(rmsScore(found.covariance.values, corrected, found.covarianceError.values)).toBeLessThan(1.6);
  });

  it("cavityMoments gives mean and total variance where leading order is off by half", () => {
    const process = smallProcess();
    const model = smallModel(process, { sampleCount: 64 });
    const sigma = populationMoments(model, process).sigma;
    const members = trainCoefficients(seededRng(seed), model, process, 0, 4000);
    const found = sampleMoments(members);
    const cavity = cavityMoments(model, process);
    const total = (covariance: Matrix): number => weightedTrace(sigma, covariance);
    const ratio = (covariance: Matrix): number => total(found.covariance) / total(covariance);
    expect(ratio(leading(model, process))).toBeGreaterThan(1.4);
    // Sixteen features on 64 draws with effective fraction 1/7: bumps hold few draws, where the cavity is a rough tool.
    expectClose(ratio(cavity.covariance), 1, { bound: 0.25, reason: "(features per effective draw)² is 0.4" });
    const distance = (mean: Float64Array): number => Math.hypot(...found.mean.map((value, i) => value - mean[i]!));
    expect(distance(cavity.solution.values)).toBeLessThan(
      0.5 * distance(populationMoments(model, process).solution.values),
    );
  });

  it("predictedScoreCumulants are skewness and kurtosis of trained scores where fluctuations are small", () => {
    const process = smallProcess();
    const model = smallModel(process, { sampleCount: 1024 });
    const at = someStates(process);
    const members = trainCoefficients(seededRng(seed), model, process, 0, 4000);
    const measured = scoreCumulants(memberScores(model, process, members, at));
    const predicted = predictedScoreCumulants(model, process, cavityMoments(model, process), at);
    measured.forEach((found, n) => {
      const slack = 0.25; // the next order: 25 % of the predicted cumulant
      const skewness = predicted.skewness[n]!;
      const kurtosis = predicted.excessKurtosis[n]!;
      expectClose(
        found.skewness.value,
        skewness,
        monteCarlo(found.skewness.standardError + (slack / 5) * Math.abs(skewness)),
        `skewness ${n}`,
      );
      expectClose(
        found.excessKurtosis.value,
        kurtosis,
        monteCarlo(found.excessKurtosis.standardError + (slack / 5) * Math.abs(kurtosis)),
        `kurtosis ${n}`,
      );
    });
    expect(Math.max(...predicted.skewness.map(Math.abs))).toBeGreaterThan(0.05);
  });
});

/** tr Σ Cov, the variance of the denoiser averaged over weighted inputs. */
function weightedTrace(sigma: Matrix, covariance: Matrix): number {
  const product = algebra.gemm(sigma, matrix(sigma.rows, sigma.cols, covariance.values)).values;
  let trace = 0;
  for (let f = 0; f < sigma.rows; f++) trace += product[f * sigma.rows + f]!;
  return trace;
}
