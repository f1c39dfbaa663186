import { describe, expect, it } from "vitest";
import { namedData, points, variancePreserving } from "../../../src/core/index.ts";
import { matrix } from "../../../src/numerics/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { denoiserMatrix, fieldScoreMatrix } from "../../../src/validate/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const schedule = variancePreserving({ drift: "beta", cutoffTime: 0.01 });
const at = {
  x: points([
    [0.3, -0.2],
    [1.1, 0.4],
    [-0.7, 0.9],
  ]),
  t: Float64Array.of(0.05, 0.2, 0.9),
};

describe("denoisers from scores", () => {
  it("are the posterior mean where the score is exact, in the plane and at mixed times", () => {
    const marginal = noisedMarginal(namedData("four-points"), schedule);
    const { values } = denoiserMatrix(fieldScoreMatrix([marginal.scoreField, marginal.scoreField], at), at, schedule);
    const exact = marginal.posteriorMean(at);
    values.forEach((value, i) => {
      // Score and state nearly cancel at small noise; both are of size 1/α.
      const size = 1 / schedule.alpha(at.t[Math.floor((i % 6) / 2)]!);
      expectClose(value, exact[i % 6]!, rounding(size, 64));
    });
  });

  it("refuse scores of other states", () => {
    expect(() => denoiserMatrix(matrix(2, 3), at, schedule)).toThrow(/denoiserMatrix.*\[2, 3\].*N·D columns/);
  });
});
