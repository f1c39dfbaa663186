import { describe, expect, it } from "vitest";
import { constantAxis, polynomialAxis } from "../../../../src/linear-models/index.ts";

describe("polynomial features of one axis", () => {
  it("are the powers from zero to the degree", () => {
    expect([...polynomialAxis({ degree: 3 }).table(Float64Array.of(2, 0)).values]).toEqual([1, 2, 4, 8, 1, 0, 0, 0]);
  });

  it("of degree zero are the constant", () => {
    expect([...constantAxis().table(Float64Array.of(7)).values]).toEqual([1]);
    expect(constantAxis().name).toBe("constant");
  });

  it("refuse degrees that are not integers from 0 to 30", () => {
    for (const degree of [-1, 0.5, 31]) {
      expect(() => polynomialAxis({ degree })).toThrow(
        `polynomialAxis: degree = ${degree} must be an integer from 0 to 30`,
      );
    }
  });
});
