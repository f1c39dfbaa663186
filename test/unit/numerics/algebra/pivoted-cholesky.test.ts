import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  algebra,
  matrix,
  pivotedCholesky,
  ShapeError,
  seededRng,
} from "../../../../src/numerics/index.ts";
import {
  anyMatrix,
  distance,
  expectResidual,
  identity,
  largest,
  naiveProduct,
  spectrum,
  symmetricMatrix,
} from "../../../support/dense.ts";

const seed = 105;

describe("pivotedCholesky", () => {
  it("R Rᵀ is the matrix, for full and deficient rank", () => {
    fc.assert(
      fc.property(anyMatrix, ({ seed: drawn, n, kind, scale }) => {
        const a = symmetricMatrix(seededRng(drawn), spectrum(kind, n, scale));
        const { factor, rank } = pivotedCholesky(a);
        expect([factor.rows, factor.cols]).toEqual([n, rank]);
        expectResidual(distance(naiveProduct(factor, factor, false, true), a), n, largest(a), "R Rᵀ − A");
      }),
      { seed, numRuns: 40 },
    );
  });

  it("finds the rank of a product and leaves nothing out", () => {
    const g = matrix(3, 20, seededRng(seed).normals(60));
    const { rank, remainder } = pivotedCholesky(algebra.syrk(g), 1e-12);
    expect(rank).toBe(3);
    expectResidual(remainder, 20 * 20, 20, "remainder");
  });

  it("has rank zero for a zero matrix, and for none", () => {
    expect(pivotedCholesky(matrix(3, 3)).rank).toBe(0);
    expect(pivotedCholesky(matrix(0, 0)).rank).toBe(0);
  });

  it("refuses what is not square, not finite or clearly not positive", () => {
    expect(() => pivotedCholesky(matrix(2, 3))).toThrow(ShapeError);
    const a = identity(2);
    a.values[3] = -1;
    expect(() => pivotedCholesky(a)).toThrow(ArgumentError);
    a.values[3] = Number.NaN;
    expect(() => pivotedCholesky(a)).toThrow(ArgumentError);
  });
});
