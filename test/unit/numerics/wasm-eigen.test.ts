import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type Matrix,
  matrix,
  mlMatrixAlgebra,
  ShapeError,
  seededRng,
  wasmAlgebra,
} from "../../../src/numerics/index.ts";
import {
  diagonal,
  distance,
  expectResidual,
  identity,
  largest,
  naiveProduct,
  normalMatrix,
  orthonormalMatrix,
  scaled,
  symmetricMatrix,
  transposed,
} from "../../support/dense.ts";

const { symmetricEigen, generalizedEigen, svd, singularValues } = wasmAlgebra;
const rng = seededRng(20250711);

/** Sizes at the edges of a leaf, a panel, a strip and a merge. */
const sizes = [1, 2, 3, 7, 8, 9, 16, 17, 31, 32, 33, 34, 48, 63, 64, 65, 66, 130];

function entries(n: number, entry: (i: number, j: number) => number): Matrix {
  return matrix(
    n,
    n,
    Float64Array.from({ length: n * n }, (_, at) => entry(Math.floor(at / n), at % n)),
  );
}

function tridiagonal(d: (i: number) => number, e: (i: number) => number, n: number): Matrix {
  return entries(n, (i, j) => (i === j ? d(i) : Math.abs(i - j) === 1 ? e(Math.min(i, j)) : 0));
}

/** Norm that the error is measured against: the largest row sum. */
function norm(a: Matrix): number {
  let found = 0;
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    for (let j = 0; j < a.cols; j++) sum += Math.abs(a.values[i * a.cols + j]!);
    found = Math.max(found, sum);
  }
  return found;
}

function expectEigen(a: Matrix, what: string): Float64Array {
  const n = a.rows;
  const { values, vectors } = symmetricEigen(a);
  const right = naiveProduct(vectors, diagonal(values));
  expectResidual(distance(naiveProduct(a, vectors), right), n, norm(a), `${what}, n = ${n}: A V − V Λ`);
  expectResidual(distance(naiveProduct(vectors, vectors, true), identity(n)), n, 1, `${what}, n = ${n}: Vᵀ V − 1`);
  expect(values).toEqual(values.slice().sort());
  return values;
}

function expectSvd(a: Matrix, what: string): Float64Array {
  const n = Math.min(a.rows, a.cols);
  const more = Math.max(a.rows, a.cols);
  const { u, s, v } = svd(a);
  const back = naiveProduct(naiveProduct(u, diagonal(s)), v, false, true);
  expectResidual(distance(back, a), more, s[0]!, `${what}, n = ${n}: U S Vᵀ − A`);
  expectResidual(distance(naiveProduct(u, u, true), identity(n)), more, 1, `${what}, n = ${n}: Uᵀ U − 1`);
  expectResidual(distance(naiveProduct(v, v, true), identity(n)), more, 1, `${what}, n = ${n}: Vᵀ V − 1`);
  expect(s).toEqual(s.slice().sort().reverse());
  expect(s.every((value) => value >= 0)).toBe(true);
  singularValues(a).forEach((value, i) => {
    expectResidual(Math.abs(value - s[i]!), more, s[0]!, `${what}, n = ${n}: singular value ${i} alone`);
  });
  return s;
}

