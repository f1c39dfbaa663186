import { describe, expect, it } from "vitest";
import { uniformGrid } from "../../src/core/index.ts";
import { gapFillingCell } from "../../src/experiments/figures/gap-filling-setting.ts";
import {
  gaussianFeatures,
  memberScores,
  populationMoments,
  sandwichEnsemble,
  trainCoefficients,
} from "../../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, seededRng } from "../../src/numerics/index.ts";
import { sampleMoments, statesOf } from "../support/linear-models.ts";
import { expectClose, quadrature, rounding, type Tolerance } from "../support/tolerance.ts";

const seed = 20612;

/** 60 features of spectrum 1/k, a truth that lives in all of them, noise of variance one. */
const size = 60;
const eigenvalues = Float64Array.from({ length: size }, (_, k) => 1 / (1 + k));
const sigma = matrix(size, size);
eigenvalues.forEach((value, k) => {
  sigma.values[k * (size + 1)] = value;
});
const truth = matrix(
  size,
  1,
  Float64Array.from({ length: size }, (_, k) => Math.cos(k)),
);
const noise = matrix(1, 1, Float64Array.of(1));

/** tr Σ Cov(W) and Wᵀ-mean over trained regressions on Gaussian features. */
function trained(sampleCount: number, ridge: number, models: number, noiseSize: number) {
  const coefficients = matrix(models, size);
  for (let m = 0; m < models; m++) {
    const rng = seededRng(seed).split(`${sampleCount}/${m}`);
    const phi = matrix(sampleCount, size, rng.split("features").normals(sampleCount * size));
    for (let i = 0; i < phi.values.length; i++) phi.values[i]! *= Math.sqrt(eigenvalues[i % size]!);
    const target = algebra.gemm(phi, truth);
    rng
      .split("noise")
      .normals(sampleCount)
      .forEach((value, n) => {
        target.values[n]! += noiseSize * value;
      });
    const gram = algebra.syrk(phi);
    for (let f = 0; f < size; f++) gram.values[f * (size + 1)]! += ridge * sampleCount;
    coefficients.values.set(
      algebra.solvePositiveDefinite(gram, algebra.gemm(phi, target, { transposeA: true })).values,
      m * size,
    );
  }
  return coefficients;
}

const summed = (covariance: Matrix): number =>
  eigenvalues.reduce((sum, value, k) => sum + value * covariance.values[k * (size + 1)]!, 0);

