import { describe, it } from "vitest";
import { gaussianMixture, pointMasses } from "../../../src/core/index.ts";
import { diagonalMixture } from "../../../src/theory/diagonal-mixture.ts";
import { mixtureSlice } from "../../../src/theory/mixture-slice.ts";
import { averageInto, filterInto } from "../../../src/theory/posterior-average.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const [alpha, variance] = [0.8, 0.36];
const schedule = frozenSchedule(alpha, variance);

describe("averages over the posterior", () => {
  it("of two points on a line give tanh of the half log-odds", () => {
    const slice = mixtureSlice(diagonalMixture(pointMasses([[-1], [1]])), schedule, 1);
    const out = new Float64Array(1);
    averageInto(out, "mean", slice, Float64Array.of(0.3), 0, 1);
    const expected = Math.tanh((alpha * 0.3) / variance);
    expectClose(out[0], expected, rounding(1));
    averageInto(out, "score", slice, Float64Array.of(0.3), 0, 1);
    expectClose(out[0], (alpha * expected - 0.3) / variance, rounding(1));
  });

  it("agree between points in the plane and Gaussians of no size", () => {
    const rows = [
      [-1, 0.5],
      [1, 0],
      [0.2, 0.3],
    ];
    const tiny = gaussianMixture({ components: rows.map((mean) => ({ weight: 1, mean, covariance: 1e-300 })) });
    const [points, gaussians] = [pointMasses(rows), tiny].map((data) =>
      mixtureSlice(diagonalMixture(data), schedule, 1),
    );
    const x = Float64Array.of(0.1, 0.4, -2, 1, 0, 0, 0.5, -0.5, 1.5, 1.5);
    for (const quantity of ["mean", "score"] as const) {
      const [a, b] = [new Float64Array(10), new Float64Array(10)];
      averageInto(a, quantity, points, x, 0, 5);
      averageInto(b, quantity, gaussians, x, 0, 5);
      a.forEach((value, k) => {
        expectClose(b[k], value, rounding(10));
      });
    }
  });

  it("filter a vector in an eigenbasis: U diag(gain) Uᵀ v", () => {
    const [c, s] = [0.6, 0.8];
    const out = new Float64Array(2);
    filterInto(out, Float64Array.of(c, -s, s, c), Float64Array.of(9, 9, 2, 5), 2, Float64Array.of(1, 0));
    expectClose(out[0], 2 * c * c + 5 * s * s, rounding(5));
    expectClose(out[1], (2 - 5) * c * s, rounding(5));
  });
});
