import { ArgumentError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import { algebraAvailable } from "../wasm/algebra-kernels.ts";
import { allowElementaryKernels } from "../wasm/elementary-kernels.ts";
import type { DenseAlgebra, GemmOptions } from "./dense-algebra.ts";
import { mlMatrixAlgebra } from "./ml-matrix-algebra.ts";
import { typedArrayAlgebra } from "./typed-array-algebra.ts";
import { wasmAlgebra } from "./wasm-algebra.ts";

/** Multiply-adds from which copying to WebAssembly pays; measured by bench/algebra.ts. */
const WASM_FROM = 500;
/** Multiply-adds from which a registered engine is taken if it does not say otherwise. */
const REGISTERED_FROM = 20_000;
/** Numbers that WebAssembly's four gigabytes hold, work space included. */
const WASM_NUMBERS = 2 ** 28;

/** Engines of plain TypeScript: with one of them forced, elementary functions and random batches are that as well. */
const PLAIN: readonly string[] = [mlMatrixAlgebra.name, typedArrayAlgebra.name];

/** An engine with the work that makes it the automatic choice; Infinity where it must be asked for. */
interface Candidate {
  readonly engine: DenseAlgebra;
  readonly from: number;
}

const candidates = new Map<string, Candidate>();
let forced: DenseAlgebra | null = null;
register(mlMatrixAlgebra, Number.POSITIVE_INFINITY);
register(typedArrayAlgebra, 0);
register(wasmAlgebra, WASM_FROM);

function register(engine: DenseAlgebra, from: number): void {
  candidates.set(engine.name, { engine, from });
}

/**
 * Adds an engine, or replaces the one of that name.
 *
 * @param from - multiply-adds from which it is the automatic choice; Infinity: only when forced
 */
export function registerEngine(engine: DenseAlgebra, from: number = REGISTERED_FROM): void {
  if (!(from >= 0)) throw new ArgumentError("registerEngine", "from", from, "at least 0");
  register(engine, from);
  if (forced?.name === engine.name) forced = engine;
}

/** Names of the engines that `forceEngine` takes besides "auto"; what this JavaScript engine cannot run is left out. */
export function engineNames(): readonly string[] {
  return [...candidates.keys()].filter((name) => name !== wasmAlgebra.name || algebraAvailable());
}

/**
 * Makes one engine do everything in this thread, or with "auto" lets size and availability decide again. Elementary
 * functions on arrays, softmax sums and batches of random numbers follow: plain TypeScript with "ml-matrix" and
 * "typed-array", otherwise WebAssembly where there is any; `elementaryEngine` names what is used.
 *
 * @throws ArgumentError for an engine that is not there
 */
export function forceEngine(name: string): void {
  if (name !== "auto" && !engineNames().includes(name)) {
    throw new ArgumentError("forceEngine", "name", name, `one of auto, ${engineNames().join(", ")}`);
  }
  forced = name === "auto" ? null : candidates.get(name)!.engine;
  allowElementaryKernels(!PLAIN.includes(name));
}

/** What `forceEngine` was last told. */
export function engineChoice(): string {
  return forced?.name ?? "auto";
}

/** Name of the engine in use; with automatic choice all that may be chosen, for smallest to for largest matrices. */
export function activeEngine(): string {
  if (forced !== null) return forced.name;
  const names = engineNames().filter((name) => candidates.get(name)!.from < Number.POSITIVE_INFINITY);
  return names.sort((a, b) => candidates.get(a)!.from - candidates.get(b)!.from).join(" + ");
}

/** The engine for so many multiply-adds on operands and results of so many numbers. */
function engineFor(work: number, numbers: number): DenseAlgebra {
  if (forced !== null) return forced;
  let best: Candidate | null = null;
  for (const candidate of candidates.values()) {
    if (candidate.from > work || (best !== null && candidate.from <= best.from)) continue;
    if (candidate.engine === wasmAlgebra && (numbers > WASM_NUMBERS || !algebraAvailable())) continue;
    best = candidate;
  }
  return best?.engine ?? typedArrayAlgebra;
}

const size = (a: Matrix): number => a.values.length;
/** A decomposition of A; the factor counts passes over A times its shorter side. */
const decomposition = (a: Matrix): DenseAlgebra => engineFor(2 * size(a) * Math.min(a.rows, a.cols), 8 * size(a));
const factorization = (a: Matrix): DenseAlgebra => engineFor((size(a) * a.rows) / 3, size(a));

/** Dense linear algebra by the engine that suits the size, or by the one that was forced. */
export const algebra: DenseAlgebra = Object.freeze({
  get name(): string {
    return activeEngine();
  },
  gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Matrix {
    const rows = options.transposeA ? a.cols : a.rows;
    const cols = options.transposeB ? b.rows : b.cols;
    return engineFor(size(a) * cols, size(a) + size(b) + rows * cols).gemm(a, b, options);
  },
  syrk: (a: Matrix, weights?: Float64Array) =>
    engineFor((size(a) * a.cols) / 2, size(a) + a.cols ** 2).syrk(a, weights),
  cholesky: (a: Matrix) => factorization(a).cholesky(a),
  solveTriangular: (l: Matrix, b: Matrix, options: { readonly transpose?: boolean } = {}) =>
    engineFor((size(b) * l.rows) / 2, size(l) + size(b)).solveTriangular(l, b, options),
  solvePositiveDefinite: (a: Matrix, b: Matrix) =>
    engineFor((a.rows / 3 + b.cols) * size(a), size(a) + size(b)).solvePositiveDefinite(a, b),
  logDeterminant: (a: Matrix) => factorization(a).logDeterminant(a),
  symmetricEigen: (a: Matrix) => decomposition(a).symmetricEigen(a),
  generalizedEigen: (a: Matrix, b: Matrix) => decomposition(a).generalizedEigen(a, b),
  singularValues: (a: Matrix) => decomposition(a).singularValues(a),
  svd: (a: Matrix) => decomposition(a).svd(a),
  qr: (a: Matrix) => decomposition(a).qr(a),
});
