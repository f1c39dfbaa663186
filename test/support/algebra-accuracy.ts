import type { DenseAlgebra, Matrix } from "../../src/numerics/index.ts";
import reference from "../reference/algebra.json" with { type: "json" };

/** A case of algebra.json; what needs full rank is null without it. */
type Case = (typeof reference.cases)[number];

/** Error of one method on one matrix against 50 digits, in its unit, and the bound that the analysis of errors gives. */
export interface AlgebraError {
  readonly method: string;
  /** What an error of 1 stands for. */
  readonly unit: string;
  readonly kind: string;
  readonly n: number;
  readonly error: number;
  readonly bound: number;
}

interface Method {
  readonly unit: string;
  /** In units; null where the method does not apply. */
  readonly error: (engine: DenseAlgebra, of: Case) => number | null;
  readonly bound: (n: number, m: number) => number;
}

const epsilon = Number.EPSILON;
/** Residuals over n ε ‖A‖ that the contract of the engines allows. */
const LAW = 30;

/** Errors are of first order in ε; u = ε/2 is the unit roundoff, m = n + 3 the rows of C. Half a unit is the reference's. */
const methods: Readonly<Record<string, Method>> = {
  gemm: {
    unit: "ε (\\|C\\| \\|A\\|)ᵢⱼ",
    error: (engine, of) => {
      const [a, c] = [square(of.a, of), tall(of)];
      return componentwise(engine.gemm(c, a), of.product, (i, j) =>
        sum(of.n, (k) => Math.abs(c.values[i * of.n + k]! * a.values[k * of.n + j]!)),
      );
    },
    // n roundings a sum.
    bound: (n) => n / 2 + 0.5,
  },
  "syrk, weighted": {
    unit: "ε (\\|C\\|ᵀ \\|W\\| \\|C\\|)ᵢⱼ",
    error: (engine, of) => {
      const c = tall(of);
      return componentwise(engine.syrk(c, Float64Array.from(of.w)), of.weighted, (i, j) =>
        sum(c.rows, (k) => Math.abs(of.w[k]! * c.values[k * of.n + i]! * c.values[k * of.n + j]!)),
      );
    },
    // m roundings a sum, and up to four where both sides carry the root of the weight.
    bound: (_, m) => (m + 4) / 2 + 0.5,
  },
  cholesky: {
    unit: "ε κ(A) ‖L‖",
    error: (engine, of) =>
      of.cholesky === null
        ? null
        : frobenius(engine.cholesky(square(of.a, of)).values, of.cholesky) / (Math.sqrt(norm(of)) * condition(of)),
    // L Lᵀ = A + E with ‖E‖ ≤ (n + 1) u tr A ≤ n (n + 1) u ‖A‖, and ‖δL‖ ≤ κ ‖E‖ ‖L‖ / (√2 ‖A‖).
    bound: (n) => (n * (n + 1)) / Math.sqrt(8) + Math.sqrt(n) / 2,
  },
  solvePositiveDefinite: {
    unit: "ε κ(A) ‖x‖",
    error: (engine, of) => {
      if (of.solution === null) return null;
      const b = { rows: of.n, cols: 2, values: Float64Array.from(of.b) };
      const found = engine.solvePositiveDefinite(square(of.a, of), b).values;
      const column = (values: ArrayLike<number>, j: number) =>
        Array.from({ length: of.n }, (_, i) => values[2 * i + j]!);
      const relative = [0, 1].map((j) => {
        const expected = column(of.solution!, j);
        return frobenius(column(found, j), expected) / Math.hypot(...expected);
      });
      return Math.max(...relative) / condition(of);
    },
    // (A + E) x = b with |E| ≤ (3n + 1) u |L| |Lᵀ|, of norm at most n (3n + 1) u ‖A‖.
    bound: (n) => (n * (3 * n + 1)) / 2 + 0.5,
  },
  logDeterminant: {
    unit: "ε (κ(A) + Σ \\|log L²ᵢᵢ\\|)",
    error: (engine, of) => {
      if (of.logDeterminant === null) return null;
      const logs = sum(of.n, (i) => 2 * Math.abs(Math.log(of.cholesky![i * (of.n + 1)]!)));
      const found = engine.logDeterminant(square(of.a, of));
      return Math.abs(found - of.logDeterminant) / (condition(of) + logs) / epsilon;
    },
    // n κ ‖E‖ / ‖A‖ with E as for cholesky; n roundings of the sum and one of each logarithm.
    bound: (n) => (n * n * (n + 1)) / 2 + n / 2 + 1,
  },
  symmetricEigen: {
    unit: "ε ‖A‖",
    error: (engine, of) => worst(engine.symmetricEigen(square(of.a, of)).values, of.eigenvalues) / norm(of),
    // Weyl: eigenvalues move by no more than the backward error.
    bound: (n) => LAW * n,
  },
  generalizedEigen: {
    unit: "ε κ(G) ‖A‖ ‖G⁻¹‖",
    error: (engine, of) => {
      const [low, high] = [of.eigenvaluesOfG[0]!, of.eigenvaluesOfG.at(-1)!];
      const found = engine.generalizedEigen(square(of.a, of), square(of.g, of)).values;
      return worst(found, of.generalized) / ((high / low) * (norm(of) / low));
    },
    // The backward error of L⁻¹ A L⁻ᵀ is that of two solves with L, κ(G) times its norm at most.
    bound: (n) => LAW * n,
  },
  singularValues: {
    unit: "ε ‖C‖",
    error: (engine, of) =>
      worst(engine.singularValues(tall(of)).toReversed(), of.singularValues) / of.singularValues.at(-1)!,
    bound: (_, m) => LAW * m,
  },
  svd: {
    unit: "ε ‖C‖",
    error: (engine, of) => worst(engine.svd(tall(of)).s.toReversed(), of.singularValues) / of.singularValues.at(-1)!,
    bound: (_, m) => LAW * m,
  },
  "qr, \\|R\\|": {
    unit: "ε κ(C) ‖C‖",
    error: (engine, of) => {
      if (of.r === null) return null;
      const [low, high] = [of.singularValues[0]!, of.singularValues.at(-1)!];
      const { values } = engine.qr(tall(of)).r;
      const signed = values.map((value, at) => Math.sign(values[Math.floor(at / of.n) * (of.n + 1)]!) * value);
      return frobenius(signed, of.r) / (high / low) / high;
    },
    // ‖δR‖ ≤ √2 κ ‖E‖ in the Frobenius norm, ‖E‖ ≤ 30 m ε ‖C‖ √n.
    bound: (n, m) => Math.SQRT2 * LAW * m * Math.sqrt(n),
  },
};

