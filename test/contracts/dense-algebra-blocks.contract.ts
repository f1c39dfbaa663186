import { describe, expect, it } from "vitest";
import { type DenseAlgebra, NotPositiveDefiniteError, seededRng } from "../../src/numerics/index.ts";
import {
  diagonal,
  distance,
  expectResidual,
  identity,
  largest,
  naiveProduct,
  normalMatrix,
  scaled,
  scales,
  spectrum,
  strictlyLower,
  symmetricMatrix,
  tallMatrix,
  thrownBy,
  transposed,
} from "../support/dense.ts";

/** Laws at sizes beyond one block of a blocked algorithm, with edges that fill no block. */
export function denseAlgebraBlocks(engine: DenseAlgebra): void {
  describe(`${engine.name}: beyond one block`, () => {
    it("gemm, for every transpose, where no size is a multiple of four", () => {
      const rng = seededRng(11);
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const a = transposeA ? normalMatrix(rng, 261, 71) : normalMatrix(rng, 71, 261);
        const b = transposeB ? normalMatrix(rng, 517, 261) : normalMatrix(rng, 261, 517);
        const expected = naiveProduct(a, b, transposeA, transposeB);
        const found = engine.gemm(a, b, { transposeA, transposeB });
        expectResidual(distance(found, expected), 261, largest(a) * largest(b), "gemm");
      }
    });

    it("syrk with weights of both signs", () => {
      const rng = seededRng(12);
      const a = normalMatrix(rng, 301, 150);
      const w = rng.normals(301);
      const weighted = { ...a, values: a.values.map((value, at) => value * w[Math.floor(at / 150)]!) };
      const found = engine.syrk(a, w);
      const size = largest(a) ** 2 * Math.max(...w.map(Math.abs));
      expectResidual(distance(found, naiveProduct(a, weighted, true)), 301, size, "syrk");
      expect(distance(found, transposed(found))).toBe(0);
    });

    it("cholesky and solves with one and many right sides, at tiny and huge norms", () => {
      const n = 203;
      for (const scale of scales) {
        const rng = seededRng(13);
        const a = symmetricMatrix(rng, spectrum("graded", n, scale));
        const l = engine.cholesky(a);
        expectResidual(distance(naiveProduct(l, l, false, true), a), n, scale, "L Lᵀ − A");
        expect(largest(strictlyLower(transposed(l)))).toBe(0);
        for (const m of [1, 2, 70]) {
          const b = normalMatrix(rng, n, m);
          const x = engine.solvePositiveDefinite(a, b);
          expectResidual(distance(naiveProduct(a, x), b), n, n * scale * largest(x) + largest(b), "A X − B");
          const y = engine.solveTriangular(l, b);
          expectResidual(distance(naiveProduct(l, y), b), n, n * largest(l) * largest(y) + largest(b), "L Y − B");
          const z = engine.solveTriangular(l, b, { transpose: true });
          const bound = n * largest(l) * largest(z) + largest(b);
          expectResidual(distance(naiveProduct(l, z, true), b), n, bound, "Lᵀ Z − B");
        }
      }
    });

    it("solveTriangular does not read above the diagonal", () => {
      const rng = seededRng(14);
      const l = normalMatrix(rng, 130, 130);
      for (let i = 0; i < 130; i++) l.values[131 * i] = 20;
      const b = normalMatrix(rng, 130, 9);
      const lower = transposed(strictlyLower(l));
      const clean = { ...l, values: transposed(lower).values.map((value, at) => (at % 131 === 0 ? 20 : value)) };
      for (const transpose of [false, true])
        expect(engine.solveTriangular(l, b, { transpose })).toEqual(engine.solveTriangular(clean, b, { transpose }));
    });

    it("names the pivot that failed, wherever it is", () => {
      for (const pivot of [0, 23, 64, 137, 199]) {
        const values = new Float64Array(200).fill(4);
        values[pivot] = -3;
        const error = thrownBy(() => engine.cholesky(diagonal(values)));
        expect(error).toBeInstanceOf(NotPositiveDefiniteError);
        expect(error).toMatchObject({ pivot, value: -3 });
      }
    });

    it("qr, tall and square, with dependent columns, at tiny and huge norms", () => {
      for (const scale of scales) {
        for (const [m, n] of [
          [203, 97],
          [65, 65],
        ] as const) {
          const rng = seededRng(15);
          const a = scaled(normalMatrix(rng, m, n), scale);
          for (let i = 0; i < m; i++) a.values[i * n + 40] = a.values[i * n + 3]!;
          for (let i = 0; i < m; i++) a.values[i * n + 50] = 0;
          const { q, r } = engine.qr(a);
          expectResidual(distance(naiveProduct(q, r), a), m, largest(a), "Q R − A");
          expectResidual(distance(naiveProduct(q, q, true), identity(n)), m, 1, "Qᵀ Q − 1");
          expect(largest(strictlyLower(r))).toBe(0);
        }
      }
    });

    it("symmetricEigen and generalizedEigen, with clusters and gaps in rank", () => {
      const n = 131;
      for (const [kind, scale] of [
        ["clustered", 1e140],
        ["graded", 1],
        ["rank deficient", 1e-140],
      ] as const) {
        const rng = seededRng(16);
        const expected = spectrum(kind, n, scale).reverse();
        const a = symmetricMatrix(rng, expected);
        const { values, vectors } = engine.symmetricEigen(a);
        const right = naiveProduct(vectors, diagonal(values));
        expectResidual(distance(naiveProduct(a, vectors), right), n, scale, `${kind}: A V − V Λ`);
        expectResidual(distance(naiveProduct(vectors, vectors, true), identity(n)), n, 1, `${kind}: Vᵀ V − 1`);
        expectResidual(distance(diagonal(values), diagonal(expected)), n, scale, `${kind}: eigenvalues`);
        // B = 4: eigenvalues are a quarter, and vectors have length 1/2.
        const general = engine.generalizedEigen(a, scaled(identity(n), 4));
        expectResidual(distance(diagonal(general.values), diagonal(expected.map((x) => x / 4))), n, scale, kind);
        expectResidual(
          distance(naiveProduct(general.vectors, general.vectors, true), scaled(identity(n), 0.25)),
          n,
          1,
          kind,
        );
      }
    });

    it("svd, tall, wide and square, with clusters and gaps in rank", () => {
      for (const [kind, scale, more, flip] of [
        ["clustered", 1e140, 80, false],
        ["graded", 1, 0, false],
        ["rank deficient", 1e-140, 40, true],
      ] as const) {
        const n = 131;
        const draw = { seed: 17, n, more, kind, scale, otherScale: 1, flipA: flip, flipB: false };
        const tall = tallMatrix(seededRng(17), draw);
        const a = flip ? transposed(tall) : tall;
        const { u, s, v } = engine.svd(a);
        expectResidual(distance(naiveProduct(naiveProduct(u, diagonal(s)), v, false, true), a), n + more, scale, kind);
        for (const side of [u, v])
          expectResidual(distance(naiveProduct(side, side, true), identity(n)), n + more, 1, kind);
        expectResidual(distance(diagonal(s), diagonal(spectrum(kind, n, scale))), n + more, scale, kind);
      }
    });
  });
}
