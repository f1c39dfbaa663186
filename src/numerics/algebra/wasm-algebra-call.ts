import type { Matrix } from "../matrix.ts";
import { type AlgebraInstance, algebraInstance, releaseAlgebra } from "../wasm/algebra-kernels.ts";
import { requireFinite, requireSquare, SYMMETRY_BOUND, symmetrized } from "./checks.ts";

/** The kernels with room for so many numbers. */
export function begun(numbers: number): AlgebraInstance {
  const instance = algebraInstance();
  instance.heap.begin(numbers);
  return instance;
}

/** @throws ArgumentError at the first entry that is not finite */
export function finiteIn({ heap, kernels }: AlgebraInstance, where: string, argument: string, a: Matrix): number {
  const at = heap.copyIn(a.values);
  if (kernels.allFinite(a.values.length, at) === 0) requireFinite(where, argument, a);
  return at;
}

/**
 * Address of (A + Aᵀ)/2.
 *
 * @throws ShapeError when A is not square; ArgumentError when it is not finite or grossly asymmetric
 */
export function symmetricIn({ heap, kernels }: AlgebraInstance, where: string, argument: string, a: Matrix): number {
  requireSquare(where, argument, a);
  const at = heap.copyIn(a.values);
  if (kernels.symmetrize(a.rows, at, SYMMETRY_BOUND) === 0) symmetrized(where, argument, a);
  return at;
}

/** Divides by the power of two that brings the largest entry near 1, so that squares neither overflow nor vanish. */
export function unitScaled({ kernels }: AlgebraInstance, at: number, count: number): number {
  const largest = kernels.largestMagnitude(count, at);
  const scale = largest === 0 ? 1 : 2 ** Math.max(-1022, Math.min(1022, Math.floor(Math.log2(largest))));
  kernels.scale(count, at, 1 / scale);
  return scale;
}

/** A copy of the result; the kernels may be gone afterwards. */
export function result({ heap }: AlgebraInstance, at: number, rows: number, cols: number): Matrix {
  const values = heap.copyOut(at, rows * cols);
  releaseAlgebra();
  return { rows, cols, values };
}
