import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type DenseAlgebra,
  type Matrix,
  matrix,
  ShapeError,
  seededRng,
} from "../../src/numerics/index.ts";
import {
  anyMatrix,
  diagonal,
  distance,
  expectResidual,
  identity,
  largest,
  normalMatrix,
  spectrum,
  symmetricMatrix,
  thrownBy,
} from "../support/dense.ts";

const runs = { numRuns: 25, seed: 20250612 };

/** How every engine treats its caller: agreement with `oracle`, refusals, edge sizes, nothing written. */
export function denseAlgebraManners(engine: DenseAlgebra, oracle: DenseAlgebra): void {
  describe(`${engine.name}: manners`, () => {
    it("agrees with the other engine", () => {
      fc.assert(
        fc.property(anyMatrix, ({ seed, n, more, scale }) => {
          const rng = seededRng(seed);
          const a = symmetricMatrix(rng, spectrum("well conditioned", n, scale));
          const b = normalMatrix(rng, n, more + 1);
          expectResidual(distance(engine.gemm(a, b), oracle.gemm(a, b)), n, scale * largest(b), "gemm");
          expectResidual(distance(engine.syrk(b), oracle.syrk(b)), n, largest(b) ** 2, "syrk");
          expectResidual(distance(engine.cholesky(a), oracle.cholesky(a)), n, 2 * Math.sqrt(scale), "cholesky");
          const x = oracle.solvePositiveDefinite(a, b);
          expectResidual(distance(engine.solvePositiveDefinite(a, b), x), n, 2 * largest(x), "solvePositiveDefinite");
        }),
        runs,
      );
    });

    it("no method writes to its arguments, and two calls give the same bits", () => {
      const a = symmetricMatrix(seededRng(5), spectrum("graded", 9));
      const before = a.values.slice();
      const all = () => Object.values(calls(engine, a)).map((call) => call());
      expect(all()).toEqual(all());
      expect(a.values).toEqual(before);
    });

    it("NaN and infinite entries are refused by every method before anything else happens", () => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        for (const [i, j] of [
          [0, 0],
          [4, 1],
          [1, 4],
          [4, 4],
        ] as const) {
          const a = identity(5);
          a.values[5 * i + j] = bad;
          for (const [name, call] of Object.entries(calls(engine, a)))
            expect(thrownBy(call), name).toBeInstanceOf(ArgumentError);
        }
      }
      expect(() => engine.solvePositiveDefinite(identity(2), matrix(2, 1, Float64Array.of(1, Number.NaN)))).toThrow(
        "b[1, 0]",
      );
      expect(() => engine.syrk(identity(2), Float64Array.of(1, Number.NaN))).toThrow("weights[0, 1]");
    });

    it("sizes that do not agree are refused with both shapes", () => {
      const wide = matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
      const attempts = [
        () => engine.gemm(wide, wide),
        () => engine.syrk(wide, new Float64Array(3)),
        () => engine.cholesky(wide),
        () => engine.logDeterminant(wide),
        () => engine.symmetricEigen(wide),
        () => engine.generalizedEigen(identity(2), identity(3)),
        () => engine.generalizedEigen(wide, wide),
        () => engine.solveTriangular(wide, wide),
        () => engine.solveTriangular(identity(3), wide),
        () => engine.solvePositiveDefinite(identity(3), wide),
        () => engine.qr(wide),
      ];
      attempts.forEach((attempt, i) => {
        expect(thrownBy(attempt), `attempt ${i}`).toBeInstanceOf(ShapeError);
      });
    });

    it("asymmetry of rounding is averaged away and gross asymmetry is refused", () => {
      const slightly = matrix(2, 2, Float64Array.of(2, 1, 1 + 2e-9, 2));
      const grossly = matrix(2, 2, Float64Array.of(2, 1, 1 + 1e-7, 2));
      const right = identity(2);
      for (const method of ["cholesky", "logDeterminant", "symmetricEigen"] as const) {
        engine[method](slightly);
        expect(() => engine[method](grossly)).toThrow(ArgumentError);
      }
      expect(() => engine.solvePositiveDefinite(grossly, right)).toThrow(ArgumentError);
      expect(() => engine.generalizedEigen(grossly, right)).toThrow(ArgumentError);
      const { values } = engine.symmetricEigen(slightly);
      expectResidual(Math.abs(values[0]! - (1 - 1e-9)), 2, 3, "eigenvalue of the mean of A and Aᵀ");
    });

    it("a zero on the diagonal of a triangle is refused", () => {
      expect(() => engine.solveTriangular(diagonal([1, 0]), identity(2))).toThrow(ArgumentError);
    });

    it("empty and one-by-one matrices work", () => {
      const empty = matrix(0, 0);
      for (const call of Object.values(calls(engine, empty))) call();
      expect(engine.gemm(matrix(2, 0), matrix(0, 3)).values).toEqual(new Float64Array(6));
      expect(engine.cholesky(diagonal([4])).values).toEqual(Float64Array.of(2));
    });
  });
}

/** Every method applied to one square matrix. */
function calls(engine: DenseAlgebra, a: Matrix): Record<string, () => unknown> {
  const one = identity(a.rows);
  return {
    gemm: () => engine.gemm(a, one),
    syrk: () => engine.syrk(a),
    cholesky: () => engine.cholesky(a),
    solveTriangular: () => engine.solveTriangular(a, one),
    solvePositiveDefinite: () => engine.solvePositiveDefinite(a, one),
    logDeterminant: () => engine.logDeterminant(a),
    symmetricEigen: () => engine.symmetricEigen(a),
    generalizedEigen: () => engine.generalizedEigen(a, one),
    svd: () => engine.svd(a),
    singularValues: () => engine.singularValues(a),
    qr: () => engine.qr(a),
  };
}
