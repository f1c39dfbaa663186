import { describe, expect, it } from "vitest";
import { firstPoints, pointMasses, points, statesAt } from "../../../src/core/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { diagonalMixture } from "../../../src/theory/diagonal-mixture.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { mixtureSlice } from "../../../src/theory/mixture-slice.ts";
import { cloudSums, forEachCloudCovariance } from "../../../src/theory/point-cloud.ts";
import { averageInto } from "../../../src/theory/posterior-average.ts";
import { forEachCovariance } from "../../../src/theory/posterior-spread.ts";
import { responsibilities, weighInto } from "../../../src/theory/responsibilities.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 6_156;
const dim = 18;
const data = pointMasses(points(seededRng(seed).normals(90 * dim), dim));
const mixture = diagonalMixture(data);

/** Noise from all-points-alike to one-point-wins, with what one rounding of x moves an exponent by. */
const noises = [
  [0.3, 0.91],
  [0.8, 0.36],
  [0.99, 0.02],
] as const;

describe("large point sets", () => {
  it("are those of 64 numbers or more, of a size that can be squared", () => {
    expect(mixture.cloud).not.toBeNull();
    expect(diagonalMixture(pointMasses([[-1], [1]])).cloud).toBeNull();
    expect(diagonalMixture(pointMasses([...Array(70).keys()].map((i) => [i * 1e149]))).cloud).toBeNull();
  });

  it("have the averages, densities and covariances of small ones, up to rounding", () => {
    for (const [alpha, variance] of noises) {
      const slice = mixtureSlice(mixture, frozenSchedule(alpha, variance), 1);
      const plain = { ...slice, mixture: { ...mixture, cloud: null } };
      const x = seededRng(seed + 1).normals(6 * dim);
      const operations = 16 + (20 * dim) / variance;
      for (const quantity of ["mean", "score"] as const) {
        const [found, expected] = [new Float64Array(6 * dim), new Float64Array(6 * dim)];
        averageInto(found, quantity, slice, x, 0, 6);
        averageInto(expected, quantity, plain, x, 0, 6);
        const scale = quantity === "mean" ? 4 : 4 / variance;
        found.forEach((value, k) => {
          expectClose(value, expected[k], rounding(scale, operations), `${quantity} ${k}`);
        });
      }
      const sums = cloudSums(slice, x, 0, 6)!;
      const weights = responsibilities(mixture.count);
      for (let n = 0; n < 6; n++) {
        weighInto(weights, plain, x, n, 1);
        expectClose(sums.logTotals[n] + slice.logScale, weights.logDensity_T[0], rounding(1, operations));
      }
      const expected: Float64Array[] = [];
      forEachCovariance(plain, x, 0, 6, (covariance_DD) => expected.push(covariance_DD.slice()));
      forEachCovariance(slice, x, 0, 6, (covariance_DD, n) => {
        const largest = Math.max(...expected[n].map(Math.abs));
        covariance_DD.forEach((value, k) => {
          expectClose(value, expected[n][k], rounding(largest, 4 * operations), `covariance of state ${n}`);
        });
      });
    }
  });

  it("give a state the bits it has alone, through every method", () => {
    for (const [alpha, variance] of noises) {
      const marginal = noisedMarginal(data, frozenSchedule(alpha, variance));
      const x = points(seededRng(seed + 2).normals(9 * dim), dim);
      const [all, first] = [statesAt(x, 0.5), statesAt(firstPoints(x, 1), 0.5)];
      for (const of of [marginal.posteriorMean, marginal.score, marginal.logDensity, marginal.targetCovariance]) {
        const alone = of(first);
        expect(of(all).slice(0, alone.length)).toEqual(alone);
      }
    }
  });

  it("leave small sets to the other path", () => {
    const slice = mixtureSlice(diagonalMixture(pointMasses([[-1], [1]])), frozenSchedule(0.8, 0.36), 1);
    expect(cloudSums(slice, Float64Array.of(0), 0, 1)).toBeNull();
    expect(forEachCloudCovariance(slice, Float64Array.of(0), 0, 1, () => {})).toBe(false);
  });
});
