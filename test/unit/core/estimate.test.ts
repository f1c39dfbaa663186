import { describe, expect, it } from "vitest";
import { difference, meanEstimate, zScore } from "../../../src/core/index.ts";

describe("estimates", () => {
  it("a mean has the standard error of the spread over the root of the count", () => {
    expect(meanEstimate([1, 2, 3, 4])).toEqual({ value: 2.5, standardError: Math.sqrt(5 / 12) });
    expect(meanEstimate([7])).toEqual({ value: 7, standardError: 0 });
  });

  it("refuses no values and values that are not finite", () => {
    expect(() => meanEstimate([])).toThrow("values = [] must be at least one value");
    expect(() => meanEstimate([1, Number.NaN])).toThrow("values[1] = NaN must be a finite number");
  });

  it("errors of a difference add in squares", () => {
    expect(difference({ value: 5, standardError: 3 }, { value: 1, standardError: 4 })).toEqual({
      value: 4,
      standardError: 5,
    });
  });

  it("a deviation is counted in combined standard errors, and exact equal numbers agree", () => {
    const exact = { value: 1, standardError: 0 };
    expect(zScore({ value: 5, standardError: 3 }, { value: 0, standardError: 4 })).toBe(1);
    expect(zScore(exact, exact)).toBe(0);
    expect(zScore(exact, { value: 2, standardError: 0 })).toBe(Number.NEGATIVE_INFINITY);
  });
});
