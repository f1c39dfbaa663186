import { describe, expect, it } from "vitest";
import { fourierAxis } from "../../../../src/linear-models/index.ts";
import { expectClose, printed, rounding } from "../../../support/tolerance.ts";

const at = (count: number, period: number, xi: number): number[] => [
  ...fourierAxis({ count, period }).table(Float64Array.of(xi)).values,
];

describe("Fourier features of one axis", () => {
  it("come as constant, cosines, sines", () => {
    const expected = [1, 0.809016994, 0.309016994, 0.587785252, 0.951056516];
    at(5, 3, 0.3).forEach((value, j) => {
      expectClose(value, expected[j]!, printed(1e-9), `feature ${j}`);
    });
  });

  it("have one cosine more than sines when the count is even", () => {
    const angle = (2 * Math.PI * 0.2) / 0.9;
    const expected = [1, Math.cos(angle), Math.cos(2 * angle), Math.sin(angle)];
    const four = at(4, 0.9, 0.2);
    expect(four.length).toBe(4);
    four.forEach((value, j) => {
      expectClose(value, expected[j]!, rounding(2 * angle), `feature ${j}`);
    });
    expect(at(2, 0.9, 0.2)).toEqual(four.slice(0, 2));
    expect(at(1, 0.9, 0.2)).toEqual([1]);
  });

  it("repeat after one period", () => {
    at(5, 3, 0.3).forEach((value, j) => {
      expectClose(at(5, 3, 3.3)[j]!, value, rounding(2 * Math.PI * 2, 16), `feature ${j}`);
    });
  });

  it("vary over the inverse of the largest angular frequency; the constant over no length", () => {
    expect(fourierAxis({ count: 5, period: 3 }).scale).toBe(1 / (2 * ((2 * Math.PI) / 3)));
    expect(fourierAxis({ count: 1, period: 3 }).scale).toBe(Infinity);
  });

  it.each([
    [{ count: 1.5, period: 1 }, "fourierAxis: count = 1.5 must be a positive integer"],
    [{ count: 3, period: 0 }, "fourierAxis: period = 0 must be positive"],
    [{ count: 3, period: Infinity }, "fourierAxis: period = Infinity must be positive"],
  ])("refuse %o", (wrong, message) => {
    expect(() => fourierAxis(wrong)).toThrow(message);
  });
});