describe("symmetricEigen in WebAssembly", () => {
  it("solves matrices that fit on paper", () => {
    expect(symmetricEigen(matrix(0, 0)).values).toEqual(new Float64Array(0));
    expect(symmetricEigen(diagonal([-3])).values).toEqual(Float64Array.of(-3));
    expect(Math.abs(symmetricEigen(diagonal([-3])).vectors.values[0]!)).toBe(1);
    const two = expectEigen(matrix(2, 2, Float64Array.of(2, 1, 1, 2)), "((2, 1), (1, 2))");
    [1, 3].forEach((value, i) => {
      expectResidual(Math.abs(two[i]! - value), 2, 3, `eigenvalue ${value}`);
    });
    const swap = expectEigen(matrix(2, 2, Float64Array.of(0, 5, 5, 0)), "((0, 5), (5, 0))");
    [-5, 5].forEach((value, i) => {
      expectResidual(Math.abs(swap[i]! - value), 2, 5, `eigenvalue ${value}`);
    });
  });

  it("finds 2 − 2 cos(kπ/(n + 1)) for the second difference", () => {
    for (const n of sizes) {
      const values = expectEigen(
        tridiagonal(
          () => 2,
          () => -1,
          n,
        ),
        "second difference",
      );
      values.forEach((value, k) => {
        const expected = 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1));
        expectResidual(Math.abs(value - expected), n, 4, `eigenvalue ${k}`);
      });
    }
  });

  it("keeps vectors orthogonal where eigenvalues agree, nearly agree or vanish", () => {
    for (const n of sizes) {
      const half = (n - 1) / 2;
      expectEigen(matrix(n, n), "zero");
      expect(expectEigen(identity(n), "identity")).toEqual(new Float64Array(n).fill(1));
      expectEigen(
        entries(n, () => 1),
        "ones",
      );
      expectEigen(
        tridiagonal(
          (i) => Math.abs(i - half),
          () => 1,
          n,
        ),
        "Wilkinson",
      );
      const glue = (i: number) => ((i + 1) % 21 === 0 ? 1e-9 : 1);
      expectEigen(
        tridiagonal((i) => Math.abs((i % 21) - 10), glue, n),
        "glued Wilkinson",
      );
      expectEigen(
        symmetricMatrix(
          rng,
          Float64Array.from({ length: n }, (_, i) => i % 3),
        ),
        "three eigenvalues",
      );
      expectEigen(
        entries(n, (i, j) => (i === j ? (i % 3) / 3 : 1e-18)),
        "couplings below rounding",
      );
    }
  });

  it("solves graded matrices, in both directions, and Hilbert's", () => {
    for (const n of sizes) {
      expectEigen(
        entries(n, (i, j) => 2 ** (-8 * (i + j))),
        "graded downwards",
      );
      expectEigen(
        entries(n, (i, j) => 2 ** (-8 * (2 * n - 2 - i - j))),
        "graded upwards",
      );
      expectEigen(
        entries(n, (i, j) => 1 / (i + j + 1)),
        "Hilbert",
      );
      const values = Float64Array.from({ length: n }, (_, i) => 10 ** (-30 * (i / n)));
      expectEigen(symmetricMatrix(rng, values), "graded spectrum");
    }
  });

  it("scales with a power of two without changing a digit, between the ends of the number range", () => {
    const a = symmetricMatrix(
      rng,
      Float64Array.from({ length: 40 }, (_, i) => 1 + i),
    );
    const one = symmetricEigen(a);
    for (const factor of [2 ** 1000, 2 ** -900]) {
      const other = symmetricEigen(scaled(a, factor));
      expect(other.vectors).toEqual(one.vectors);
      expect(other.values).toEqual(one.values.map((value) => value * factor));
    }
    expect(symmetricEigen(diagonal([2 ** -1050, 0])).values).toEqual(Float64Array.of(0, 2 ** -1050));
    expect(symmetricEigen(diagonal([Number.MAX_VALUE, -Number.MAX_VALUE])).values).toEqual(
      Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE),
    );
  });

  it("refuses NaN, infinity, gross asymmetry and rectangles", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => symmetricEigen(diagonal([1, bad]))).toThrow(ArgumentError);
      expect(() => svd(matrix(2, 1, Float64Array.of(1, bad)))).toThrow(ArgumentError);
      expect(() => singularValues(matrix(1, 2, Float64Array.of(1, bad)))).toThrow(ArgumentError);
    }
    expect(() => symmetricEigen(matrix(2, 2, Float64Array.of(1, 0, 1, 1)))).toThrow(ArgumentError);
    expect(() => symmetricEigen(matrix(2, 1))).toThrow(ShapeError);
  });

  it("generalizedEigen agrees with the oracle", () => {
    const n = 50;
    const a = symmetricMatrix(rng, rng.normals(n));
    const b = symmetricMatrix(
      rng,
      Float64Array.from({ length: n }, (_, i) => 1 + i / n),
    );
    const found = generalizedEigen(a, b);
    mlMatrixAlgebra.generalizedEigen(a, b).values.forEach((value, i) => {
      expectResidual(Math.abs(found.values[i]! - value), n, 3, `eigenvalue ${i}`);
    });
    expectResidual(
      distance(naiveProduct(found.vectors, naiveProduct(b, found.vectors), true), identity(n)),
      n,
      4,
      "Vᵀ B V − 1",
    );
  });
});

