import { describe, expect, it } from "vitest";
import { meanEstimate, type ScoreField } from "../../../src/core/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { averageCdf, type CdfBlock, memberCdfs } from "../../../src/path-integral/index.ts";
import { smallProcess } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30505;
const process = smallProcess();
const x = Float64Array.of(-1, 0, 0.5);
const options = { method: "rk4", models: 8, x } as const;

/** Member m pulls to m/8. */
const fieldOf = (_: unknown, m: number): ScoreField => ({
  dim: 1,
  score: ({ values }, t) => values.map((value) => (m / 8 - value) / process.schedule.variance(t)),
});

const block = (from: number, to: number): CdfBlock => memberCdfs(seededRng(seed), process, fieldOf, options, from, to);

describe("the average CDF", () => {
  it("is the same from one block and from several", () => {
    const whole = averageCdf(x, [block(0, 8)]);
    const parts = averageCdf(x, [block(0, 3), block(3, 8)]);
    expect(parts.models).toBe(8);
    expect(parts.blocks).toHaveLength(2);
    x.forEach((at, i) => {
      expectClose(parts.cdf[i]!, whole.cdf[i]!, rounding(1), `at ${at}`);
    });
  });

  it("has the mean over models with the error of that mean", () => {
    const single = Array.from({ length: 8 }, (_, m) => block(m, m + 1).sum);
    const { cdf, cdfStandardError } = averageCdf(x, [block(0, 8)]);
    x.forEach((_, i) => {
      const expected = meanEstimate(single.map((sum) => sum[i]!));
      expectClose(cdf[i]!, expected.value, rounding(1));
      // The variance is a difference of squares of size one.
      expectClose(cdfStandardError[i]! ** 2, expected.standardError ** 2, rounding(1, 64));
    });
  });

  it("gives each block the mean over its own models", () => {
    const { blocks } = averageCdf(x, [block(0, 3), block(3, 8)]);
    const first = block(0, 3).sum;
    blocks[0]!.forEach((value, i) => {
      expectClose(value, first[i]! / 3, rounding(1));
    });
  });

  it("has no error when one model is all there is", () => {
    expect([...averageCdf(x, [block(0, 1)]).cdfStandardError]).toEqual([0, 0, 0]);
  });
});
