import { describe, expect, it } from "vitest";
import { plainSoftmaxCovariances } from "../../../../src/numerics/elementary/plain-softmax.ts";
import { matrix, seededRng, softmaxCovariances } from "../../../../src/numerics/index.ts";
import { testWithKernels } from "../../../support/kernels-in-file.ts";
import { randomSoftmax, singleState } from "../../../support/softmax.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";
import { withKernels, withoutKernels } from "../../../support/with-engine.ts";

testWithKernels();
const seed = 6_154;
const sizes = [
  [1, 2, 1],
  [5, 30, 3],
  [9, 120, 7],
  [6, 90, 18],
] as const;

describe("softmaxCovariances", () => {
  it("agrees with the sums written out, relative to the largest entry, also where one weight is near one", () => {
    const rng = seededRng(seed);
    for (const [n, m, d] of sizes)
      for (const variance of [10, 0.5, 0.02, 1e-3]) {
        const problem = randomSoftmax(rng, n, m, d, variance);
        const [found, expected] = [softmaxCovariances(problem), plainSoftmaxCovariances(problem)];
        for (let k = 0; k < n; k++) {
          const own = (values: Float64Array) => values.subarray(k * d * d, (k + 1) * d * d);
          const largest = Math.max(...own(expected).map(Math.abs));
          if (largest < 1e-290) continue;
          own(found).forEach((value, i) => {
            expectClose(value, own(expected)[i]!, rounding(largest, 64 + (80 * d) / variance), `entry ${i} of ${k}`);
          });
        }
      }
  });

  it("gives every state the bits it has alone", () => {
    const problem = randomSoftmax(seededRng(seed + 1), 7, 200, 20, 0.3);
    const together = softmaxCovariances(problem);
    for (let k = 0; k < 7; k++)
      expect(softmaxCovariances(singleState(problem, k))).toEqual(together.slice(400 * k, 400 * (k + 1)));
  });

  it("of two points is ω (1 − ω) times the square of their difference, down to the smallest weights", () => {
    for (const exponent of [0, 10, 100, 600]) {
      const problem = {
        states: matrix(1, 1, Float64Array.of(0)),
        points: matrix(2, 1, Float64Array.of(1e6, 1e6 + 1)),
        logWeights: Float64Array.of(0, -exponent),
        scale: 0,
        variance: 1,
      };
      const weight = Math.exp(-exponent) / (1 + Math.exp(-exponent));
      const expected = weight / (1 + Math.exp(-exponent));
      for (const apply of [withKernels, withoutKernels])
        expectClose(apply(() => softmaxCovariances(problem))[0]!, expected, rounding(expected));
    }
  });
});
