import fc from "fast-check";
import { type Matrix, matrix, type Rng } from "../../src/numerics/index.ts";

/** How the eigenvalues (or singular values) of a test matrix are spread over (0, 1]. */
export const spectra = {
  "well conditioned": (i: number, n: number): number => 1 - i / (2 * n),
  graded: (i: number, n: number): number => 10 ** ((-10 * i) / n),
  clustered: (i: number, n: number): number => (i < n / 2 ? 1 : 0.5) * (1 + 1e-14 * i),
  "rank deficient": (i: number, n: number): number => (i < n / 2 ? 1 - i / (2 * n) : 0),
} as const;

export type Spectrum = keyof typeof spectra;

/** The numbers of a spectrum, descending. */
export function spectrum(kind: Spectrum, n: number, scale: number = 1): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => scale * spectra[kind](i, n)).sort((a, b) => b - a);
}

/** By the definition, three loops; each operand transposed on demand. */
export function naiveProduct(a: Matrix, b: Matrix, transposeA: boolean = false, transposeB: boolean = false): Matrix {
  const left = transposeA ? transposed(a) : a;
  const right = transposeB ? transposed(b) : b;
  const out = matrix(left.rows, right.cols);
  for (let i = 0; i < out.rows; i++) {
    for (let k = 0; k < left.cols; k++) {
      const x = left.values[i * left.cols + k]!;
      for (let j = 0; j < out.cols; j++) out.values[i * out.cols + j]! += x * right.values[k * right.cols + j]!;
    }
  }
  return out;
}

export function transposed(a: Matrix): Matrix {
  const out = matrix(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) out.values[j * a.rows + i] = a.values[i * a.cols + j]!;
  return out;
}

export function diagonal(values: ArrayLike<number>): Matrix {
  const out = matrix(values.length, values.length);
  for (let i = 0; i < values.length; i++) out.values[i * values.length + i] = values[i]!;
  return out;
}

export function identity(n: number): Matrix {
  return diagonal(new Float64Array(n).fill(1));
}

export function normalMatrix(rng: Rng, rows: number, cols: number): Matrix {
  return matrix(rows, cols, rng.normals(rows * cols));
}

/** Orthonormal columns, [rows, cols] with rows ≥ cols: a product of random Householder reflections. */
export function orthonormalMatrix(rng: Rng, rows: number, cols: number): Matrix {
  const out = matrix(rows, cols);
  for (let j = 0; j < cols; j++) out.values[j * cols + j] = 1;
  for (let round = 0; round < Math.min(rows, 8); round++) {
    const v = rng.normals(rows);
    const size = v.reduce((sum, x) => sum + x * x, 0);
    for (let j = 0; j < cols; j++) {
      let dot = 0;
      for (let i = 0; i < rows; i++) dot += v[i]! * out.values[i * cols + j]!;
      for (let i = 0; i < rows; i++) out.values[i * cols + j]! -= (2 * dot * v[i]!) / size;
    }
  }
  return out;
}

/** Q diag(values) Qᵀ for a random rotation Q; symmetric to the last bit. */
export function symmetricMatrix(rng: Rng, values: ArrayLike<number>): Matrix {
  const q = orthonormalMatrix(rng, values.length, values.length);
  const out = naiveProduct(naiveProduct(q, diagonal(values)), q, false, true);
  const n = values.length;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out.values[j * n + i] = out.values[i * n + j]!;
  return out;
}

/** Largest absolute entry; 0 for an empty matrix. */
export function largest(a: Matrix): number {
  return a.values.reduce((found, x) => Math.max(found, Math.abs(x)), 0);
}

/** Largest absolute entry of a − b. */
export function distance(a: Matrix, b: Matrix): number {
  return a.values.reduce((found, x, i) => Math.max(found, Math.abs(x - b.values[i]!)), 0);
}

/** Residual over n ‖A‖ ε; LAPACK's own test programs use 30. */
const RESIDUAL_BOUND = 30;

/** Asserts that an error is rounding of n operations on numbers of size `norm`. */
export function expectResidual(error: number, n: number, norm: number, what: string): void {
  const ratio = error / (Math.max(n, 1) * Math.max(norm, Number.MIN_VALUE) * Number.EPSILON);
  if (!(ratio < RESIDUAL_BOUND || error === 0))
    throw new Error(`${what}: residual ratio ${ratio} of bound ${RESIDUAL_BOUND}, n = ${n}`);
}

/** Parameters of a random test matrix. */
export const anyMatrix: fc.Arbitrary<MatrixDraw> = fc.record({
  seed: fc.integer({ min: 0, max: 1 << 30 }),
  n: fc.oneof(fc.integer({ min: 1, max: 24 }), fc.constantFrom(33, 64, 70, 97)),
  more: fc.integer({ min: 0, max: 20 }),
  kind: fc.constantFrom(...(Object.keys(spectra) as Spectrum[])),
  scale: fc.constantFrom(1, 1e-140, 1e140),
});

export interface MatrixDraw {
  readonly seed: number;
  readonly n: number;
  readonly more: number;
  readonly kind: Spectrum;
  readonly scale: number;
}

export function scaled(a: Matrix, factor: number): Matrix {
  return { ...a, values: a.values.map((value) => value * factor) };
}

/** What a call throws. */
export function thrownBy(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What is below the diagonal; zero elsewhere. */
export function strictlyLower(a: Matrix): Matrix {
  return { ...a, values: a.values.map((value, at) => (at % a.cols < Math.floor(at / a.cols) ? value : 0)) };
}
