import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanEstimate } from "../../../src/core/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import {
  resampled,
  type StepLaw,
  slicedInfluence,
  stepLaw,
  wasserstein1,
  wassersteinChange,
  wassersteinEstimate,
  wassersteinInfluence,
} from "../../../src/validate/index.ts";
import { uniform } from "../../support/arbitraries.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 30610;

const law = (models: number): fc.Arbitrary<StepLaw> =>
  fc
    .array(uniform(-2, 2), { minLength: 3 * models, maxLength: 3 * models })
    .map((values) => stepLaw(Float64Array.from(values), new Float64Array(values.length).fill(1), models));

describe("the influence of models on W₁", () => {
  it("comes with W₁ itself", () => {
    fc.assert(
      fc.property(law(4), law(1), (a, b) => {
        expectClose(wassersteinInfluence(a, b).value, wasserstein1.between(a, b), rounding(4, 256));
      }),
      { seed },
    );
  });

  it("is the derivative of W₁ in the weight of a block", () => {
    const h = 1e-7;
    fc.assert(
      fc.property(law(4), law(1), fc.integer({ min: 0, max: 3 }), (a, b, block) => {
        const { value, perBlock } = wassersteinInfluence(a, b);
        const mean = perBlock.reduce((sum, influence) => sum + influence, 0) / 4;
        const heavier = Float64Array.from({ length: 4 }, (_, k) => (k === block ? 1 + 4 * h : 1));
        const found = (wasserstein1.between(resampled(a, heavier), b) - value) / h;
        // The weight of the block grows by h at the expense of all. Where the CDFs nearly touch, F − F₀ may change its
        // sign within h: |slope| ≤ 2 there, over at most the whole range of 4, but only where |F − F₀| < 2h.
        const touching = touch(a, b, 2 * h);
        const bound = {
          bound: 4 * touching + 4 * h + rounding(4, 1024).bound / h,
          reason: `difference quotient, h = ${h}`,
        };
        expectClose(found, perBlock[block]! - mean, bound);
      }),
      { seed, numRuns: 200 },
    );
  });

  it("gives W₁ the spread that independent ensembles have", () => {
    const reference = stepLaw(seededRng(seed).normals(300), new Float64Array(300).fill(1));
    const found = Array.from({ length: 200 }, (_, r) => {
      const rng = seededRng(seed).split(`${r}`);
      const values = new Float64Array(300);
      for (let m = 0; m < 60; m++) {
        const own = 0.7 + 0.4 * rng.normal();
        for (let k = 0; k < 5; k++) values[5 * m + k] = own + 0.5 * rng.normal();
      }
      return wassersteinEstimate(wassersteinInfluence(stepLaw(values, new Float64Array(300).fill(1), 60), reference));
    });
    const mean = found.reduce((sum, { value }) => sum + value / found.length, 0);
    const spread = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (found.length - 1));
    const claimed = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError ** 2 / found.length, 0));
    expectClose(claimed / spread, 1, monteCarlo(1 / Math.sqrt(2 * found.length)));
  });

  it("gives exact laws no error", () => {
    const atom = stepLaw(Float64Array.of(1), Float64Array.of(1));
    const estimate = wassersteinEstimate(wassersteinInfluence(atom, stepLaw(Float64Array.of(3), Float64Array.of(1))));
    expect(estimate).toEqual({ value: 2, standardError: 0 });
  });
});

/** Length on which the CDFs differ by less than `gap`. */
function touch(a: StepLaw, b: StepLaw, gap: number): number {
  const states = [...a.x, ...b.x].toSorted((x, y) => x - y);
  const cdf = (law: StepLaw, x: number): number =>
    law.x.reduce((sum, atom, i) => (atom <= x ? sum + law.weight[i]! : sum), 0);
  return states.slice(1).reduce((length, x, i) => {
    return Math.abs(cdf(a, states[i]!) - cdf(b, states[i]!)) < gap ? length + x - states[i]! : length;
  }, 0);
}

describe("the change of W₁ between two laws", () => {
  const from = { value: 1, perBlock: Float64Array.of(1, 2, 3) };
  const to = { value: 1.5, perBlock: Float64Array.of(2, 3, 4) };

  it("is exact to the common part when models are paired, and adds errors in squares when not", () => {
    expect(wassersteinChange(from, to, true)).toEqual({ value: 0.5, standardError: 0 });
    const one = meanEstimate(from.perBlock).standardError;
    const { value, standardError } = wassersteinChange(from, to, false);
    expect(value).toBe(0.5);
    expectClose(standardError, Math.SQRT2 * one, rounding(1));
  });

  it("is unpaired where the numbers of blocks differ", () => {
    const other = { value: 1.5, perBlock: Float64Array.of(2, 3) };
    expect(wassersteinChange(from, other, true)).toEqual(wassersteinChange(from, other, false));
  });
});

describe("the influence over several directions", () => {
  it("is the mean over them, in value and block by block", () => {
    const sliced = slicedInfluence([
      { value: 1, perBlock: Float64Array.of(1, 2) },
      { value: 3, perBlock: Float64Array.of(5, 0) },
    ]);
    expect(sliced.value).toBe(2);
    expect([...sliced.perBlock]).toEqual([3, 1]);
  });
});