/** Every method of an engine on every matrix of algebra.json. */
export function measuredAlgebra(engine: DenseAlgebra): AlgebraError[] {
  return Object.entries(methods).flatMap(([method, { unit, error, bound }]) =>
    reference.cases.flatMap((of) => {
      const found = error(engine, of);
      const { kind, n } = of;
      return found === null ? [] : [{ method, unit, kind, n, error: found, bound: bound(n, n + 3) }];
    }),
  );
}

function square(values: readonly number[], { n }: Case): Matrix {
  return { rows: n, cols: n, values: Float64Array.from(values) };
}

function tall({ n, c }: Case): Matrix {
  return { rows: n + 3, cols: n, values: Float64Array.from(c) };
}

/** ‖A‖ in the spectral norm. */
function norm({ eigenvalues }: Case): number {
  return eigenvalues.at(-1)!;
}

function condition({ eigenvalues }: Case): number {
  return eigenvalues.at(-1)! / eigenvalues[0]!;
}

function sum(count: number, term: (k: number) => number): number {
  let total = 0;
  for (let k = 0; k < count; k++) total += term(k);
  return total;
}

function componentwise(found: Matrix, expected: readonly number[], unit: (i: number, j: number) => number): number {
  const errors = expected.map((value, at) => {
    const size = unit(Math.floor(at / found.cols), at % found.cols);
    return size === 0 ? 0 : Math.abs(found.values[at]! - value) / size / epsilon;
  });
  return Math.max(...errors);
}

/** Largest error in units of ε. */
function worst(found: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(found[i]! - value))) / epsilon;
}

/** ‖found − expected‖ in the Frobenius norm, in units of ε; free of overflow. */
function frobenius(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.hypot(...Array.from(expected, (value, i) => found[i]! - value)) / epsilon;
}
