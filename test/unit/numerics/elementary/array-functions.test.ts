import { describe, expect, it } from "vitest";
import { applyInto } from "../../../../src/numerics/elementary/array-functions.ts";
import {
  ArgumentError,
  erfOf,
  expOf,
  logOf,
  normalCdfOf,
  normalDensityOf,
  seededRng,
  tanhOf,
} from "../../../../src/numerics/index.ts";
import { testWithKernels } from "../../../support/kernels-in-file.ts";
import { withKernels, withoutKernels } from "../../../support/with-engine.ts";

testWithKernels();
const seed = 6_151;
const inf = Number.POSITIVE_INFINITY;
const tiny = Number.MIN_VALUE;
const huge = Number.MAX_VALUE;

const everywhere = [
  ["with kernels", withKernels],
  ["without", withoutKernels],
] as const;

/** [function, argument, value]: limits, signs of zero, subnormal and huge arguments. */
const edges = [
  [expOf, 0, 1],
  [expOf, -0, 1],
  [expOf, inf, inf],
  [expOf, -inf, 0],
  [expOf, tiny, 1],
  [expOf, huge, inf],
  [expOf, -huge, 0],
  [expOf, 709.782712893384, 1.7976931348622732e308],
  [expOf, 709.7827128933841, inf],
  [expOf, -745.1332191019411, tiny],
  [expOf, -745.1332191019413, 0],
  [logOf, 0, -inf],
  [logOf, -0, -inf],
  [logOf, inf, inf],
  [logOf, 1, 0],
  [logOf, tiny, -744.4400719213812],
  [logOf, huge, 709.782712893384],
  [tanhOf, 0, 0],
  [tanhOf, -0, -0],
  [tanhOf, tiny, tiny],
  [tanhOf, -tiny, -tiny],
  [tanhOf, inf, 1],
  [tanhOf, -huge, -1],
  [erfOf, 0, 0],
  [erfOf, -0, -0],
  [erfOf, inf, 1],
  [erfOf, -inf, -1],
  [erfOf, huge, 1],
  [normalCdfOf, 0, 0.5],
  [normalCdfOf, -0, 0.5],
  [normalCdfOf, inf, 1],
  [normalCdfOf, -inf, 0],
  [normalCdfOf, -huge, 0],
  [normalCdfOf, tiny, 0.5],
  [normalDensityOf, 0, 0.3989422804014327],
  [normalDensityOf, -inf, 0],
  [normalDensityOf, inf, 0],
  [normalDensityOf, huge, 0],
] as const;

describe("functions on arrays", () => {
  for (const [how, apply] of everywhere) {
    it(`take their limits at zeros, infinities, subnormal and huge arguments (${how})`, () => {
      for (const [of, x, value] of edges)
        apply(() => {
          const found = of(Float64Array.of(x))[0]!;
          if (!Object.is(found, value)) throw new Error(`${of.name}(${x}) = ${found}, expected ${value}`);
        });
    });

    it(`give an empty array for an empty array (${how})`, () => {
      for (const of of [expOf, logOf, tanhOf, erfOf, normalCdfOf, normalDensityOf])
        expect(apply(() => of(new Float64Array(0))).length).toBe(0);
    });

    it(`name the place of a number outside the domain (${how})`, () => {
      const x = new Float64Array(9000).fill(0.5);
      x[8191] = Number.NaN;
      for (const of of [expOf, logOf, tanhOf, erfOf, normalCdfOf, normalDensityOf])
        expect(() => apply(() => of(x))).toThrow(/x\[8191\] = NaN must be/);
      expect(() => apply(() => logOf(Float64Array.of(1, -tiny)))).toThrow(ArgumentError);
    });
  }

  it("depend neither on the place in the array nor on its length, and leave the argument alone", () => {
    const x = seededRng(seed).normals(10_001);
    const kept = x.slice();
    for (const of of [expOf, tanhOf, erfOf, normalCdfOf, normalDensityOf]) {
      const together = of(x);
      for (const i of [0, 1, 2, 3, 4095, 4096, 9999, 10_000]) expect(of(Float64Array.of(x[i]!))[0]).toBe(together[i]);
    }
    expect(x).toEqual(kept);
  });

  it("are right next to a number that needs the slow path", () => {
    const found = expOf(Float64Array.of(3, 800, -1, -800, 2, -inf, 0.5));
    expect([...found]).toEqual([Math.exp(3), inf, Math.exp(-1), 0, Math.exp(2), 0, Math.exp(0.5)]);
  });

  it("may write over their argument", () => {
    const x = seededRng(seed).normals(5000);
    const expected = expOf(x);
    applyInto(x, "exp", x);
    expect(x).toEqual(expected);
  });

  it("are odd where they should be: tanh and erf", () => {
    const x = seededRng(seed).normals(1000);
    for (const of of [tanhOf, erfOf]) {
      const positive = of(x);
      expect(of(x.map((value) => -value))).toEqual(positive.map((value) => -value));
    }
  });
});
