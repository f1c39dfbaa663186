import { describe, expect, it } from "vitest";
import { points, ShapeError } from "../../../../src/core/index.ts";
import { composed, empiricalMoments, imageOfNoise, imagesOf, scaledMap } from "../../../../src/linear-models/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { someMap } from "../../../support/affine-maps.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(511);
const [first, second] = [someMap(rng.split("first"), 3), someMap(rng.split("second"), 3)];
const x = points(rng.split("x").normals(12), 3);

describe("affine maps", () => {
  it("compose as they act one after the other", () => {
    const found = imagesOf(composed(second, first), x).values;
    imagesOf(second, imagesOf(first, x)).values.forEach((value, i) => {
      expectClose(found[i]!, value, rounding(20));
    });
  });

  it("p x + q (W x + b) is the sum of both", () => {
    const found = imagesOf(scaledMap(0.3, -2, first), x).values;
    imagesOf(first, x).values.forEach((value, i) => {
      expectClose(found[i]!, 0.3 * x.values[i]! - 2 * value, rounding(20));
    });
  });

  it("refuse points and maps of another dimension", () => {
    expect(() => imagesOf(first, points([[1, 2]]))).toThrow(ShapeError);
    expect(() => composed(first, someMap(rng, 2))).toThrow(/composed.*dimensions must agree/);
  });

  it("carry N(0, v) to mean b and covariance v W Wᵀ, as samples say at five standard errors", () => {
    const count = 20_000;
    const variance = 1.7;
    const noise = rng
      .split("noise")
      .normals(count * 3)
      .map((value) => Math.sqrt(variance) * value);
    const sampled = empiricalMoments(imagesOf(first, { count, dim: 3, values: noise }));
    const { mean, covariance } = imageOfNoise(first, variance);
    const spread = (d: number): number => covariance.values[4 * d]!;
    for (let i = 0; i < 3; i++) {
      expectClose(sampled.mean[i]!, mean[i]!, monteCarlo(Math.sqrt(spread(i) / count)));
      for (let j = 0; j < 3; j++) {
        const expected = covariance.values[3 * i + j]!;
        // Var of a sample covariance of normals: (Σ_ii Σ_jj + Σ_ij²)/N.
        const error = Math.sqrt((spread(i) * spread(j) + expected ** 2) / count);
        expectClose(sampled.covariance.values[3 * i + j]!, expected, monteCarlo(error));
      }
    }
  });
});

describe("empiricalMoments", () => {
  it("divides by the number of points", () => {
    const { mean, covariance } = empiricalMoments(
      points([
        [0, 1],
        [2, 5],
      ]),
    );
    expect(Array.from(mean)).toEqual([1, 3]);
    expect(Array.from(covariance.values)).toEqual([1, 2, 2, 4]);
  });

  it("refuses no points", () => {
    expect(() => empiricalMoments({ count: 0, dim: 2, values: new Float64Array(0) })).toThrow(ShapeError);
  });
});
