import {
  EigenvalueDecomposition,
  Matrix as MlMatrix,
  QrDecomposition as MlQr,
  SingularValueDecomposition as MlSvd,
} from "ml-matrix";
import type { Matrix } from "../matrix.ts";
import type { QrDecomposition, SingularValueDecomposition, SymmetricEigen } from "./dense-algebra.ts";
import { transposed } from "./transpose.ts";

/** As ml-matrix stores it: rows as separate arrays. */
export function toMlMatrix(a: Matrix): MlMatrix {
  const result = new MlMatrix(a.rows, a.cols);
  for (let i = 0, at = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++, at++) result.set(i, j, a.values[at]!);
  return result;
}

export function fromMlMatrix(a: MlMatrix, factor: number = 1): Matrix {
  const values = new Float64Array(a.rows * a.columns);
  for (let i = 0, at = 0; i < a.rows; i++) for (let j = 0; j < a.columns; j++, at++) values[at] = factor * a.get(i, j);
  return { rows: a.rows, cols: a.columns, values };
}

/** Eigenvalues and orthonormal eigenvectors of a symmetric A by Householder tridiagonalisation and QL. */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  const { scaled, scale } = unitScaled(a);
  const found = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const values = Float64Array.from(found.realEigenvalues, (value) => value * scale);
  return { values, vectors: fromMlMatrix(found.eigenvectorMatrix) };
}

export function svd(a: Matrix): SingularValueDecomposition {
  if (a.rows < a.cols) {
    const { u, s, v } = svd(transposed(a));
    return { u: v, s, v: u };
  }
  const { scaled, scale } = unitScaled(a);
  const found = new MlSvd(scaled);
  return {
    u: fromMlMatrix(found.leftSingularVectors),
    s: Float64Array.from(found.diagonal, (value) => value * scale),
    v: fromMlMatrix(found.rightSingularVectors),
  };
}

export function singularValues(a: Matrix): Float64Array {
  if (a.rows < a.cols) return singularValues(transposed(a));
  const { scaled, scale } = unitScaled(a);
  const found = new MlSvd(scaled, { computeLeftSingularVectors: false, computeRightSingularVectors: false });
  return Float64Array.from(found.diagonal, (value) => value * scale);
}

export function qr(a: Matrix): QrDecomposition {
  const { scaled, scale } = unitScaled(a);
  const found = new MlQr(scaled);
  return { q: fromMlMatrix(found.orthogonalMatrix), r: fromMlMatrix(found.upperTriangularMatrix, scale) };
}

/** A times a power of two that brings its largest entry near 1, so that squares neither overflow nor vanish. */
function unitScaled(a: Matrix): { scaled: MlMatrix; scale: number } {
  let largest = 0;
  for (let i = 0; i < a.values.length; i++) largest = Math.max(largest, Math.abs(a.values[i]!));
  const exponent = largest === 0 ? 0 : Math.max(-1022, Math.min(1023, Math.floor(Math.log2(largest))));
  const scale = 2 ** exponent;
  const scaled = { ...a, values: a.values.map((value) => value / scale) };
  return { scaled: toMlMatrix(scaled), scale };
}
