import { describe, expect, it } from "vitest";
import {
  geometricGrid,
  type NoiseSchedule,
  pointMasses,
  probabilityFlow,
  type ScoreField,
  ShapeError,
  varianceExploding,
  variancePreserving,
} from "../../../../src/core/index.ts";
import { flowMap, imageOfNoise, imagesOf, wienerDenoiser } from "../../../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../../../src/numerics/index.ts";
import { someMap, someMoments } from "../../../support/affine-maps.ts";
import { discretisation, expectClose, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(515);
const exploding = varianceExploding({ sigma: "t", cutoffTime: 0.1, terminalTime: 20 });

describe("flowMap", () => {
  it.each([
    ["variance-exploding", exploding],
    ["variance-preserving", variancePreserving({ drift: "half-beta", cutoffTime: 0.05, terminalTime: 1 })],
  ] as readonly (readonly [string, NoiseSchedule])[])("is Heun's probability flow step by step: %s", (_, schedule) => {
    const grid = geometricGrid(schedule, 6);
    const denoisers = Array.from(grid.times, (_t, k) => someMap(rng.split("denoiser", k), 3));
    const field: ScoreField = {
      dim: 3,
      score(x, t) {
        const level = grid.times.findIndex((time) => Math.abs(time / t - 1) < 1e-9);
        const clean = imagesOf(denoisers[level]!, x).values;
        return clean.map((value, i) => (schedule.alpha(t) * value - x.values[i]!) / schedule.variance(t));
      },
    };
    const starts = { count: 4, dim: 3, values: rng.split("starts").normals(12) };
    const ends = probabilityFlow({ data: pointMasses([[0, 0, 0]]), schedule, grid }, field, starts, { method: "heun" });
    const found = imagesOf(flowMap(schedule, grid.times, denoisers, "noisy"), starts).values;
    const size = ends.values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    ends.values.forEach((value, i) => {
      expectClose(found[i]!, value, rounding(size, 1000));
    });
    const denoised = imagesOf(flowMap(schedule, grid.times, denoisers, "denoised"), starts).values;
    imagesOf(denoisers[6]!, ends).values.forEach((value, i) => {
      expectClose(denoised[i]!, value, rounding(10 * size, 1000));
    });
  });

  it("generates σ_T²(λ + σ²)/(λ + σ_T²) from N(0, σ_T²) with the best denoisers and small steps", () => {
    const { covariance } = someMoments(rng.split("moments"), 3);
    const moments = { mean: new Float64Array(3), covariance };
    const generated = (steps: number): Float64Array => {
      const { times } = geometricGrid(exploding, steps);
      const denoisers = Array.from(times, (sigma) => wienerDenoiser(moments, { alpha: 1, sigma }));
      const law = imageOfNoise(flowMap(exploding, times, denoisers, "noisy"), 400);
      return algebra.symmetricEigen(law.covariance).values;
    };
    const exact = algebra.symmetricEigen(covariance).values.map((lambda) => (400 * (lambda + 0.01)) / (lambda + 400));
    const found = generated(400);
    // |x‴|h³/12 a step over ln 200 = 5.3 in ln σ, where derivatives of ln x by ln σ are below 1/2, twice for a variance.
    const h = Math.log(200) / 400;
    exact.forEach((value, i) => {
      expectClose(found[i]! / value, 1, discretisation(2, h, 1));
    });
  });

  it("of one time is the denoiser itself", () => {
    const own = someMap(rng, 2);
    const found = flowMap(exploding, Float64Array.of(1), [own], "denoised");
    expect(Array.from(found.matrix.values)).toEqual(Array.from(own.matrix.values));
    expect(Array.from(found.offset)).toEqual(Array.from(own.offset));
  });

  it("refuses a number of denoisers that is not that of the times", () => {
    const own = { matrix: matrix(1, 1), offset: new Float64Array(1) };
    expect(() => flowMap(exploding, Float64Array.of(2, 1), [own], "noisy")).toThrow(ShapeError);
  });
});
