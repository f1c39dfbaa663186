import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArgumentError, logSumExp } from "../../../src/numerics/index.ts";
import { uniform } from "../../support/arbitraries.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 101;

describe("logSumExp", () => {
  it("is −∞ for no terms and for zero terms", () => {
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });

  it("is the one term there is, exactly", () => {
    expect(logSumExp([-12345.678])).toBe(-12345.678);
    expect(logSumExp([Number.NEGATIVE_INFINITY, 3])).toBe(3);
    expect(logSumExp([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  });

  it("reads only the range asked for", () => {
    expect(logSumExp([900, 1, 1, 900], 1, 3)).toBe(1 + Math.LN2);
  });

  it("moves with a common shift of all terms", () => {
    fc.assert(
      fc.property(fc.array(uniform(-5, 5), { minLength: 1, maxLength: 9 }), uniform(-900, 900), (values, shift) => {
        expectClose(logSumExp(values.map((value) => value + shift)), logSumExp(values) + shift, rounding(1000, 4));
      }),
      { seed },
    );
  });

  it("refuses NaN and says where it is", () => {
    expect(() => logSumExp([0, Number.NaN])).toThrow("values[1]");
    expect(() => logSumExp([Number.POSITIVE_INFINITY, Number.NaN])).toThrow(ArgumentError);
    expect(() => logSumExp([Number.NaN])).toThrow(ArgumentError);
  });
});
