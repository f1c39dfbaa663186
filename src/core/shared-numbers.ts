import { ArgumentError, type Matrix } from "../numerics/index.ts";

/**
 * Zeros that all threads see, to be sent once however many tasks use them; ordinary memory, copied for each task, where
 * the environment has no shared one. Whoever shares numbers must not change them while tasks run.
 *
 * @param length - a non-negative integer
 */
export function sharedNumbers(length: number): Float64Array {
  if (!(Number.isInteger(length) && length >= 0))
    throw new ArgumentError("sharedNumbers", "length", length, "a non-negative integer");
  return hasSharedMemory() ? new Float64Array(new SharedArrayBuffer(8 * length)) : new Float64Array(length);
}

/** The matrix with its numbers in shared memory: itself when they are there already, otherwise a copy. */
export function sharedMatrix(a: Matrix): Matrix {
  if (isShared(a.values)) return a;
  const values = sharedNumbers(a.values.length);
  values.set(a.values);
  return { rows: a.rows, cols: a.cols, values };
}

/** Whether all threads see these numbers. */
export function isShared({ buffer }: Float64Array): boolean {
  return hasSharedMemory() && buffer instanceof SharedArrayBuffer;
}

function hasSharedMemory(): boolean {
  return typeof SharedArrayBuffer !== "undefined";
}
