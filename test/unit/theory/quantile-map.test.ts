import { describe, expect, it } from "vitest";
import { gaussianMixture } from "../../../src/core/index.ts";
import { exactLaw, quantileMap } from "../../../src/theory/index.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, type Tolerance } from "../../support/tolerance.ts";

const gaussian = gaussianMixture({ components: [{ weight: 1, mean: [0.5], covariance: 0.25 }] });
const from = exactLaw(gaussian, frozenSchedule(0.6, 0.64), 1);
const to = exactLaw(gaussian, frozenSchedule(1, 0.01), 1);

/** Relative accuracy 2e-13 of the normal cdf over its slope, which grows with the distance to the centre. */
const tolerance: Tolerance = { bound: 1e-11, reason: "accuracy of the normal cdf and its inverse" };

describe("the quantile map", () => {
  it("between Gaussians is affine, out to 30 standard deviations", () => {
    const ratio = Math.sqrt(0.26 / (0.64 + 0.36 * 0.25));
    const x = Float64Array.of(-20, -1, 0.3, 2, 20);
    const { x: image, logJacobian } = quantileMap(from, to, x);
    x.forEach((value, k) => {
      expectClose(image[k], 0.5 + ratio * (value - 0.3), tolerance, `image of ${value}`);
      expectClose(logJacobian[k], Math.log(ratio), { ...tolerance, bound: 100 * tolerance.bound }, `slope at ${value}`);
    });
  });

  it("refuses a state whose tail underflows", () => {
    expect(() => quantileMap(from, to, Float64Array.of(40))).toThrow(/x = 40 must be within 37 standard deviations/);
  });
});
