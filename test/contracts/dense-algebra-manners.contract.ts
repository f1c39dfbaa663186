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
  diagonal,
  distance,
  expectResidual,
  forEveryMatrix,
  identity,
  largest,
  normalMatrix,
  spectrum,
  symmetricMatrix,
  tallMatrix,
  thrownBy,
} from "../support/dense.ts";

const seed = 20250612;

/** How every engine treats its caller: agreement with `oracle`, refusals, edge sizes, nothing written. */
export function denseAlgebraManners(engine: DenseAlgebra, oracle: DenseAlgebra): void {
  describe(`${engine.name}: manners`, () => {
    it("agrees with the other engine in products, factors and solutions", () => {
      forEveryMatrix(({ seed: drawn, n, more, scale }) => {
        const rng = seededRng(drawn);
        const a = symmetricMatrix(rng, spectrum("well conditioned", n, scale));
        const b = normalMatrix(rng, n, more + 1);
        expectResidual(distance(engine.gemm(a, b), oracle.gemm(a, b)), n, scale * largest(b), "gemm");
        expectResidual(distance(engine.syrk(b), oracle.syrk(b)), n, largest(b) ** 2, "syrk");
        const l = oracle.cholesky(a);
        expectResidual(distance(engine.cholesky(a), l), n, 2 * Math.sqrt(scale), "cholesky");
        // Solutions differ by the condition number, at most 2 for A.
        const x = oracle.solvePositiveDefinite(a, b);
        expectResidual(distance(engine.solvePositiveDefinite(a, b), x), n, 2 * largest(x), "solvePositiveDefinite");
        const y = oracle.solveTriangular(l, b);
        expectResidual(distance(engine.solveTriangular(l, b), y), n, 2 * largest(y), "solveTriangular");
        const logarithm = oracle.logDeterminant(a);
        expectResidual(Math.abs(engine.logDeterminant(a) - logarithm), n, 2 + Math.abs(logarithm), "logDeterminant");
        const size = distance(magnitudes(engine.qr(a).r), magnitudes(oracle.qr(a).r));
        expectResidual(size, n, 2 * scale, "|R| of qr");
      }, seed);
    });

    it("agrees with the other engine in eigenvalues and singular values of every class", () => {
      forEveryMatrix((draw) => {
        const { n, more, kind, scale } = draw;
        const rng = seededRng(draw.seed);
        const a = symmetricMatrix(rng, spectrum(kind, n, scale));
        const b = symmetricMatrix(rng, spectrum("well conditioned", n));
        const tall = tallMatrix(rng, draw);
        const same = (found: Float64Array, expected: Float64Array, norm: number, what: string): void =>
          expectResidual(distance(row(found), row(expected)), n + more, norm, what);
        same(engine.symmetricEigen(a).values, oracle.symmetricEigen(a).values, scale, "symmetricEigen");
        // B has condition number 2: eigenvalues and their errors grow by at most its square.
        same(engine.generalizedEigen(a, b).values, oracle.generalizedEigen(a, b).values, 4 * scale, "generalizedEigen");
        same(engine.singularValues(tall), oracle.singularValues(tall), scale, "singularValues");
        same(engine.svd(tall).s, oracle.svd(tall).s, scale, "svd");
      }, seed);
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
        () => engine.solvePositiveDefinite(wide, wide),
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
      expect(engine.syrk(matrix(0, 2)).values).toEqual(new Float64Array(4));
      expect(engine.solvePositiveDefinite(identity(2), matrix(2, 0))).toEqual(matrix(2, 0));
      expect(engine.solveTriangular(identity(2), matrix(2, 0))).toEqual(matrix(2, 0));
      expect(engine.svd(matrix(3, 0))).toEqual({ u: matrix(3, 0), s: new Float64Array(0), v: matrix(0, 0) });
      expect(engine.svd(matrix(0, 3))).toEqual({ u: matrix(0, 0), s: new Float64Array(0), v: matrix(3, 0) });
      expect(engine.qr(matrix(3, 0))).toEqual({ q: matrix(3, 0), r: matrix(0, 0) });
      expect(engine.cholesky(diagonal([4])).values).toEqual(Float64Array.of(2));
      expect(engine.logDeterminant(diagonal([1]))).toBe(0);
      expect(engine.symmetricEigen(diagonal([-4])).values).toEqual(Float64Array.of(-4));
      expect(engine.generalizedEigen(diagonal([6]), diagonal([4])).values).toEqual(Float64Array.of(1.5));
      expect(engine.singularValues(diagonal([-4]))).toEqual(Float64Array.of(4));
      for (const line of [matrix(1, 3, Float64Array.of(2, 3, 6)), matrix(3, 1, Float64Array.of(2, 3, 6))]) {
        const { u, s, v } = engine.svd(line);
        expect([u.rows, u.cols, v.rows, v.cols]).toEqual([line.rows, 1, line.cols, 1]);
        expectResidual(Math.abs(s[0]! - 7), 3, 7, "singular value of one row or column");
      }
      expectResidual(Math.abs(Math.abs(engine.qr(diagonal([-4])).r.values[0]!) - 4), 1, 4, "qr of one number");
    });
  });
}

/** Every method applied to one square matrix. */
function calls(engine: DenseAlgebra, a: Matrix): Record<string, () => unknown> {
  const one = identity(a.rows);
  return {
    gemm: () => engine.gemm(a, one),
    "gemm, right": () => engine.gemm(one, a),
    syrk: () => engine.syrk(a),
    cholesky: () => engine.cholesky(a),
    solveTriangular: () => engine.solveTriangular(a, one),
    "solveTriangular, right": () => engine.solveTriangular(one, a, { transpose: true }),
    solvePositiveDefinite: () => engine.solvePositiveDefinite(a, one),
    "solvePositiveDefinite, right": () => engine.solvePositiveDefinite(one, a),
    logDeterminant: () => engine.logDeterminant(a),
    symmetricEigen: () => engine.symmetricEigen(a),
    generalizedEigen: () => engine.generalizedEigen(a, one),
    "generalizedEigen, right": () => engine.generalizedEigen(one, a),
    svd: () => engine.svd(a),
    singularValues: () => engine.singularValues(a),
    qr: () => engine.qr(a),
  };
}

function row(values: Float64Array): Matrix {
  return matrix(1, values.length, values);
}

/** R of Q R is unique up to the signs of its rows. */
function magnitudes(r: Matrix): Matrix {
  return { ...r, values: r.values.map(Math.abs) };
}
