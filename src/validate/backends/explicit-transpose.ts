import type { Tensor } from "@tensorflow/tfjs";
import type { Tensorflow } from "./training-backend.ts";

/** Modules whose gradient has been replaced. */
const replaced = new WeakSet<Tensorflow>();

/**
 * Gradient of matrix products by explicit transposes, dA = dY Bᵀ and dB = Aᵀ dY, for plain and for stacked products.
 * TensorFlow.js asks its kernels for transposed operands instead, which its WebAssembly kernels read without SIMD.
 * Products with transposed operands, and stacks that are broadcast, keep the gradient they came with.
 */
export function useExplicitTranspose(tf: Tensorflow): void {
  if (replaced.has(tf)) return;
  const name = tf.BatchMatMul;
  const shipped = tf.getGradient(name);
  tf.unregisterGradient(name);
  tf.registerGradient({
    kernelName: name,
    inputsToSave: ["a", "b"],
    gradFunc(dy, saved, attrs) {
      const [a, b] = saved as [Tensor, Tensor];
      const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
      if (transposeA || transposeB || !sameStack(a.shape, b.shape)) return shipped.gradFunc(dy, saved, attrs);
      const order = Array.from({ length: a.rank }, (_, axis) => axis);
      order.push(...order.splice(-2).reverse());
      return {
        a: () => tf.matMul(dy as Tensor, tf.transpose(b, order)),
        b: () => tf.matMul(tf.transpose(a, order), dy as Tensor),
      };
    },
  });
  replaced.add(tf);
}

/** Whether two operands have equal leading dimensions. */
function sameStack(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.slice(0, -2).every((size, axis) => size === b[axis]);
}
