import { describe, expect, it } from "vitest";
import { largestMagnitude } from "../../../src/numerics/index.ts";

describe("largestMagnitude", () => {
  it("is the size of the largest value of either sign, and zero for none", () => {
    expect(largestMagnitude(Float64Array.of(1, -3, 2))).toBe(3);
    expect(largestMagnitude(new Float64Array(0))).toBe(0);
  });

  it("is infinite where a value is no number, wherever it stands", () => {
    for (const k of [0, 1, 2]) {
      const values = Float64Array.of(1, 2, 3);
      values[k] = Number.NaN;
      expect(largestMagnitude(values)).toBe(Infinity);
    }
  });
});
