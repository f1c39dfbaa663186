import { describe, expect, it } from "vitest";
import {
  gaussianMixture,
  geometricGrid,
  namedData,
  pointMasses,
  points,
  variancePreserving,
} from "../../../src/core/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { naiveGaussianEulerLaw, noisedMarginal } from "../../../src/theory/index.ts";
import { interleavedSample } from "../../../src/validate/index.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 52103;
const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime: 0.01, terminalTime: 1 });
const grid = geometricGrid(schedule, 60);
const starts = (dim: number, count: number) => ({
  count,
  dim,
  values: seededRng(seed)
    .split("start")
    .normals(count * dim),
});

describe("the simulated interleaved scheme", () => {
  it("has the mean and covariance of the exact Euler recursion for a Gaussian in the plane", () => {
    const data = gaussianMixture({
      components: [
        {
          weight: 1,
          mean: [0.3, -0.2],
          covariance: [
            [0.6, 0.25],
            [0.25, 0.2],
          ],
        },
      ],
    });
    const process = { data, schedule, grid };
    const count = 6000;
    const { values } = interleavedSample(seededRng(seed), process, 0.5, starts(2, count));
    const law = naiveGaussianEulerLaw(process, 0.5);
    for (let d = 0; d < 2; d++) {
      let mean = 0;
      for (let n = 0; n < count; n++) mean += values[2 * n + d]! / count;
      expectClose(mean, law.mean[d]!, monteCarlo(Math.sqrt(law.covariance[3 * d]! / count)));
      for (let e = d; e < 2; e++) {
        let moment = 0;
        for (let n = 0; n < count; n++)
          moment += ((values[2 * n + d]! - law.mean[d]!) * (values[2 * n + e]! - law.mean[e]!)) / count;
        const [aa, bb, ab] = [law.covariance[3 * d]!, law.covariance[3 * e]!, law.covariance[2 * d + e]!];
        expectClose(moment, ab, monteCarlo(Math.sqrt((aa * bb + ab * ab) / count)));
      }
    }
  });

  it("is the Euler map of the true score at κ = 0, from a route of its own to the score", () => {
    const data = namedData("three-points");
    const field = noisedMarginal(data, schedule).scoreField;
    const from = starts(1, 50);
    let x = from.values;
    for (let k = 0; k + 1 < grid.times.length; k++) {
      const t = grid.times[k]!;
      const score = field.score({ count: 50, dim: 1, values: x }, t);
      x = x.map((v, n) => v + (t - grid.times[k + 1]!) * (schedule.beta(t) * v + schedule.diffusivity(t) * score[n]!));
    }
    interleavedSample(seededRng(seed), { data, schedule, grid }, 0, from).values.forEach((value, n) => {
      // Rounding near a boundary grows with the distance between basins over their common layer, here below 1e6.
      expectClose(value, x[n]!, rounding(1, 1e6));
    });
  });

  it("draws nothing for one data point, and leaves its arguments alone", () => {
    const data = pointMasses(points([[0.4, -1]]));
    const from = starts(2, 20);
    const before = from.values.slice();
    const still = interleavedSample(seededRng(seed), { data, schedule, grid }, 0, from);
    expect(interleavedSample(seededRng(seed + 1), { data, schedule, grid }, 3, from)).toEqual(still);
    expect(from.values).toEqual(before);
  });

  it("refuses a negative κ and states of another dimension", () => {
    const process = { data: namedData("three-points"), schedule, grid };
    expect(() => interleavedSample(seededRng(1), process, -0.1, starts(1, 2))).toThrow("kappa = -0.1");
    expect(() => interleavedSample(seededRng(1), process, 1, starts(2, 2))).toThrow("dimension");
  });
});
