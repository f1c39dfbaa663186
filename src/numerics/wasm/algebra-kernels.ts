import { algebraBinary } from "./algebra-binary.ts";
import type { EigenKernels } from "./eigen-kernels.ts";
import { decodeBase64, instantiate } from "./instance.ts";
import { ScratchHeap } from "./scratch-heap.ts";

/** What assembly/algebra exports; see assembly/README.md for the conventions. */
export interface AlgebraKernels extends EigenKernels {
  readonly memory: WebAssembly.Memory;
  scratchStart(): number;
  /** alpha A B added to C. */
  gemm: Gemm;
  /** alpha A B written to C. */
  product: Gemm;
  syrk(n: number, k: number, a: number, weights: number, c: number): void;
  /** −1, or the pivot that failed. */
  cholesky(n: number, a: number, stride: number): number;
  solveLower(n: number, m: number, l: number, lRow: number, lCol: number, b: number, bRow: number, bCol: number): void;
  solveLowerTransposed(n: number, m: number, l: number, b: number): void;
  qrWork(m: number, n: number): number;
  qr(m: number, n: number, a: number, r: number, work: number): void;
  /** 1 when all are finite. */
  allFinite(count: number, a: number): number;
  /** 1 when the matrix was finite and symmetric up to the bound. */
  symmetrize(n: number, a: number, bound: number): number;
  clearUpper(n: number, a: number): void;
  mirrorLower(n: number, a: number): void;
  hadamardGram(n: number, width: number, a: number, c: number, first: number): void;
  largestMagnitude(count: number, a: number): number;
  scale(count: number, a: number, factor: number): void;
  kroneckerAdd(
    count: number,
    index: number,
    products: number,
    clock: number,
    weighted: number,
    from: number,
    to: number,
    timeCount: number,
    sum: number,
    size: number,
  ): void;
  kroneckerMirror(spaceCount: number, timeCount: number, sum: number): void;
}

/** Sizes, factor, and three matrices as address and strides; C has contiguous rows. */
type Gemm = (
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  aRow: number,
  aCol: number,
  b: number,
  bRow: number,
  bCol: number,
  c: number,
  cRow: number,
) => void;

/** The kernels of this thread with their scratch heap. */
export interface AlgebraInstance {
  readonly kernels: AlgebraKernels;
  readonly heap: ScratchHeap;
}

let compiled: WebAssembly.Module | null = null;
let current: AlgebraInstance | null = null;
let available: boolean | null = null;

/** Compiled at the first call. */
export function algebraInstance(): AlgebraInstance {
  if (current !== null) return current;
  compiled ??= new WebAssembly.Module(decodeBase64(algebraBinary));
  const kernels = instantiate<AlgebraKernels>(compiled);
  current = { kernels, heap: new ScratchHeap(kernels.memory, kernels.scratchStart()) };
  return current;
}

/** Whether this JavaScript engine has WebAssembly with SIMD. */
export function algebraAvailable(): boolean {
  available ??= compiles();
  return available;
}

function compiles(): boolean {
  try {
    algebraInstance();
    return true;
  } catch {
    return false;
  }
}

/** Gives a large memory back; to be called when results have been copied out. */
export function releaseAlgebra(): void {
  if (current?.heap.oversized) current = null;
}
