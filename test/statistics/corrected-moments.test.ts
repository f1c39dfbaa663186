import { describe, expect, it } from "vitest";
import {
  cavityMoments,
  memberScores,
  populationMoments,
  predictedScoreCumulants,
  sandwichFactor,
  scoreCumulants,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, seededRng } from "../../src/numerics/index.ts";
import { sampleMoments } from "../support/linear-models.ts";
import { smallModel, smallProcess, someStates } from "../support/small-models.ts";
import { expectClose, monteCarlo } from "../support/tolerance.ts";

const seed = 60221;

/** Ω/P. */
function leading(model: Parameters<typeof sandwichFactor>[0], process: ReturnType<typeof smallProcess>): Matrix {
  const parts = model.target === "noisy" ? "target-and-input-noise" : "input-noise";
  const root = sandwichFactor(model, populationMoments(model, process), parts);
  return algebra.gemm(root, root, { transposeB: true });
}

describe("moments of trained coefficients beyond leading order", () => {
  it("cavityMoments gives mean and total variance where leading order is off by half", () => {
    const process = smallProcess();
    const model = smallModel(process, { sampleCount: 64 });
    const sigma = populationMoments(model, process).sigma;
    const members = trainCoefficients(seededRng(seed), model, process, 0, 2000);
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
    const members = trainCoefficients(seededRng(seed), model, process, 0, 1500);
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
