import fc from "fast-check";
import { describe, it } from "vitest";
import {
  type DataDistribution,
  gaussianMixture,
  meanEstimate,
  type Points,
  pointMasses,
} from "../../src/core/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { mixture } from "../support/arbitraries.ts";
import { expectClose, monteCarlo, rounding } from "../support/tolerance.ts";

// About 250 comparisons at five standard errors: the chance that a correct sampler fails for a fresh seed is 2e-4.
const seed = 20103;
const drawCount = 20_000;

describe("draws of a mixture have its moments", () => {
  for (const dim of [1, 2, 3, 4, 5]) {
    fc.sample(mixture(dim), { seed: seed + dim, numRuns: 4 }).forEach((data, k) => {
      it(`first and second moments agree in ${dim} dimensions, mixture ${k}`, () => {
        const drawn = data.sample(seededRng(`${seed}/${dim}/${k}`), drawCount);
        for (let i = 0; i < dim; i++) {
          checkMoment(drawn, (x) => x[i]!, firstMoment(data, i), `E[x${i}]`);
          for (let j = 0; j <= i; j++) {
            checkMoment(drawn, (x) => x[i]! * x[j]!, secondMoment(data, i, j), `E[x${i} x${j}]`);
          }
        }
      });
    });
  }

  it("draws of a singular covariance stay in its span", () => {
    const direction = [1, -2, 0.5];
    const covariance = direction.map((a) => direction.map((b) => a * b));
    const mean = [0.3, 0.1, -1];
    const { values } = gaussianMixture({ components: [{ weight: 1, mean, covariance }] }).sample(seededRng(seed), 1000);
    for (let n = 0; n < 1000; n++) {
      const [x, y, z] = [0, 1, 2].map((d) => values[3 * n + d]! - mean[d]!);
      expectClose(2 * x! + y!, 0, rounding(10, 64), "2 x + y");
      expectClose(x! - 2 * z!, 0, rounding(10, 64), "x − 2 z");
    }
  });

  it("point masses are drawn as often as their weights say", () => {
    const weights = [1, 2, 3, 10];
    const drawn = pointMasses([[0], [1], [2], [3]], weights).sample(seededRng(`${seed}/weights`), drawCount);
    weights.forEach((weight, k) => {
      const share = weight / 16;
      const found = drawn.values.filter((x) => x === k).length / drawCount;
      expectClose(found, share, monteCarlo(Math.sqrt((share * (1 - share)) / drawCount)), `share of point ${k}`);
    });
  });
});

function checkMoment(drawn: Points, of: (x: Float64Array) => number, expected: number, what: string): void {
  const { count, dim, values } = drawn;
  const found = meanEstimate(
    Float64Array.from({ length: count }, (_, n) => of(values.subarray(n * dim, (n + 1) * dim))),
  );
  const { bound, reason } = monteCarlo(found.standardError);
  const exact = rounding(Math.abs(expected) + 1, 64);
  expectClose(found.value, expected, { bound: bound + exact.bound, reason: `${reason}, or ${exact.reason}` }, what);
}

function firstMoment({ components }: DataDistribution, i: number): number {
  return components.reduce((sum, { weight, mean }) => sum + weight * mean[i]!, 0);
}

function secondMoment({ dim, components }: DataDistribution, i: number, j: number): number {
  return components.reduce(
    (sum, { weight, mean, covariance }) => sum + weight * (mean[i]! * mean[j]! + (covariance?.[i * dim + j] ?? 0)),
    0,
  );
}
