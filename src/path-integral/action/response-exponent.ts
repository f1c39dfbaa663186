import { type Points, ShapeError } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";

export interface ComplexNumber {
  readonly real: number;
  readonly imaginary: number;
}

/** The response field p_0 … p_{K−1}, conjugate to the steps of a path; shape [K, D]; 1/data. */
export interface ResponseField {
  readonly real: Points;
  readonly imaginary: Points;
}

/**
 * S[x, p] = i Σ δ_k p_k·ε_k − ½ ΣΣ δ_j δ_k p_jᵀ V_jk p_k, the exponent of the response-field path integral.
 * For a real p its real part is −½ of a variance, and its imaginary part is linear in the residuals.
 *
 * @param residuals - ε; shape [K, D]
 * @param steps - δ; shape [K]
 * @param gram - V along the path; shape [K·D, K·D]
 * @throws ShapeError when the field does not fit the path
 * @source GTV, eqs. 6 and 7
 */
export function responseExponent(
  residuals: Points,
  steps: Float64Array,
  gram: Matrix,
  response: ResponseField,
): ComplexNumber {
  const { count, dim, values } = residuals;
  for (const part of [response.real, response.imaginary]) {
    if (part.count !== count || part.dim !== dim)
      throw new ShapeError(
        "responseExponent",
        { response: [part.count, part.dim], steps: [count, dim] },
        "one response a step",
      );
  }
  const impulse = (part: Points): Float64Array => part.values.map((p, i) => p * steps[Math.floor(i / dim)]!);
  const u = impulse(response.real);
  const v = impulse(response.imaginary);
  // (u + iv)ᵀ V (u + iv) = uᵀVu − vᵀVv + 2i uᵀVv.
  let real = 0;
  let imaginary = 0;
  for (let i = 0; i < u.length; i++) {
    let alongU = 0;
    let alongV = 0;
    for (let j = 0; j < u.length; j++) {
      alongU += gram.values[i * gram.cols + j]! * u[j]!;
      alongV += gram.values[i * gram.cols + j]! * v[j]!;
    }
    real -= v[i]! * values[i]! + 0.5 * (u[i]! * alongU - v[i]! * alongV);
    imaginary += u[i]! * values[i]! - u[i]! * alongV;
  }
  return { real, imaginary };
}