describe("svd in WebAssembly", () => {
  it("solves matrices that fit on paper", () => {
    expect(singularValues(matrix(3, 0))).toEqual(new Float64Array(0));
    expect(svd(matrix(0, 2)).v).toEqual(matrix(2, 0));
    const one = svd(diagonal([-3]));
    expect([one.s[0], one.u.values[0]! * one.v.values[0]!]).toEqual([3, -1]);
    const golden = (1 + Math.sqrt(5)) / 2;
    const fibonacci = expectSvd(matrix(2, 2, Float64Array.of(1, 1, 0, 1)), "shear");
    expectResidual(Math.abs(fibonacci[0]! - golden), 2, golden, "golden ratio");
    expectResidual(Math.abs(fibonacci[1]! - 1 / golden), 2, golden, "its inverse");
    const row = expectSvd(matrix(1, 2, Float64Array.of(3, 4)), "row");
    expectResidual(Math.abs(row[0]! - 5), 2, 5, "length of (3, 4)");
  });

  it("keeps both sets of vectors orthonormal for singular, repeated, graded and defective matrices", () => {
    for (const n of sizes) {
      expectSvd(normalMatrix(rng, n, n), "normal");
      expectSvd(matrix(n, n), "zero");
      expectSvd(scaled(identity(n), -2), "−2");
      expectSvd(
        entries(n, () => 1),
        "ones",
      );
      expectSvd(
        entries(n, (i, j) => (j === i + 1 ? 1 : 0)),
        "Jordan block",
      );
      expectSvd(
        entries(n, (i, j) => (j === i ? (i === n >> 1 ? 0 : 1) : j === i + 1 ? 1 : 0)),
        "a zero on the diagonal of a bidiagonal",
      );
      expectSvd(
        entries(n, (i, j) => (j > i ? -0.36 * 0.93 ** i : j === i ? 0.93 ** i : 0)),
        "Kahan",
      );
      expectSvd(
        entries(n, (i, j) => 2 ** (-6 * (i + j))),
        "graded downwards",
      );
      expectSvd(
        entries(n, (i, j) => 2 ** (-6 * (2 * n - 2 - i - j))),
        "graded upwards",
      );
      expectSvd(orthonormalMatrix(rng, n, n), "orthogonal");
    }
  });

  it("takes tall and wide matrices, of full rank and not", () => {
    for (const [rows, cols] of [
      [9, 8],
      [40, 3],
      [100, 33],
      [70, 64],
    ] as const) {
      const a = normalMatrix(rng, rows, cols);
      expectSvd(a, "tall");
      expectSvd(transposed(a), "wide");
      expectSvd(naiveProduct(normalMatrix(rng, rows, 2), normalMatrix(rng, 2, cols)), "rank 2");
      expectSvd(scaled(a, 2 ** -1000 / largest(a)), "tiny");
    }
  });

  it("finds the smallest singular value of a bidiagonal matrix to its own relative accuracy", () => {
    // Diagonal 1, superdiagonal b: the inverse has entries (−b)^(j−i), so σ_min ≈ b^−(n−1) is far below ε.
    const n = 40;
    const b = 4;
    const s = singularValues(entries(n, (i, j) => (i === j ? 1 : j === i + 1 ? b : 0)));
    const determinant = s.reduce((product, value) => product * value, 1);
    expectResidual(Math.abs(determinant - 1), n * n, 1, "product of the singular values, det = 1");
  });
});