describe("the deterministic equivalent of Gaussian features", () => {
  const ridge = 0.05;
  const models = 500;

  it.each([
    [600, 1],
    [120, 1],
    [60, 1],
    [30, 1],
    [60, 0],
  ])("has the mean and the summed variance of trained regressions at P = %d, noise %d", (sampleCount, noiseSize) => {
    const equivalent = gaussianFeatures({
      sigma,
      truth,
      noise: matrix(1, 1, Float64Array.of(noiseSize)),
      sampleCount,
      ridge,
    });
    const coefficients = trained(sampleCount, ridge, models, noiseSize);
    const { covariance, mean, meanError } = sampleMoments(coefficients);
    // Each model's weighted square distance from the mean, for the error of the sum.
    const squares = Float64Array.from({ length: models }, (_, m) =>
      eigenvalues.reduce((sum, value, k) => sum + value * (coefficients.values[m * size + k]! - mean[k]!) ** 2, 0),
    );
    const average = squares.reduce((sum, value) => sum + value / models, 0);
    const error = Math.sqrt(squares.reduce((sum, value) => sum + (value - average) ** 2, 0) / models / (models - 1));
    const expected = summed(equivalent.covariance);
    const bound: Tolerance = {
      bound: 5 * error + (2 / sampleCount) * expected,
      reason: "five standard errors, and a relative error of order 1/P that asymptotics leaves",
    };
    expectClose(summed(covariance), expected, bound, "summed variance");
    mean.forEach((value, k) => {
      const own = equivalent.mean.values[k]!;
      const allowed = { bound: 5 * meanError[k]! + 2 / sampleCount, reason: "five errors, and order 1/P of the truth" };
      expectClose(value, own, allowed, `mean ${k}`);
    });
  });

  it("solves its fixed point to rounding", () => {
    for (const [sampleCount, own] of [
      [600, 0.05],
      [30, 0.05],
      [30, 0],
      [7, 1e-9],
      [61, 1e-7],
    ] as const) {
      const { effectiveRidge: rho } = gaussianFeatures({ sigma, truth, noise, sampleCount, ridge: own });
      const freedom = eigenvalues.reduce((sum, value) => sum + value / (value + rho), 0);
      expectClose(own / rho + freedom / sampleCount, 1, rounding(1, 60), `P = ${sampleCount}, ridge ${own}`);
    }
  });

  it("is the sandwich for P → ∞ and the exact 1/(P − F) of least squares without a ridge up to order 1/P", () => {
    const many = 1e7;
    const far = gaussianFeatures({ sigma, truth, noise, sampleCount: many, ridge: 0.05 });
    eigenvalues.forEach((value, k) => {
      const lost = eigenvalues.reduce(
        (sum, other, j) => sum + (0.05 ** 2 * truth.values[j]! ** 2 * other) / (other + 0.05) ** 2,
        0,
      );
      const leading = ((1 + lost) * value) / (value + 0.05) ** 2 / many;
      expectClose(far.covariance.values[k * (size + 1)]! / leading, 1, quadrature(100 / many), `direction ${k}`);
    });
    const free = gaussianFeatures({ sigma, truth, noise, sampleCount: 200, ridge: 0 });
    expect(free.effectiveRidge).toBe(0);
    eigenvalues.forEach((value, k) => {
      const exact = 1 / (200 - size - 1) / value;
      expectClose(free.covariance.values[k * (size + 1)]! / exact, 1, quadrature(1.1 / (200 - size)), `direction ${k}`);
    });
  });

  it("does not depend on the basis of the features", () => {
    const { vectors } = algebra.symmetricEigen(algebra.syrk(matrix(size, size, seededRng(seed).normals(size * size))));
    const turned = (a: Matrix): Matrix => algebra.gemm(vectors, a);
    const plain = gaussianFeatures({ sigma, truth, noise, sampleCount: 50, ridge: 0.1 });
    const mixed = gaussianFeatures({
      sigma: algebra.gemm(turned(sigma), vectors, { transposeB: true }),
      truth: turned(truth),
      noise,
      sampleCount: 50,
      ridge: 0.1,
    });
    const back = algebra.gemm(turned(plain.covariance), vectors, { transposeB: true });
    const scale = Math.max(...back.values);
    mixed.covariance.values.forEach((value, i) => {
      expectClose(value, back.values[i]!, rounding(scale, 40 * size), `covariance ${i}`);
    });
  });

  it("refuses least squares at P = F, and sizes that do not agree", () => {
    expect(() => gaussianFeatures({ sigma, truth, noise, sampleCount: size, ridge: 0 })).toThrow(
      "positive when P equals the number of features",
    );
    expect(() => gaussianFeatures({ sigma, truth: noise, noise, sampleCount: 5, ridge: 0 })).toThrow(
      "must be [F, F], [F, D] and [D, D]",
    );
    expect(() => gaussianFeatures({ sigma, truth, noise, sampleCount: 5, ridge: -1 })).toThrow("ridge = -1");
  });

  it("does not transfer to localised bumps: at P = 64 its inflation of the sandwich overshoots tenfold", () => {
    const { process, model } = gapFillingCell(0.01, 64, (schedule) => uniformGrid(schedule, 30));
    const moments = populationMoments(model, process);
    const { overlap } = gaussianFeatures({
      sigma: moments.sigma,
      truth: moments.solution,
      noise,
      sampleCount: 64,
      ridge: model.ridge,
    });
    const at = statesOf(
      Array.from({ length: 12 }, (_, k) => [-1.1 + 0.2 * k, 0.08 + 0.07 * k]),
      1,
    );
    const { values } = sandwichEnsemble(model, process, moments).scoreCovariance(at, at);
    const scores = memberScores(model, process, trainCoefficients(seededRng(seed), model, process, 0, 200), at);
    const found = sampleMoments(scores).covariance.values;
    // The denoiser's variance: each state's score variance without its gain.
    const sum = (covariance: Float64Array): number =>
      at.t.reduce((all, t, n) => {
        const gain = process.schedule.alpha(t) / process.schedule.variance(t);
        return all + covariance[n * (at.t.length + 1)]! / gain ** 2;
      }, 0);
    // Heavy tails let 200 models be off by a half; the ratio is below a quarter with a wide margin.
    expect(sum(found) / (sum(values) / (1 - overlap))).toBeLessThan(0.25);
  });
});
