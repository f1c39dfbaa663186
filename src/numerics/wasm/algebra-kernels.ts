import { algebraBinary } from "./algebra-binary.ts";
import { decodeBase64, instantiate } from "./instance.ts";
import { ScratchHeap } from "./scratch-heap.ts";

/** What assembly/algebra exports; see assembly/README.md for the conventions. */
export interface AlgebraKernels {
  readonly memory: WebAssembly.Memory;
  scratchStart(): number;
  /** C += alpha A B. */
  gemm(
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
  ): void;
}

/** The kernels of this thread with their scratch heap. */
export interface AlgebraInstance {
  readonly kernels: AlgebraKernels;
  readonly heap: ScratchHeap;
}

let compiled: WebAssembly.Module | null = null;
let current: AlgebraInstance | null = null;

/** Compiled at the first call. */
export function algebraInstance(): AlgebraInstance {
  if (current !== null) return current;
  compiled ??= new WebAssembly.Module(decodeBase64(algebraBinary));
  const kernels = instantiate<AlgebraKernels>(compiled);
  current = { kernels, heap: new ScratchHeap(kernels.memory, kernels.scratchStart()) };
  return current;
}

/** Gives a large memory back; to be called when results have been copied out. */
export function releaseAlgebra(): void {
  if (current?.heap.oversized) current = null;
}
