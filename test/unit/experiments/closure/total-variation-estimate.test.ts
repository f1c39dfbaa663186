import { describe, expect, it } from "vitest";
import type { Density } from "../../../../src/core/index.ts";
import { meanEstimate } from "../../../../src/core/index.ts";
import { totalVariationEstimate } from "../../../../src/experiments/closure/total-variation-estimate.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";

const seed = 71310;
const x = Float64Array.of(-1, 0, 1);

/** A law with given blocks. */
function law(blocks: readonly Float64Array[], states: Float64Array = x): Density {
  const cdf = Float64Array.from(states, (_, g) => blocks.reduce((sum, block) => sum + block[g]! / blocks.length, 0));
  return { kind: "density", x: states, cdf, cdfStandardError: cdf.map(() => 0), models: 25 * blocks.length, blocks };
}

/** Forty blocks around a CDF with noise of size `spread` at each state. */
function noisy(name: string, cdf: readonly number[], spread: number): Density {
  const rng = seededRng(`${seed}/${name}`);
  return law(Array.from({ length: 40 }, () => Float64Array.from(cdf, (value) => value + spread * rng.normal())));
}

describe("totalVariationEstimate", () => {
  const p = [0.2, 0.5, 0.7];
  const q = [0.1, 0.5, 0.9];
  // Bins (.2, .3, .2, .3) against (.1, .4, .4, .1).
  const exact = 0.3;

  it("is half the sum of absolute differences where there is no noise, with no error", () => {
    const still = (cdf: number[]): Density => law(Array.from({ length: 4 }, () => Float64Array.from(cdf)));
    const found = totalVariationEstimate(still(p), still(q));
    expectClose(found.value, exact, rounding(1));
    expectClose(found.plugIn, exact, rounding(1));
    expectClose(found.standardError, 0, rounding(1));
    expect(totalVariationEstimate(still(p), still(p)).value).toBe(0);
  });

  it("is symmetric", () => {
    const [a, b] = [noisy("a", p, 0.05), noisy("b", q, 0.05)];
    const [there, back] = [totalVariationEstimate(a, b), totalVariationEstimate(b, a)];
    expectClose(there.value, back.value, rounding(1, 64));
    expectClose(there.plugIn, back.plugIn, rounding(1, 64));
  });

  it("is right within its standard error where every bin differs by more than the noise", () => {
    const draws = Array.from({ length: 60 }, (_, k) =>
      totalVariationEstimate(noisy(`left/${k}`, p, 0.02), noisy(`right/${k}`, q, 0.02)),
    );
    const mean = meanEstimate(draws.map(({ value }) => value));
    expectClose(mean.value, exact, monteCarlo(mean.standardError));
    // Sixty values know their spread to 9 %, twenty folds theirs to 16 %, of which the mean over sixty has 2 %.
    const spread = mean.standardError * Math.sqrt(60);
    const claimed = meanEstimate(draws.map(({ standardError }) => standardError));
    expectClose(claimed.value, spread, monteCarlo(Math.hypot(0.09 * spread, claimed.standardError)));
  });

  it("has no bias between equal laws, where the plain distance is all noise", () => {
    const draws = Array.from({ length: 60 }, (_, k) =>
      totalVariationEstimate(noisy(`one/${k}`, p, 0.05), noisy(`two/${k}`, p, 0.05)),
    );
    const mean = meanEstimate(draws.map(({ value }) => value));
    const plain = meanEstimate(draws.map(({ plugIn }) => plugIn));
    expectClose(mean.value, 0, monteCarlo(mean.standardError));
    expect(plain.value).toBeGreaterThan(10 * plain.standardError);
  });

  it("loses noise that both laws share", () => {
    const a = noisy("shared", p, 0.05);
    const b = law(a.blocks.map((block) => block.map((value, g) => value + q[g]! - p[g]!)));
    const found = totalVariationEstimate(a, b);
    expectClose(found.value, exact, rounding(1, 64));
    expectClose(found.standardError, 0, rounding(1, 64));
  });

  it("refuses laws on different states and laws of one block", () => {
    const other = law([Float64Array.from(p), Float64Array.from(p)], Float64Array.of(-1, 0, 2));
    const two = law([Float64Array.from(p), Float64Array.from(p)]);
    expect(() => totalVariationEstimate(two, other)).toThrow(/b\.x .* must be the states of the other law/);
    expect(() => totalVariationEstimate(two, law([Float64Array.from(p)]))).toThrow(/blocks = 1 must be at least 2/);
  });
});
