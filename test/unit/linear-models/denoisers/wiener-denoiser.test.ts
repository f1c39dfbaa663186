import { describe, expect, it } from "vitest";
import { ArgumentError, gaussianMixture, variancePreserving } from "../../../../src/core/index.ts";
import { denoisingLoss, imagesOf, wienerDenoiser } from "../../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../../src/numerics/index.ts";
import { noisedMarginal } from "../../../../src/theory/index.ts";
import { someMap, someMoments } from "../../../support/affine-maps.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(512);
const moments = someMoments(rng.split("moments"), 4);

describe("wienerDenoiser", () => {
  it("is the posterior mean of Gaussian data", () => {
    const schedule = variancePreserving({ drift: "beta", cutoffTime: 0.01 });
    const t = 0.3;
    const { mean, covariance } = moments;
    const rows = [0, 1, 2, 3].map((i) => Array.from(covariance.values.subarray(4 * i, 4 * i + 4)));
    const data = gaussianMixture({ components: [{ weight: 1, mean: Array.from(mean), covariance: rows }] });
    const x = { count: 5, dim: 4, values: rng.split("x").normals(20) };
    const level = { alpha: schedule.alpha(t), sigma: schedule.sigma(t) };
    const found = imagesOf(wienerDenoiser(moments, level), x).values;
    const score = noisedMarginal(data, schedule).scoreField.score(x, t);
    score.forEach((s, i) => {
      const tweedie = (x.values[i]! + level.sigma ** 2 * s) / level.alpha;
      expectClose(found[i]!, tweedie, rounding(10, 1000));
    });
  });

  it("has the smallest loss: any change of it adds ½(α²|δWΣ½|² + σ²|δW|² + …)", () => {
    const level = { alpha: 0.8, sigma: 0.5 };
    const best = wienerDenoiser(moments, level);
    const smallest = denoisingLoss(best, moments, level);
    for (let k = 0; k < 10; k++) {
      const change = someMap(rng.split("change", k), 4);
      const other = {
        matrix: matrix(
          4,
          4,
          best.matrix.values.map((value, i) => value + 0.01 * change.matrix.values[i]!),
        ),
        offset: best.offset.map((value, i) => value + 0.01 * change.offset[i]!),
      };
      const opposite = {
        matrix: matrix(
          4,
          4,
          best.matrix.values.map((value, i) => 2 * value - other.matrix.values[i]!),
        ),
        offset: best.offset.map((value, i) => 2 * value - other.offset[i]!),
      };
      const [up, down] = [other, opposite].map((map) => denoisingLoss(map, moments, level) - smallest);
      expect(up).toBeGreaterThan(0);
      // At a minimum of a quadratic both directions cost the same.
      expectClose(up!, down!, rounding(smallest, 1000));
    }
  });

  it("leaves directions without variance at their mean", () => {
    const flat = { mean: Float64Array.of(2, 3), covariance: matrix(2, 2, Float64Array.of(1, 0, 0, 0)) };
    const { matrix: weights, offset } = wienerDenoiser(flat, { alpha: 1, sigma: 1 });
    expect(Array.from(weights.values)).toEqual([0.5, 0, 0, 0]);
    expect(Array.from(offset)).toEqual([1, 3]);
  });

  it("refuses what is no noise level", () => {
    expect(() => wienerDenoiser(moments, { alpha: 1, sigma: 0 })).toThrow(ArgumentError);
    expect(() => wienerDenoiser(moments, { alpha: Number.NaN, sigma: 1 })).toThrow(
      /alpha = NaN must be finite and positive/,
    );
  });
});
