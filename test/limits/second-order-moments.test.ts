import { describe, expect, it } from "vitest";
import { type DataDistribution, type FeatureMap, namedData } from "../../src/core/index.ts";
import {
  cavityMoments,
  indicatorBins,
  indicatorCells,
  indicatorMoments,
  populationMoments,
  sandwichFactor,
  secondOrderMoments,
  tensorProduct,
} from "../../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, seededRng, transposed } from "../../src/numerics/index.ts";
import { denoiserModel, gentleSchedule, lineMixture, processOf, remixed } from "../support/linear-models.ts";
import { expectClose } from "../support/tolerance.ts";

const seed = 60222;
/** Where loss weights step: between the two time bins. */
const turn = 0.4;
const weight = (t: number): number => (t < turn ? 3 : 1);
const ridge = 0.05;
/** Sample count at which extrapolation starts. */
const first = 4000;
const population = { draws: 4000, refinement: 0.6 };

/** Disjoint boxes in space and two time bins. */
function boxes(dim: number): FeatureMap {
  return tensorProduct(
    Array.from({ length: dim }, () => indicatorBins({ edges: [-3, -0.4, 0.3, 3] })),
    indicatorBins({ edges: [0.1, turn, 1] }),
  );
}

/** An orthogonal matrix. */
function rotation(size: number): Matrix {
  return algebra.qr(matrix(size, size, seededRng(seed).normals(size * size))).q;
}

/** Limit of a sequence in 1/P from P, 2P, 4P, with the change of the last step: an estimate of what is left, for smooth sequences. */
function extrapolated(at: (sampleCount: number) => Float64Array): { limit: Float64Array; change: number } {
  const [a, b, c] = [at(first), at(2 * first), at(4 * first)];
  const once = a.map((value, i) => 2 * b[i]! - value);
  const again = b.map((value, i) => 2 * c[i]! - value);
  const limit = again.map((value, i) => (4 * value - once[i]!) / 3);
  return { limit, change: Math.max(...limit.map((value, i) => Math.abs(value - again[i]!))) };
}

const largest = (values: Float64Array): number => Math.max(...values.map(Math.abs));

/** Q A Qᵀ on the feature index of A [F·D, F·D]. */
function turned(a: Matrix, q: Matrix, dim: number): Float64Array {
  const size = q.rows;
  const turnedRows = ({ values }: Matrix): Matrix =>
    matrix(size * dim, size * dim, algebra.gemm(q, matrix(size, dim * size * dim, values)).values);
  return transposed(turnedRows(transposed(turnedRows(a)))).values;
}

const settings: readonly (readonly [string, DataDistribution])[] = [
  ["one dimension", lineMixture],
  ["two dimensions", namedData("four-points")],
];

// The population of both routes is the same list of states, so that neither quadrature nor Monte Carlo is between them.
describe("secondOrderMoments is the limit of the exact moments of indicator features", () => {
  for (const [name, data] of settings) {
    for (const target of ["noisy", "noise-free"] as const) {
      it(`${name}, ${target} target`, () => {
        const process = processOf(data, gentleSchedule);
        const { dim } = data;
        const base = boxes(dim);
        const changes = { weight, ridge, target, sampleCount: first };
        const cells = indicatorCells(denoiserModel(base, gentleSchedule, changes), process, population);
        // Mixed by a rotation, features overlap and every term of the series counts; the moments turn with them.
        const q = rotation(base.featureCount);
        const features = remixed(base, q);
        const model = denoiserModel(features, gentleSchedule, changes);
        const { solution, ...moments } = populationMoments(model, process, population);
        const parts = target === "noisy" ? "target-and-input-noise" : "input-noise";
        const root = sandwichFactor({ ...model, sampleCount: 1 }, { ...moments, solution }, parts);
        const omega = algebra.gemm(root, root, { transposeB: true }).values;
        const { meanShift, covarianceShift } = secondOrderMoments(model, process, population);

        const mean = extrapolated((sampleCount) => {
          const exact = indicatorMoments(cells, sampleCount, ridge).mean;
          const own = algebra.gemm(q, exact);
          return own.values.map((value, i) => sampleCount * (value - solution.values[i]!));
        });
        // Rounding of the exact moments and of W*, 1e-11, times 4P.
        const meanNoise = 4e-11 * 4 * first * largest(solution.values);
        meanShift.values.forEach((value, i) => {
          expectClose(value, mean.limit[i]!, {
            bound: mean.change + meanNoise,
            reason: "last step of the extrapolation, and rounding times P",
          });
        });

        const covariance = extrapolated((sampleCount) => {
          const exact = indicatorMoments(cells, sampleCount, ridge).covariance;
          const own = turned(exact, q, dim);
          return own.map((value, i) => sampleCount * (sampleCount * value - omega[i]!));
        });
        const covarianceNoise = 4e-11 * 4 * first * largest(omega);
        covarianceShift.values.forEach((value, i) => {
          expectClose(value, covariance.limit[i]!, {
            bound: covariance.change + covarianceNoise,
            reason: "last step of the extrapolation, and rounding times P",
          });
        });
        // The bounds can tell: they are far below what they are held against.
        expect(mean.change + meanNoise).toBeLessThan(1e-3 * largest(meanShift.values));
        expect(covariance.change + covarianceNoise).toBeLessThan(1e-3 * largest(covarianceShift.values));
      });
    }
  }
});

describe("cavityMoments against the exact moments of indicator features", () => {
  for (const [name, data] of settings) {
    for (const [target, share] of [
      ["noisy", 0.5],
      ["noise-free", 0.8],
    ] as const) {
      it(`${name}, ${target} target: leaves at most ${share} of the error of leading order in Cov W, and a quarter in the mean`, () => {
        const process = processOf(data, gentleSchedule);
        for (const sampleCount of [100, 800]) {
          const model = denoiserModel(boxes(data.dim), gentleSchedule, { weight, ridge, target, sampleCount });
          const exact = indicatorMoments(indicatorCells(model, process, population), sampleCount, ridge);
          const moments = populationMoments(model, process, population);
          const root = sandwichFactor(model, moments, target === "noisy" ? "target-and-input-noise" : "input-noise");
          const leading = algebra.gemm(root, root, { transposeB: true });
          const cavity = cavityMoments(model, process, population);
          const distance = (a: Matrix, b: Matrix): number => largest(a.values.map((value, i) => value - b.values[i]!));
          expect(distance(cavity.covariance, exact.covariance)).toBeLessThan(
            share * distance(leading, exact.covariance),
          );
          expect(distance(cavity.solution, exact.mean)).toBeLessThan(0.25 * distance(moments.solution, exact.mean));
        }
      });
    }
  }
});
