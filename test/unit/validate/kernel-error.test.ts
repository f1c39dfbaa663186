import { describe, expect, it } from "vitest";
import { meanEstimate, ShapeError } from "../../../src/core/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { jackknife, kernelError } from "../../../src/validate/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30605;

describe("the relative error of a kernel", () => {
  const expected = matrix(2, 2, Float64Array.of(3, 0, 0, 4));

  it("is the Frobenius norm of the difference over that of the expected kernel", () => {
    expect(kernelError(matrix(2, 2, Float64Array.of(3, 3, 4, 4)), expected)).toBe(1);
    expect(kernelError(expected, expected)).toBe(0);
    expectClose(kernelError(matrix(2, 2, Float64Array.of(6, 0, 0, 8)), expected), 1, rounding(1));
    expectClose(kernelError(expected, matrix(2, 2, Float64Array.of(6, 0, 0, 8))), 0.5, rounding(1));
  });

  it("is absolute where the expected kernel vanishes", () => {
    expect(kernelError(expected, matrix(2, 2))).toBe(5);
  });

  it("refuses kernels of different shapes", () => {
    expect(() => kernelError(matrix(1, 4), expected)).toThrow(ShapeError);
  });
});

describe("the jackknife", () => {
  const values = seededRng(seed).normals(20);
  const meanOf = (keep: (member: number) => boolean): number => {
    const kept = values.filter((_, m) => keep(m));
    return kept.reduce((sum, value) => sum + value, 0) / kept.length;
  };

  it("gives a mean its textbook error", () => {
    const { value, standardError } = jackknife(20, meanOf);
    const expected = meanEstimate(values);
    expectClose(value, expected.value, rounding(1, 64));
    expectClose(standardError, expected.standardError, rounding(1, 256));
  });

  it("leaves out each member exactly once", () => {
    const seen = new Float64Array(50);
    jackknife(50, (keep) => {
      for (let m = 0; m < 50; m++) if (keep(m)) seen[m]! += 1;
      return 0;
    });
    // Once with everyone, and in all but one of the twenty blocks.
    expect([...seen].every((count) => count === 20)).toBe(true);
  });

  it("gives a single member no error", () => {
    expect(jackknife(1, () => 3)).toEqual({ value: 3, standardError: 0 });
  });
});
