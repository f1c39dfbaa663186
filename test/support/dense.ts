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
  const [rows, depth, cols] = [left.rows, left.cols, right.cols];
  const { values: x } = left;
  const { values: y } = right;
  const out = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < depth; k++) {
      const factor = x[i * depth + k]!;
      for (let j = 0, to = i * cols, from = k * cols; j < cols; j++, to++, from++) out[to]! += factor * y[from]!;
    }
  }
  return matrix(rows, cols, out);
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
  let found = 0;
  for (let i = 0; i < a.values.length; i++) found = Math.max(found, Math.abs(a.values[i]!));
  return found;
}

/** Largest absolute entry of a − b. */
export function distance(a: Matrix, b: Matrix): number {
  let found = 0;
  for (let i = 0; i < a.values.length; i++) found = Math.max(found, Math.abs(a.values[i]! - b.values[i]!));
  return found;
}

/** Residual over n ‖A‖ ε; LAPACK's own test programs use 30. */
const RESIDUAL_BOUND = 30;

/** Asserts that an error is rounding of n operations on numbers of size `norm`. */
export function expectResidual(error: number, n: number, norm: number, what: string): void {
  const ratio = error / (Math.max(n, 1) * Math.max(norm, Number.MIN_VALUE) * Number.EPSILON);
  if (!(ratio < RESIDUAL_BOUND || error === 0))
    throw new Error(`${what}: residual ratio ${ratio} of bound ${RESIDUAL_BOUND}, n = ${n}`);
}

/** Norms at which squares vanish, are near one, and overflow. */
export const scales = [1, 1e-140, 1e140] as const;
const kinds = Object.keys(spectra) as Spectrum[];

/** Parameters of a random test matrix. */
export const anyMatrix: fc.Arbitrary<MatrixDraw> = fc.record({
  seed: fc.integer({ min: 0, max: 1 << 30 }),
  n: fc.oneof(fc.integer({ min: 1, max: 24 }), fc.constantFrom(33, 64, 70, 97)),
  more: fc.integer({ min: 0, max: 20 }),
  kind: fc.constantFrom(...kinds),
  scale: fc.constantFrom(...scales),
  otherScale: fc.constantFrom(...scales),
  flipA: fc.boolean(),
  flipB: fc.boolean(),
});

export interface MatrixDraw {
  readonly seed: number;
  readonly n: number;
  /** Further rows, or right sides. */
  readonly more: number;
  readonly kind: Spectrum;
  readonly scale: number;
  /** Norm of a second matrix. */
  readonly otherScale: number;
  /** Whether the first operand is transposed, wide, or weighted. */
  readonly flipA: boolean;
  readonly flipB: boolean;
}

/** Sizes of the draws that every run begins with: within a block, at its edge, across it. */
const firstSizes = [2, 5, 8, 17, 1, 24, 33, 3, 64, 12, 40, 70] as const;

/** Every spectrum at every norm once, to begin with: chance may leave one out. */
const everyClass: readonly MatrixDraw[] = kinds.flatMap((kind, i) =>
  scales.map((scale, j) => ({
    seed: 100 + 3 * i + j,
    n: firstSizes[3 * i + j]!,
    more: (5 * i + 7 * j) % 20,
    kind,
    scale,
    otherScale: scales[(i + j) % 3]!,
    flipA: (i + j) % 2 === 1,
    flipB: j === 1,
  })),
);

/** Whether a Cholesky factor exists. */
const isDefinite = ({ kind }: MatrixDraw): boolean => kind !== "rank deficient";

/** Holds a law to draws of every class of matrix, then to random ones. */
export function forEveryMatrix(law: (draw: MatrixDraw) => void, seed: number): void {
  fc.assert(fc.property(anyMatrix, law), { numRuns: 24, seed, examples: everyClass.map((draw) => [draw]) });
}

/** As `forEveryMatrix`, for the positive definite classes. */
export function forEveryDefinite(law: (draw: MatrixDraw) => void, seed: number): void {
  const examples = everyClass.filter(isDefinite).map((draw): [MatrixDraw] => [draw]);
  fc.assert(fc.property(anyMatrix.filter(isDefinite), law), { numRuns: 20, seed, examples });
}

/** U diag(spectrum) Vᵀ with `more` more rows than its n columns. */
export function tallMatrix(rng: Rng, { n, more, kind, scale }: MatrixDraw): Matrix {
  const left = naiveProduct(orthonormalMatrix(rng, n + more, n), diagonal(spectrum(kind, n, scale)));
  return naiveProduct(left, orthonormalMatrix(rng, n, n), false, true);
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
