import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DenseAlgebra, matrix, NotPositiveDefiniteError, seededRng } from "../../src/numerics/index.ts";
import {
  anyMatrix,
  diagonal,
  distance,
  expectResidual,
  identity,
  largest,
  naiveProduct,
  normalMatrix,
  orthonormalMatrix,
  scaled,
  spectrum,
  strictlyLower,
  symmetricMatrix,
  thrownBy,
  transposed,
} from "../support/dense.ts";

const definite = anyMatrix.filter(({ kind }) => kind !== "rank deficient");
const runs = { numRuns: 25, seed: 20250611 };

/** Numerical laws of every dense algebra engine. */
export function denseAlgebraContract(engine: DenseAlgebra): void {
  describe(`${engine.name}: products`, () => {
    it("gemm is the sum of products, for every transpose", () => {
      fc.assert(
        fc.property(anyMatrix, fc.boolean(), fc.boolean(), ({ seed, n, more, scale }, transposeA, transposeB) => {
          const rng = seededRng(seed);
          const k = more + 1;
          const a = scaled(transposeA ? normalMatrix(rng, k, n) : normalMatrix(rng, n, k), scale);
          const b = transposeB ? normalMatrix(rng, more + 2, k) : normalMatrix(rng, k, more + 2);
          const found = engine.gemm(a, b, { transposeA, transposeB });
          expect([found.rows, found.cols]).toEqual([n, more + 2]);
          expectResidual(
            distance(found, naiveProduct(a, b, transposeA, transposeB)),
            k,
            largest(a) * largest(b),
            "gemm",
          );
        }),
        runs,
      );
    });

    it("gemm is right beyond one packed block in every direction", () => {
      const rng = seededRng(7);
      for (const [m, k, n] of [
        [67, 300, 5],
        [3, 513, 520],
        [130, 2, 515],
      ] as const) {
        const a = normalMatrix(rng, m, k);
        const b = normalMatrix(rng, k, n);
        expectResidual(distance(engine.gemm(a, b), naiveProduct(a, b)), k, largest(a) * largest(b), "gemm");
      }
    });

    it("syrk is Aᵀ diag(w) A, symmetric to the last bit", () => {
      fc.assert(
        fc.property(anyMatrix, fc.boolean(), ({ seed, n, more, scale }, weighted) => {
          const rng = seededRng(seed);
          const a = scaled(normalMatrix(rng, more, n), scale);
          const w = weighted ? rng.normals(more) : undefined;
          const found = engine.syrk(a, w);
          const expected = naiveProduct(naiveProduct(a, w ? diagonal(w) : identity(more), true), a);
          expect(distance(found, transposed(found))).toBe(0);
          expectResidual(
            distance(found, expected),
            more,
            largest(a) ** 2 * (w ? Math.max(...w.map(Math.abs), 1) : 1),
            "syrk",
          );
        }),
        runs,
      );
    });
  });

  describe(`${engine.name}: positive definite matrices`, () => {
    it("cholesky gives a lower L with positive diagonal and L Lᵀ = A", () => {
      fc.assert(
        fc.property(definite, (draw) => {
          const a = symmetricMatrix(seededRng(draw.seed), spectrum(draw.kind, draw.n, draw.scale));
          const l = engine.cholesky(a);
          expect(largest(strictlyLower(transposed(l)))).toBe(0);
          expect(l.values.every((value, at) => at % (draw.n + 1) > 0 || value > 0)).toBe(true);
          expectResidual(distance(naiveProduct(l, l, false, true), a), draw.n, largest(a), "cholesky");
        }),
        runs,
      );
    });

    it("solvePositiveDefinite and solveTriangular leave a small residual for few and many right sides", () => {
      fc.assert(
        fc.property(definite, ({ seed, n, more, kind, scale }) => {
          const rng = seededRng(seed);
          const a = symmetricMatrix(rng, spectrum(kind, n, scale));
          const b = normalMatrix(rng, n, more);
          const x = engine.solvePositiveDefinite(a, b);
          expectResidual(
            distance(naiveProduct(a, x), b),
            n,
            n * largest(a) * largest(x) + largest(b),
            "solvePositiveDefinite",
          );
          const l = engine.cholesky(a);
          const y = engine.solveTriangular(l, b);
          expectResidual(
            distance(naiveProduct(l, y), b),
            n,
            n * largest(l) * largest(y) + largest(b),
            "solveTriangular",
          );
          const z = engine.solveTriangular(l, b, { transpose: true });
          expectResidual(
            distance(naiveProduct(l, z, true), b),
            n,
            n * largest(l) * largest(z) + largest(b),
            "transposed solveTriangular",
          );
        }),
        runs,
      );
    });

    it("logDeterminant is the sum of the logarithms of the eigenvalues", () => {
      fc.assert(
        fc.property(anyMatrix, ({ seed, n, scale }) => {
          const values = spectrum("well conditioned", n, scale);
          const found = engine.logDeterminant(symmetricMatrix(seededRng(seed), values));
          const expected = values.reduce((sum, value) => sum + Math.log(value), 0);
          expectResidual(Math.abs(found - expected), n, Math.max(1, Math.abs(expected)), "logDeterminant");
        }),
        runs,
      );
    });

    it("a matrix that is not positive definite is refused with the pivot that failed", () => {
      fc.assert(
        fc.property(anyMatrix, ({ seed, n, scale }) => {
          const pivot = seed % n;
          const values = new Float64Array(n).fill(scale);
          values[pivot] = -scale;
          const a = diagonal(values);
          for (const attempt of [
            () => engine.cholesky(a),
            () => engine.solvePositiveDefinite(a, identity(n)),
            () => engine.logDeterminant(a),
            () => engine.generalizedEigen(identity(n), a),
          ]) {
            const error = thrownBy(attempt);
            expect(error).toBeInstanceOf(NotPositiveDefiniteError);
            expect(error).toMatchObject({ pivot, value: -scale });
          }
        }),
        runs,
      );
      expect(() => engine.cholesky(matrix(3, 3))).toThrow(NotPositiveDefiniteError);
    });
  });

  describe(`${engine.name}: decompositions`, () => {
    it("symmetricEigen: A V = V Λ, V orthonormal, eigenvalues ascending and right", () => {
      fc.assert(
        fc.property(anyMatrix, ({ seed, n, kind, scale }) => {
          const expected = spectrum(kind, n, scale).reverse();
          const a = symmetricMatrix(seededRng(seed), expected);
          const { values, vectors } = engine.symmetricEigen(a);
          expectResidual(
            distance(naiveProduct(a, vectors), naiveProduct(vectors, diagonal(values))),
            n,
            scale,
            "A V − V Λ",
          );
          expectResidual(distance(naiveProduct(vectors, vectors, true), identity(n)), n, 1, "Vᵀ V − 1");
          expect(values).toEqual(values.slice().sort());
          values.forEach((value, i) => {
            expectResidual(Math.abs(value - expected[i]!), n, scale, `eigenvalue ${i}`);
          });
        }),
        runs,
      );
    });

    it("generalizedEigen: A V = B V Λ and Vᵀ B V = 1", () => {
      fc.assert(
        fc.property(anyMatrix, ({ seed, n, kind }) => {
          const rng = seededRng(seed);
          const a = symmetricMatrix(rng, spectrum(kind, n));
          const b = symmetricMatrix(rng, spectrum("well conditioned", n));
          const { values, vectors } = engine.generalizedEigen(a, b);
          const right = naiveProduct(naiveProduct(b, vectors), diagonal(values));
          // B has condition number 2 and norm 1: the residual grows by at most its square.
          expectResidual(distance(naiveProduct(a, vectors), right), n, 4, "A V − B V Λ");
          expectResidual(
            distance(naiveProduct(vectors, naiveProduct(b, vectors), true), identity(n)),
            n,
            4,
            "Vᵀ B V − 1",
          );
          expect(values).toEqual(values.slice().sort());
        }),
        runs,
      );
    });

    it("svd: A = U diag(s) Vᵀ for tall and wide A, U and V orthonormal, s descending and right", () => {
      fc.assert(
        fc.property(anyMatrix, fc.boolean(), ({ seed, n, more, kind, scale }, wide) => {
          const rng = seededRng(seed);
          const expected = spectrum(kind, n, scale);
          const left = naiveProduct(orthonormalMatrix(rng, n + more, n), diagonal(expected));
          const right = orthonormalMatrix(rng, n, n);
          const a = wide ? naiveProduct(right, left, false, true) : naiveProduct(left, right, false, true);
          const { u, s, v } = engine.svd(a);
          expect([u.rows, u.cols, v.rows, v.cols]).toEqual([a.rows, n, a.cols, n]);
          expectResidual(
            distance(naiveProduct(naiveProduct(u, diagonal(s)), v, false, true), a),
            n + more,
            scale,
            "U S Vᵀ − A",
          );
          expectResidual(distance(naiveProduct(u, u, true), identity(n)), n + more, 1, "Uᵀ U − 1");
          expectResidual(distance(naiveProduct(v, v, true), identity(n)), n + more, 1, "Vᵀ V − 1");
          s.forEach((value, i) => {
            expectResidual(Math.abs(value - expected[i]!), n + more, scale, `singular value ${i}`);
          });
          engine.singularValues(a).forEach((value, i) => {
            expectResidual(Math.abs(value - s[i]!), n, scale, "singularValues");
          });
        }),
        runs,
      );
    });

    it("qr: A = Q R, Q orthonormal, R upper triangular", () => {
      fc.assert(
        fc.property(anyMatrix, ({ seed, n, more, kind, scale }) => {
          const rng = seededRng(seed);
          const left = naiveProduct(orthonormalMatrix(rng, n + more, n), diagonal(spectrum(kind, n, scale)));
          const a = naiveProduct(left, orthonormalMatrix(rng, n, n), false, true);
          const { q, r } = engine.qr(a);
          expectResidual(distance(naiveProduct(q, r), a), n + more, scale, "Q R − A");
          expectResidual(distance(naiveProduct(q, q, true), identity(n)), n + more, 1, "Qᵀ Q − 1");
          expect(largest(strictlyLower(r))).toBe(0);
        }),
        runs,
      );
    });
  });
}
