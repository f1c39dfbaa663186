import { describe, expect, it } from "vitest";
import { type DataDistribution, type MixtureComponent, points } from "../../../src/core/index.ts";
import { diagonalMixture } from "../../../src/theory/diagonal-mixture.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

function data(dim: number, components: MixtureComponent[]): DataDistribution {
  return { name: "by hand", dim, components, sample: () => points([]) };
}

const origin = (covariance: Float64Array | null, weight: number = 1): MixtureComponent => ({
  weight,
  mean: new Float64Array(2),
  covariance,
});

describe("a mixture in its eigenbases", () => {
  it("keeps a diagonal covariance as it is", () => {
    const mixture = diagonalMixture(data(2, [origin(Float64Array.of(3, 0, 0, 1))]));
    expect(mixture.bases).toEqual([null]);
    expect(Array.from(mixture.eigenvalue_MD)).toEqual([3, 1]);
    expect(mixture.isPointSet).toBe(false);
  });

  it("rebuilds a full covariance from eigenvalues and basis", () => {
    const covariance = Float64Array.of(0.5, 0.2, 0.2, 0.3);
    const { bases, eigenvalue_MD } = diagonalMixture(data(2, [origin(covariance)]));
    const basis = bases[0]!;
    for (let d = 0; d < 2; d++)
      for (let e = 0; e < 2; e++) {
        let sum = 0;
        for (let k = 0; k < 2; k++) sum += basis[2 * d + k] * eigenvalue_MD[k] * basis[2 * e + k];
        expectClose(sum, covariance[2 * d + e], rounding(1));
      }
  });

  it("normalises weights, leaves out weight zero, and knows a point set", () => {
    const mixture = diagonalMixture(data(2, [origin(null, 3), origin(null, 0), origin(null, 1)]));
    expect(mixture.count).toBe(2);
    expect(mixture.isPointSet).toBe(true);
    expectClose(Math.exp(mixture.logWeight_M[0]), 0.75, rounding(1));
  });

  it("refuses negative weights, no weight at all, wrong sizes and an indefinite covariance", () => {
    expect(() => diagonalMixture(data(2, [origin(null, -1)]))).toThrow(/weight = -1 must be zero or positive/);
    expect(() => diagonalMixture(data(2, []))).toThrow(/total weight = 0/);
    expect(() => diagonalMixture(data(3, [origin(null)]))).toThrow(/mean is \[2\], data is \[3\]/);
    expect(() => diagonalMixture(data(2, [origin(Float64Array.of(1))]))).toThrow(/covariance is \[1\]/);
    expect(() => diagonalMixture(data(2, [origin(Float64Array.of(1, 2, 2, 1))]))).toThrow(
      /smallest covariance eigenvalue/,
    );
  });

  it("takes an eigenvalue that is negative by rounding for zero", () => {
    const { eigenvalue_MD } = diagonalMixture(data(2, [origin(Float64Array.of(1, 0, 0, -1e-17))]));
    expect(eigenvalue_MD[1]).toBe(0);
  });
});
