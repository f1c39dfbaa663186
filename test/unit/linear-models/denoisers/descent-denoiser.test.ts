import { describe, expect, it } from "vitest";
import { descentDenoisers, descentMoments, wienerDenoiser } from "../../../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../../../src/numerics/index.ts";
import { someMoments } from "../../../support/affine-maps.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(513);
const dim = 3;
const moments = someMoments(rng.split("moments"), dim);
const level = { alpha: 0.7, sigma: 0.4 };
const scale = 0.6;
const rates = Float64Array.from({ length: 40 }, (_, k) => 0.2 * (1 + Math.cos((Math.PI * k) / 40)) * 0.1);

describe("descentDenoisers", () => {
  it("are gradient descent simulated step by step, offset and changing rates included", () => {
    const { features, targets } = descentMoments(moments, level, scale);
    let theta = matrix(dim, dim + 1);
    const simulated = [theta];
    for (const rate of rates) {
      const pulled = algebra.gemm(theta, features).values;
      theta = matrix(
        dim,
        dim + 1,
        theta.values.map((value, i) => value - rate * (pulled[i]! - targets.values[i]!)),
      );
      simulated.push(theta);
    }
    const after = [0, 1, 7, 40];
    descentDenoisers(moments, level, rates, after, scale).forEach((found, k) => {
      const expected = simulated[after[k]!]!.values;
      for (let i = 0; i < dim; i++) {
        expectClose(found.offset[i]!, expected[i * (dim + 1) + dim]!, rounding(5, 4000));
        for (let j = 0; j < dim; j++)
          expectClose(found.matrix.values[i * dim + j]!, scale * expected[i * (dim + 1) + j]!, rounding(5, 4000));
      }
    });
  });

  it("multiply one factor a step and eigenvalue for centred data: w = λα/(α²λ + σ²) (1 − Π(1 − ηm))", () => {
    const variances = [2, 0.5, 0.01];
    const covariance = matrix(3, 3);
    variances.forEach((value, d) => {
      covariance.values[4 * d] = value;
    });
    const [found] = descentDenoisers({ mean: new Float64Array(3), covariance }, level, rates, [40]);
    variances.forEach((value, d) => {
      const curvature = level.alpha ** 2 * value + level.sigma ** 2;
      const left = rates.reduce((product, rate) => product * (1 - rate * curvature), 1);
      expectClose(found!.matrix.values[4 * d]!, ((level.alpha * value) / curvature) * (1 - left), rounding(1, 1000));
      expect(found!.offset[d]).toBe(0);
    });
  });

  it("end at the best linear denoiser", () => {
    const many = new Float64Array(20_000).fill(0.05);
    const [found] = descentDenoisers(moments, level, many, [many.length], scale);
    const best = wienerDenoiser(moments, level);
    const { features } = descentMoments(moments, level, scale);
    // What is left of the slowest direction, times the size of what it starts from.
    const slowest = algebra.symmetricEigen(features).values[0]!;
    const left = 100 * Math.exp(-many.length * 0.05 * slowest);
    expect(left).toBeLessThan(Number.EPSILON);
    best.matrix.values.forEach((value, i) => {
      expectClose(found!.matrix.values[i]!, value, rounding(10, 4000));
    });
    best.offset.forEach((value, i) => {
      expectClose(found!.offset[i]!, value, rounding(10, 4000));
    });
  });

  it("refuse steps out of order or range, rates that are none, and scales that are none", () => {
    const rule = /after\[1\] = 3 must be an integer, increasing, from 0 to 40/;
    expect(() => descentDenoisers(moments, level, rates, [5, 3])).toThrow(rule);
    expect(() => descentDenoisers(moments, level, rates, [41])).toThrow(/after\[0\] = 41/);
    expect(() => descentDenoisers(moments, level, [0.1, -1], [2])).toThrow(/rates\[1\] = -1 must be finite and at/);
    expect(() => descentDenoisers(moments, level, rates, [1], 0)).toThrow(/inputScale = 0 must be finite and positive/);
  });
});
