import { describe, expect, it } from "vitest";
import { namedData } from "../../src/core/index.ts";
import {
  constantAxis,
  indicatorBins,
  populationMoments,
  sandwichFactor,
  tensorProduct,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { gaussLegendre, type Matrix, matrix, normalCdf, seededRng } from "../../src/numerics/index.ts";
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

  /** Exact mean and covariance of W for P draws: sums over the multinomial counts of two cells. */
  function exactMoments(samples: number, ridge: number): { mean: number[]; covariance: Matrix } {
    // 0/0 = 0: a cell without draws has coefficient 0.
    const shrunk = (n: number): number => (n === 0 ? 0 : n / (n + ridge * samples));
    const logFactorial = [0];
    for (let n = 1; n <= samples; n++) logFactorial.push(logFactorial[n - 1]! + Math.log(n));
    const size = cells.length;
    const first = new Float64Array(size);
    const covariance = matrix(size, size);
    cells.forEach(({ p, mean, variance }, b) => {
      let square = 0;
      let noise = 0;
      for (let n = 0; n <= samples; n++) {
        const chance = Math.exp(
          logFactorial[samples]! -
            logFactorial[n]! -
            logFactorial[samples - n]! +
            n * Math.log(p) +
            (samples - n) * Math.log1p(-p),
        );
        first[b]! += chance * shrunk(n);
        square += chance * shrunk(n) ** 2;
        if (n > 0) noise += (chance * n) / (n + ridge * samples) ** 2;
      }
      covariance.values[b * (size + 1)] = variance * noise + mean * mean * (square - first[b]! ** 2);
    });
    for (let b = 0; b < size; b++) {
      for (let c = 0; c < b; c++) {
        const rest = 1 - cells[b]!.p - cells[c]!.p;
        let product = 0;
        for (let n = 0; n <= samples; n++) {
          for (let m = 0; n + m <= samples; m++) {
            const chance = Math.exp(
              logFactorial[samples]! -
                logFactorial[n]! -
                logFactorial[m]! -
                logFactorial[samples - n - m]! +
                n * Math.log(cells[b]!.p) +
                m * Math.log(cells[c]!.p) +
                (samples - n - m) * Math.log(rest),
            );
            product += chance * shrunk(n) * shrunk(m);
          }
        }
        const value = cells[b]!.mean * cells[c]!.mean * (product - first[b]! * first[c]!);
        covariance.values[b * size + c] = value;
        covariance.values[c * size + b] = value;
      }
    }
    return { mean: cells.map(({ mean }, b) => mean * first[b]!), covariance };
  }

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
