import { describe, expect, it } from "vitest";
import { ArgumentError, varianceExploding } from "../../../src/core/index.ts";
import { normalCdf, seededRng } from "../../../src/numerics/index.ts";
import { stratifiedStarts } from "../../../src/path-integral/index.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 30501;
const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.01, terminalTime: 3 });

describe("stratified starts", () => {
  it("put one start into each stratum of the prior, at the model's own offset", () => {
    const { values } = stratifiedStarts(seededRng(seed), schedule, 1, 8, 0.25, 0);
    values.forEach((x, i) => {
      expectClose(normalCdf(x / 3), (i + 0.25) / 8, rounding(1, 64), `stratum ${i}`);
    });
  });

  it("spread the offsets of any number of models over the stratum", () => {
    const models = 89;
    const offsets = Array.from({ length: models }, (_, m) => {
      return normalCdf(stratifiedStarts(seededRng(seed), schedule, 1, 1, 0.7, m).values[0]! / 3);
    }).toSorted((a, b) => a - b);
    const gaps = offsets.map((offset, k) => (offsets[k + 1] ?? offsets[0]! + 1) - offset);
    // Three-gap theorem: no gap of golden rotations is above (1 + golden)/models at a Fibonacci number of them.
    expect(Math.max(...gaps)).toBeLessThan(2 / models);
  });

  it("keep off the infinite quantile at offset zero", () => {
    expect(stratifiedStarts(seededRng(seed), schedule, 1, 4, 0, 0).values.every(Number.isFinite)).toBe(true);
  });

  it("are independent normals of width σ(T) above one dimension", () => {
    const { values, count, dim } = stratifiedStarts(seededRng(seed), schedule, 2, 5000, 0, 0);
    expect([count, dim, values.length]).toEqual([5000, 2, 10_000]);
    const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expectClose(square, 9, monteCarlo(9 * Math.sqrt(2 / values.length)));
    let product = 0;
    for (let n = 0; n < count; n++) product += (values[2 * n]! * values[2 * n + 1]!) / count;
    expectClose(product, 0, monteCarlo(9 / Math.sqrt(count)));
  });

  it("refuse a number of paths that is not a positive integer", () => {
    for (const paths of [0, 2.5, Number.NaN])
      expect(() => stratifiedStarts(seededRng(seed), schedule, 1, paths, 0, 0)).toThrow(ArgumentError);
  });
});
