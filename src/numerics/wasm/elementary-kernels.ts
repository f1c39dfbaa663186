import { elementaryBinary } from "./elementary-binary.ts";
import { decodeBase64, instantiate } from "./instance.ts";
import { ScratchHeap } from "./scratch-heap.ts";

/** Overwrites numbers in memory with their function values; 1 when one is outside the domain, otherwise 0. */
export type InPlaceKernel = (at: number, count: number) => number;

/** What assembly/elementary exports; see assembly/README.md for the conventions. */
export interface ElementaryKernels {
  readonly memory: WebAssembly.Memory;
  scratchStart(): number;
  readonly expInPlace: InPlaceKernel;
  readonly logInPlace: InPlaceKernel;
  readonly tanhInPlace: InPlaceKernel;
  readonly erfInPlace: InPlaceKernel;
  readonly normalCdfInPlace: InPlaceKernel;
  readonly normalDensityInPlace: InPlaceKernel;
  largest(at: number, count: number): number;
  shiftedSum(at: number, count: number, shift: number): number;
  uniformsInto(at: number, count: number, state: number): void;
  normalsInto(at: number, count: number, state: number): void;
  zigguratTable(): number;
  philoxInto(at: number, blocks: number, counter: number, key: number): void;
  softmaxScratch(points: number, width: number): number;
  softmaxSetup(width: number, scale: number, halfPrecision: number, reach: number, everyTerm: number): void;
  softmaxPoints(at: number, logWeights: number, count: number, first: number, scratch: number): number;
  softmaxAverages(
    states: number,
    squares: number,
    tops: number,
    totals: number,
    leaders: number,
    sums: number,
    count: number,
  ): void;
  softmaxMoments(
    states: number,
    squares: number,
    tops: number,
    totals: number,
    leaders: number,
    references: number,
    first: number,
    second: number,
    rows: number,
  ): void;
  squareOf(row: number): number;
}

/** The kernels of this thread with their scratch heap. */
export interface ElementaryInstance {
  readonly kernels: ElementaryKernels;
  readonly heap: ScratchHeap;
}

let current: ElementaryInstance | null | undefined;
let allowed = true;

/** Compiled at the first call; null where WebAssembly with SIMD is missing or forbidden. */
export function elementaryInstance(): ElementaryInstance | null {
  if (!allowed) return null;
  if (current === undefined) current = compile();
  return current;
}

/** Lets the functions of this thread use the kernels, or keeps them to plain TypeScript. */
export function allowElementaryKernels(choice: boolean): void {
  allowed = choice;
}

/** What elementary functions on arrays, softmax sums and batches of random numbers run on in this thread. */
export function elementaryEngine(): "wasm" | "plain" {
  return elementaryInstance() === null ? "plain" : "wasm";
}

/** Gives a large memory back; to be called when results have been copied out. */
export function releaseElementary(): void {
  if (current?.heap.oversized) current = undefined;
}

function compile(): ElementaryInstance | null {
  try {
    const kernels = instantiate<ElementaryKernels>(new WebAssembly.Module(decodeBase64(elementaryBinary)));
    return { kernels, heap: new ScratchHeap(kernels.memory, kernels.scratchStart()) };
  } catch {
    return null;
  }
}
