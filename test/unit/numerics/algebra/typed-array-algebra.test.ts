import { describe, expect, it } from "vitest";
import { matrix, seededRng, typedArrayAlgebra } from "../../../../src/numerics/index.ts";
import { identity, largest, naiveProduct, normalMatrix, spectrum, symmetricMatrix } from "../../../support/dense.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

describe("typedArrayAlgebra", () => {
  it("factors and solves a matrix done by hand", () => {
    const a = matrix(3, 3, Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98));
    expect(typedArrayAlgebra.cholesky(a).values).toEqual(Float64Array.of(2, 0, 0, 6, 1, 0, -8, 5, 3));
    expect(typedArrayAlgebra.solvePositiveDefinite(a, matrix(3, 1, Float64Array.of(0, 6, 39))).values).toEqual(
      Float64Array.of(1, 1, 1),
    );
    expectClose(typedArrayAlgebra.logDeterminant(a), Math.log(36), rounding(4));
  });

  it("solves many right sides as it solves each alone, to rounding", () => {
    const rng = seededRng(106);
    const a = symmetricMatrix(rng, spectrum("well conditioned", 70));
    const b = normalMatrix(rng, 70, 9);
    const x = typedArrayAlgebra.solvePositiveDefinite(a, b);
    for (let j = 0; j < 9; j++) {
      const single = typedArrayAlgebra.solvePositiveDefinite(
        a,
        matrix(
          70,
          1,
          b.values.filter((_, at) => at % 9 === j),
        ),
      );
      single.values.forEach((value, i) => {
        expectClose(x.values[9 * i + j]!, value, rounding(largest(x), 70));
      });
    }
  });

  it("keeps results apart: a later call does not change an earlier result", () => {
    const first = typedArrayAlgebra.solvePositiveDefinite(identity(3), identity(3));
    const l = typedArrayAlgebra.cholesky(identity(3));
    typedArrayAlgebra.solvePositiveDefinite(matrix(3, 3, Float64Array.of(2, 0, 0, 0, 2, 0, 0, 0, 2)), identity(3));
    expect(first.values).toEqual(identity(3).values);
    expect(l.values).toEqual(identity(3).values);
  });

  it("products of zero depth are zero", () => {
    expect(naiveProduct(matrix(2, 0), matrix(0, 2)).values).toEqual(
      typedArrayAlgebra.gemm(matrix(2, 0), matrix(0, 2)).values,
    );
    expect(typedArrayAlgebra.syrk(matrix(0, 2)).values).toEqual(new Float64Array(4));
  });
});
