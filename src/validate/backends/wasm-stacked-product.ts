import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import type { Tensorflow } from "./training-backend.ts";

/** The parts of the WebAssembly backend that a kernel works with. */
interface WasmBackend {
  readonly dataIdMap: { get(dataId: object): { readonly id: number; readonly memoryOffset: number } };
  readonly wasm: {
    cwrap(name: string, result: null, parameters: readonly string[]): (...args: unknown[]) => void;
    readonly tfjs: {
      registerTensor(id: number, size: number, offset: number): void;
      disposeData(id: number): void;
    };
  };
  makeOutput(shape: readonly number[], dtype: "float32"): TensorInfo;
}

type KernelFunc = KernelConfig["kernelFunc"];

/** Identifiers from here on name views; the backend counts its own up from 1. */
const firstView = 2 ** 30;

const replaced = new WeakSet<Tensorflow>();

/**
 * Stacked matrix products by the package's plain product with SIMD, member by member on views of the stack; the package's own
 * kernel for stacks has neither SIMD nor blocking. A member's product is then the same to the last bit in every stack. Needs the backend to be the current one.
 */
export function useStackedProduct(tf: Tensorflow): void {
  if (replaced.has(tf)) return;
  const name = tf.BatchMatMul;
  const shipped = tf.getKernel(name, "wasm");
  const backend = tf.backend() as unknown as WasmBackend;
  const number = "number";
  const parameters = [number, "array", number, number, "array", number, number, number, number];
  const product = backend.wasm.cwrap(name, null, parameters);
  const kernel: KernelFunc = (args) => {
    const { a, b } = args.inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
    const [members, rows, inner] = a.shape as [number, number, number];
    const cols = b.shape[2]!;
    const plain = args.attrs?.transposeA !== true && args.attrs?.transposeB !== true;
    const stacked = a.shape.length === 3 && b.shape.length === 3 && members === b.shape[0] && members > 1;
    if (!plain || !stacked) return shipped.kernelFunc(args);
    const out = backend.makeOutput([members, rows, cols], "float32");
    const offset = (info: TensorInfo): number => backend.dataIdMap.get(info.dataId).memoryOffset;
    const [fromA, fromB, fromOut] = [offset(a), offset(b), offset(out)];
    const bytes = (shape: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(shape).buffer);
    const [shapeA, shapeB] = [bytes([1, rows, inner]), bytes([1, inner, cols])];
    const { registerTensor, disposeData } = backend.wasm.tfjs;
    for (let m = 0; m < members; m++) {
      registerTensor(firstView, rows * inner, fromA + 4 * m * rows * inner);
      registerTensor(firstView + 1, inner * cols, fromB + 4 * m * inner * cols);
      registerTensor(firstView + 2, rows * cols, fromOut + 4 * m * rows * cols);
      product(firstView, shapeA, 3, firstView + 1, shapeB, 3, false, false, firstView + 2);
      for (let view = 0; view < 3; view++) disposeData(firstView + view);
    }
    return out;
  };
  tf.unregisterKernel(name, "wasm");
  tf.registerKernel({ ...shipped, kernelFunc: kernel });
  replaced.add(tf);
}
