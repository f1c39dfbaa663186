import { describe, expect, it } from "vitest";
import { plainSoftmaxSums } from "../../../../src/numerics/elementary/plain-softmax.ts";
import {
  ArgumentError,
  matrix,
  ShapeError,
  type SoftmaxProblem,
  seededRng,
  softmaxSums,
} from "../../../../src/numerics/index.ts";
import { testWithKernels } from "../../../support/kernels-in-file.ts";
import { randomSoftmax, singleState } from "../../../support/softmax.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";
import { withKernels, withoutKernels } from "../../../support/with-engine.ts";

testWithKernels();
const seed = 6_153;

/** Sizes around tiles of four states, eights of points, blocks and stripes of points, and the width from which points are screened. */
const sizes = [
  [1, 1, 1],
  [5, 2, 3],
  [4, 257, 1],
  [7, 63, 4],
  [9, 300, 13],
  [6, 200, 20],
  [130, 150, 33],
  [9, 700, 64],
] as const;

describe("softmaxSums", () => {
  it("agrees with sums written out, from noise that hides the points to noise that tells them apart", () => {
    const rng = seededRng(seed);
    for (const [n, m, d] of sizes)
      for (const variance of [10, 0.5, 0.02, 1e-4, 1e-7]) {
        const problem = randomSoftmax(rng, n, m, d, variance);
        const [found, expected] = [softmaxSums(problem), plainSoftmaxSums(problem)];
        // Near a change of the leading point one rounding moves the weights by (|x| + |μ|)² ε / v.
        const scale = Math.max(...problem.points.values.map(Math.abs));
        const conditioning = 16 + (20 * d) / variance;
        found.means.values.forEach((mean, k) => {
          expectClose(mean, expected.means.values[k]!, rounding(scale, conditioning), `mean ${k} of ${[n, m, d]}`);
        });
        found.logTotals.forEach((value, k) => {
          expectClose(value, expected.logTotals[k]!, rounding(1, conditioning), `log total ${k}`);
          expectClose(found.leaderWeights[k]!, expected.leaderWeights[k]!, rounding(1, conditioning), "leader");
        });
        expect(found.leaders).toEqual(expected.leaders);
      }
  });

  it("gives every state the bits it has alone, also where its neighbours need other points", () => {
    const rng = seededRng(seed + 1);
    for (const [n, m, d] of sizes)
      for (const variance of [10, 0.5, 0.02, 1e-5]) {
        const problem = randomSoftmax(rng, n, m, d, variance);
        const together = softmaxSums(problem);
        for (let k = 0; k < n; k++) {
          const alone = softmaxSums(singleState(problem, k));
          expect(alone.means.values).toEqual(together.means.values.slice(k * d, (k + 1) * d));
          expect(alone.logTotals[0]).toBe(together.logTotals[k]);
          expect(alone.leaders[0]).toBe(together.leaders[k]);
        }
      }
  });

  it("leaves out points of weight zero and names the first of equal points", () => {
    const problem: SoftmaxProblem = {
      states: matrix(1, 2, Float64Array.of(0, 0)),
      points: matrix(3, 2, Float64Array.of(5, 5, 1, 2, 1, 2)),
      logWeights: Float64Array.of(Number.NEGATIVE_INFINITY, 0, 0),
      scale: 1,
      variance: 1,
    };
    const { means, leaders, leaderWeights } = softmaxSums(problem);
    expect([...means.values]).toEqual([1, 2]);
    expect(leaders[0]).toBe(1);
    expect(leaderWeights[0]).toBe(0.5);
  });

  it("gives nothing for no states", () => {
    const problem = randomSoftmax(seededRng(seed), 1, 4, 3, 1);
    expect(softmaxSums({ ...problem, states: matrix(0, 3) }).means.values.length).toBe(0);
  });

  it("refuses shapes, weights and states that are none", () => {
    const problem = randomSoftmax(seededRng(seed), 2, 3, 17, 1);
    const state = (value: number) => ({ ...problem, states: matrix(1, 17, new Float64Array(17).fill(value)) });
    for (const apply of [withKernels, withoutKernels])
      apply(() => {
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e200])
          expect(() => softmaxSums(state(value))).toThrow(/must be finite, and of a size/);
        expect(() => softmaxSums({ ...problem, variance: 0 })).toThrow(ArgumentError);
        expect(() => softmaxSums({ ...problem, scale: Number.NaN })).toThrow(ArgumentError);
        expect(() => softmaxSums({ ...problem, logWeights: Float64Array.of(0, Number.NaN, 0) })).toThrow(ArgumentError);
        expect(() => softmaxSums({ ...problem, logWeights: new Float64Array(2) })).toThrow(ShapeError);
        expect(() => softmaxSums({ ...problem, points: matrix(3, 16) })).toThrow(ShapeError);
        const none = { ...problem, points: matrix(0, 17), logWeights: new Float64Array(0) };
        expect(() => softmaxSums(none)).toThrow(ArgumentError);
      });
    const far = problem.points.values.map((value) => value * 1e200);
    expect(() => softmaxSums({ ...problem, points: matrix(3, 17, far) })).toThrow(/finite square/);
  });
});
