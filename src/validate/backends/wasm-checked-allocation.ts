import type { Tensorflow } from "./training-backend.ts";

/** The allocator of the WebAssembly module. */
interface WasmAllocator {
  _malloc(bytes: number): number;
  _free(at: number): void;
}

const checked = new WeakSet<WasmAllocator>();

/**
 * Makes the WebAssembly backend throw a RangeError where its memory is exhausted; the package itself would take the null pointer for
 * a place, and compute on with whatever lies there. Needs the backend to be the current one.
 */
export function useCheckedAllocation(tf: Tensorflow): void {
  const { wasm } = tf.backend() as unknown as { readonly wasm: WasmAllocator };
  if (checked.has(wasm)) return;
  // The first call replaces the module's entry by the compiled function.
  wasm._free(wasm._malloc(8));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    // From half of the address space on, the allocator reads sizes as negative and gives out what is in use.
    const at = bytes < 2 ** 31 ? allocate(bytes) >>> 0 : 0;
    if (at === 0 && bytes > 0) throw new RangeError(`out of memory: ${bytes} bytes of WebAssembly memory`);
    return at;
  };
  checked.add(wasm);
}
