import type { TensorInfo } from "@tensorflow/tfjs";
import type { Tensorflow } from "./training-backend.ts";

/** The parts of the WebAssembly backend that the kernel works with. */
interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: "float32"): TensorInfo;
  /** A view of a tensor in the memory of the backend, valid until that grows. */
  typedArrayFromHeap(info: TensorInfo): Float32Array | Int32Array;
}

const replaced = new WeakSet<Tensorflow>();

/**
 * Rows of a table by their numbers, copied whole; the package's own kernel works out the place of every number by itself, which took half of
 * a step of linear models on listed draws. Everything else is left to that kernel. Needs the backend to be the current one.
 */
export function useRowGather(tf: Tensorflow): void {
  if (replaced.has(tf)) return;
  const name = tf.GatherV2;
  const shipped = tf.getKernel(name, "wasm");
  const backend = tf.backend() as unknown as WasmBackend;
  tf.unregisterKernel(name, "wasm");
  tf.registerKernel({
    ...shipped,
    kernelFunc(args) {
      const { x, indices } = args.inputs as { readonly x: TensorInfo; readonly indices: TensorInfo };
      const { axis, batchDims } = args.attrs as { readonly axis: number; readonly batchDims: number };
      const rowsOfTable = x.shape.length === 2 && indices.shape.length === 1 && axis === 0 && batchDims === 0;
      if (!rowsOfTable || x.dtype !== "float32" || indices.dtype !== "int32") return shipped.kernelFunc(args);
      const [rows, width] = x.shape as [number, number];
      const chosen = backend.typedArrayFromHeap(indices);
      // The shipped kernel says what is wrong with them.
      if (chosen.some((row) => !(row >= 0 && row < rows))) return shipped.kernelFunc(args);
      const out = backend.makeOutput([indices.shape[0]!, width], "float32");
      // Views are taken anew: making the output may have moved the memory.
      const [from, to, places] = [x, out, indices].map((info) => backend.typedArrayFromHeap(info));
      for (let k = 0; k < places!.length; k++) {
        const start = places![k]! * width;
        to!.set(from!.subarray(start, start + width), k * width);
      }
      return out;
    },
  });
  replaced.add(tf);
}
