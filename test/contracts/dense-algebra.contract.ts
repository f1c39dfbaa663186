import { describe, expect, it } from "vitest";
import { type DenseAlgebra, matrix, NotPositiveDefiniteError, seededRng } from "../../src/numerics/index.ts";
import {
  diagonal,
  distance,
  expectResidual,
  forEveryDefinite,
  forEveryMatrix,
  identity,
  largest,
  naiveProduct,
  normalMatrix,
  scaled,
  spectrum,
  strictlyLower,
  symmetricMatrix,
  tallMatrix,
  thrownBy,
  transposed,
} from "../support/dense.ts";

const seed = 20250611;

/** Numerical laws of every dense algebra engine. */
export function denseAlgebraContract(engine: DenseAlgebra): void {
  describe(`${engine.name}: products`, () => {
    it("gemm is the sum of products, for every transpose", () => {
      forEveryMatrix((draw) => {
        const { n, more, flipA: transposeA, flipB: transposeB, otherScale } = draw;
        const rng = seededRng(draw.seed);
        const k = n + more;
        const tall = tallMatrix(rng, draw);
        const a = transposeA ? tall : transposed(tall);
        const b = scaled(transposeB ? normalMatrix(rng, more + 2, k) : normalMatrix(rng, k, more + 2), otherScale);
        const found = engine.gemm(a, b, { transposeA, transposeB });
        expect([found.rows, found.cols]).toEqual([n, more + 2]);
        expectResidual(distance(found, naiveProduct(a, b, transposeA, transposeB)), k, largest(a) * largest(b), "gemm");
      }, seed);
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
      forEveryMatrix((draw) => {
        const rng = seededRng(draw.seed);
        const a = draw.flipB ? transposed(tallMatrix(rng, draw)) : tallMatrix(rng, draw);
        const w = draw.flipA ? rng.normals(a.rows) : undefined;
        const found = engine.syrk(a, w);
        const expected = naiveProduct(naiveProduct(a, w ? diagonal(w) : identity(a.rows), true), a);
        expect(distance(found, transposed(found))).toBe(0);
        expectResidual(
          distance(found, expected),
          a.rows,
          largest(a) ** 2 * (w ? Math.max(...w.map(Math.abs), 1) : 1),
          "syrk",
        );
      }, seed);
    });
  });

  describe(`${engine.name}: positive definite matrices`, () => {
    it("cholesky gives a lower L with positive diagonal and L Lᵀ = A", () => {
      forEveryDefinite((draw) => {
        const a = symmetricMatrix(seededRng(draw.seed), spectrum(draw.kind, draw.n, draw.scale));
        const l = engine.cholesky(a);
        expect(largest(strictlyLower(transposed(l)))).toBe(0);
        expect(l.values.every((value, at) => at % (draw.n + 1) > 0 || value > 0)).toBe(true);
        expectResidual(distance(naiveProduct(l, l, false, true), a), draw.n, largest(a), "cholesky");
      }, seed);
    });

    it("solvePositiveDefinite and solveTriangular leave a small residual for few and many right sides", () => {
      forEveryDefinite(({ seed, n, more, kind, scale }) => {
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
        expectResidual(distance(naiveProduct(l, y), b), n, n * largest(l) * largest(y) + largest(b), "solveTriangular");
        const z = engine.solveTriangular(l, b, { transpose: true });
        expectResidual(
          distance(naiveProduct(l, z, true), b),
          n,
          n * largest(l) * largest(z) + largest(b),
          "transposed solveTriangular",
        );
      }, seed);
    });

    it("logDeterminant is the sum of the logarithms of the eigenvalues", () => {
      forEveryDefinite(({ seed, n, kind, scale }) => {
        const values = spectrum(kind, n, scale);
        const found = engine.logDeterminant(symmetricMatrix(seededRng(seed), values));
        const expected = values.reduce((sum, value) => sum + Math.log(value), 0);
        // A perturbation of A of size ε ‖A‖ moves log λ by ε ‖A‖ / λ.
        const condition = values.reduce((sum, value) => sum + scale / value, 0) / n;
        expectResidual(Math.abs(found - expected), n, condition + Math.abs(expected), "logDeterminant");
      }, seed);
    });

    it("a matrix that is not positive definite is refused with the pivot that failed", () => {
      forEveryMatrix(({ seed, n, scale }) => {
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
      }, seed);
      expect(() => engine.cholesky(matrix(3, 3))).toThrow(NotPositiveDefiniteError);
    });
  });

  describe(`${engine.name}: decompositions`, () => {
    it("symmetricEigen: A V = V Λ, V orthonormal, eigenvalues ascending and right", () => {
      forEveryMatrix(({ seed, n, kind, scale }) => {
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
      }, seed);
    });

    it("generalizedEigen: A V = B V Λ and Vᵀ B V = 1", () => {
      forEveryMatrix(({ seed, n, kind, scale, otherScale }) => {
        const rng = seededRng(seed);
        const a = symmetricMatrix(rng, spectrum(kind, n, scale));
        const b = symmetricMatrix(rng, spectrum("well conditioned", n, otherScale));
        const { values, vectors } = engine.generalizedEigen(a, b);
        const right = naiveProduct(naiveProduct(b, vectors), diagonal(values));
        // B has condition number 2: the residual, of size ‖A‖ ‖V‖, grows by at most its square.
        expectResidual(
          distance(naiveProduct(a, vectors), right),
          n,
          (4 * scale) / Math.sqrt(otherScale),
          "A V − B V Λ",
        );
        expectResidual(
          distance(naiveProduct(vectors, naiveProduct(b, vectors), true), identity(n)),
          n,
          4,
          "Vᵀ B V − 1",
        );
        expect(values).toEqual(values.slice().sort());
      }, seed);
    });

    it("svd: A = U diag(s) Vᵀ for tall and wide A, U and V orthonormal, s descending and right", () => {
      forEveryMatrix((draw) => {
        const { n, more, scale } = draw;
        const expected = spectrum(draw.kind, n, scale);
        const tall = tallMatrix(seededRng(draw.seed), draw);
        const a = draw.flipA ? transposed(tall) : tall;
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
      }, seed);
    });

    it("qr: A = Q R, Q orthonormal, R upper triangular", () => {
      forEveryMatrix((draw) => {
        const { n, more, scale } = draw;
        const a = tallMatrix(seededRng(draw.seed), draw);
        const { q, r } = engine.qr(a);
        expectResidual(distance(naiveProduct(q, r), a), n + more, scale, "Q R − A");
        expectResidual(distance(naiveProduct(q, q, true), identity(n)), n + more, 1, "Qᵀ Q − 1");
        expect(largest(strictlyLower(r))).toBe(0);
      }, seed);
    });
  });
}
