import { describe, expect, it } from "vitest";
import { points, ShapeError } from "../../../../src/core/index.ts";
import { denoisingLoss, empiricalMoments, imagesOf } from "../../../../src/linear-models/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { someMap } from "../../../support/affine-maps.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(514);
const clean = points(rng.split("clean").normals(30), 3);
const moments = empiricalMoments(clean);
const map = someMap(rng.split("map"), 3);
const level = { alpha: 0.6, sigma: 0.9 };

describe("denoisingLoss", () => {
  it("is the mean over points and noise, at five standard errors of 20 000 draws of each point", () => {
    const draws = 20_000;
    let mean = 0;
    let square = 0;
    for (let n = 0; n < clean.count; n++) {
      const x0 = clean.values.subarray(3 * n, 3 * n + 3);
      const noise = rng.split("noise", n).normals(3 * draws);
      const x = noise.map((value, i) => level.alpha * x0[i % 3]! + level.sigma * value);
      const found = imagesOf(map, { count: draws, dim: 3, values: x }).values;
      for (let k = 0; k < draws; k++) {
        const loss = [0, 1, 2].reduce((sum, d) => sum + (found[3 * k + d]! - x0[d]!) ** 2 / 2, 0);
        mean += loss / (draws * clean.count);
        square += loss ** 2 / (draws * clean.count);
      }
    }
    const error = Math.sqrt((square - mean ** 2) / (draws * clean.count));
    expectClose(denoisingLoss(map, moments, level), mean, monteCarlo(error));
  });

  it("of a denoiser that always answers the mean is half the trace of the covariance", () => {
    const zero = { matrix: { ...map.matrix, values: new Float64Array(9) }, offset: moments.mean };
    const trace = [0, 4, 8].reduce((sum, i) => sum + moments.covariance.values[i]!, 0);
    expectClose(denoisingLoss(zero, moments, level), trace / 2, rounding(trace));
  });

  it("refuses another dimension", () => {
    expect(() => denoisingLoss(someMap(rng, 2), moments, level)).toThrow(ShapeError);
  });
});
