import { describe, expect, it } from "vitest";
import { namedData } from "../../src/core/index.ts";
import {
  constantAxis,
  indicatorBins,
  indicatorCells,
  indicatorMoments,
  populationMoments,
  sandwichFactor,
  tensorProduct,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { gaussLegendre, type Matrix, normalCdf, seededRng } from "../../src/numerics/index.ts";
import { denoiserModel, gentleSchedule, processOf, sampleMoments } from "../support/linear-models.ts";
import { expectClose, monteCarlo, quadrature, type Tolerance } from "../support/tolerance.ts";

const seed = 20441;

describe("a denoiser with indicator features and weight one", () => {
  const edges = [-1.2, -0.4, 0.3, 1.6];
  const data = namedData("three-points");
  const process = processOf(data, gentleSchedule);
  const features = tensorProduct([indicatorBins({ edges })], constantAxis());
  const cells = cellLaws();

  /** Probability of each cell, mean and variance of the clean point in it, by quadrature in t and normal integrals in x. */
  function cellLaws(): { p: number; mean: number; variance: number }[] {
    const { cutoffTime: low, terminalTime: high } = gentleSchedule;
    const { nodes, weights } = gaussLegendre(80, low, high);
    return edges.slice(1).map((right, b) => {
      const sums = [0, 0, 0];
      nodes.forEach((t, k) => {
        for (const { weight, mean } of data.components) {
          const cdf = (x: number): number =>
            normalCdf((x - gentleSchedule.alpha(t) * mean[0]!) / gentleSchedule.sigma(t));
          const share = ((weights[k]! * weight) / (high - low)) * (cdf(right) - cdf(edges[b]!));
          for (let power = 0; power < 3; power++) sums[power]! += share * mean[0]! ** power;
        }
      });
      const mean = sums[1]! / sums[0]!;
      return { p: sums[0]!, mean, variance: sums[2]! / sums[0]! - mean * mean };
    });
  }

  /** Exact moments from the cells of the independent quadrature. */
  function exactMoments(sampleCount: number, ridge: number): { mean: Float64Array; covariance: Matrix } {
    const own = cells.map(({ p, mean, variance }) => {
      return { probability: p, mean: Float64Array.of(mean), covariance: Float64Array.of(variance), weight: 1 };
    });
    const { mean, covariance } = indicatorMoments(own, sampleCount, ridge);
    return { mean: mean.values, covariance };
  }

  it("has the cells that the model's own population states give", () => {
    const found = indicatorCells(denoiserModel(features, gentleSchedule, { weight: () => 1 }), process);
    cells.forEach(({ p, mean, variance }, b) => {
      expectClose(found[b]!.probability, p, quadrature(1e-8), `p of cell ${b}`);
      expectClose(found[b]!.mean[0]!, mean, quadrature(1e-8), `mean of cell ${b}`);
      expectClose(found[b]!.covariance[0]!, variance, quadrature(1e-8), `variance of cell ${b}`);
    });
  });

  it("has less variance on the noise-free target, by the noise of the target", () => {
    const noisy = indicatorCells(denoiserModel(features, gentleSchedule, { weight: () => 1 }), process);
    const model = denoiserModel(features, gentleSchedule, { weight: () => 1, target: "noise-free", sampleCount: 20 });
    const clean = indicatorCells(model, process);
    clean.forEach((cell, b) => {
      expect(cell.covariance[0]!).toBeGreaterThan(0);
      expect(cell.covariance[0]!).toBeLessThan(noisy[b]!.covariance[0]!);
      expectClose(cell.mean[0]!, noisy[b]!.mean[0]!, quadrature(1e-10), "the mean does not change");
    });
    const found = sampleMoments(trainCoefficients(seededRng(`${seed}/clean`), model, process, 0, 6000));
    const exact = indicatorMoments(clean, 20, model.ridge).covariance;
    exact.values.forEach((value, i) => {
      expectClose(found.covariance.values[i]!, value, monteCarlo(found.covarianceError.values[i]!), `Cov ${i}`);
    });
  });

  it.each([
    [2, 0.05],
    [20, 0.01],
    [20, 0.5],
    [200, 0.1],
  ])("has the exact moments of its cells at P = %d, ridge %d", (sampleCount, ridge) => {
    const model = denoiserModel(features, gentleSchedule, { weight: () => 1, ridge, sampleCount });
    const found = sampleMoments(
      trainCoefficients(seededRng(`${seed}/${sampleCount}/${ridge}`), model, process, 0, 6000),
    );
    const exact = exactMoments(sampleCount, ridge);
    exact.mean.forEach((value, b) => {
      expectClose(found.mean[b]!, value, monteCarlo(found.meanError[b]!), `E W[${b}]`);
    });
    exact.covariance.values.forEach((value, i) => {
      expectClose(found.covariance.values[i]!, value, monteCarlo(found.covarianceError.values[i]!), `Cov ${i}`);
    });
  });

  it.each([0, 0.1])("has the sandwich as its leading order in 1/P, ridge %d", (ridge) => {
    const model = denoiserModel(features, gentleSchedule, { weight: () => 1, ridge });
    const moments = populationMoments(model, process);
    cells.forEach(({ p, mean }, b) => {
      expectClose(moments.sigma.values[4 * b]!, p, quadrature(1e-8), `p of cell ${b}`);
      expectClose(moments.solution.values[b]!, (mean * p) / (p + ridge), quadrature(1e-8), `W* of cell ${b}`);
    });
    const gaps = [250, 500, 1000].map((sampleCount) => {
      const factor = sandwichFactor({ ...model, sampleCount }, moments, "target-and-input-noise");
      const exact = exactMoments(sampleCount, ridge).covariance;
      return cells.map((_, b) => {
        const row = factor.values.subarray(b * factor.cols, (b + 1) * factor.cols);
        const sandwich = row.reduce((sum, value) => sum + value * value, 0);
        return exact.values[4 * b]! / sandwich - 1;
      });
    });
    cells.forEach(({ p }, b) => {
      // Next order: a multiple of 1/(P p); it halves when P doubles.
      expect(Math.abs(gaps[2]![b]!)).toBeLessThan(4 / (1000 * p));
      for (const k of [0, 1]) {
        const halved: Tolerance = { bound: 4 / (250 * p) ** 2, reason: "second order in 1/(P p)" };
        expectClose(gaps[k + 1]![b]!, gaps[k]![b]! / 2, halved, `gap of cell ${b}`);
      }
    });
  });

  it("without a ridge has variance v/(P p) in each cell: inverse to its probability", () => {
    const model = denoiserModel(features, gentleSchedule, { weight: () => 1, ridge: 0, sampleCount: 100 });
    const factor = sandwichFactor(model, populationMoments(model, process), "target-and-input-noise");
    cells.forEach(({ p, variance }, b) => {
      const row = factor.values.subarray(b * factor.cols, (b + 1) * factor.cols);
      const found = row.reduce((sum, value) => sum + value * value, 0);
      expectClose(found, variance / (100 * p), quadrature(1e-8), `variance of cell ${b}`);
    });
  });
});
