import type { FeatureMap, NoisyStates } from "../../core/index.ts";
import { type Matrix, matrix, type Rng } from "../../numerics/index.ts";
import type { StateKernel } from "../kernels/state-kernel.ts";
import { kernelFeatures } from "./kernel-features.ts";
import { type LandmarkOptions, landmarks, onLandmarks } from "./landmarks.ts";

/**
 * Random initial functions f₀ ~ GP(0, 𝒦), independent in every output, as Gaussian coefficients on finitely many features:
 * f₀ = φᵀ R g.
 */
export interface GaussianInitial {
  readonly name: string;
  readonly features: FeatureMap;
  /** R; shape [F, rank]. */
  readonly root: Matrix;
  /** Share of the prior variance over the given states that the features miss. */
  readonly missing: number;
}

/**
 * The Gaussian process of a kernel on landmarks: covariance 𝒦(z, U) 𝒦(U, U)⁻¹ 𝒦(U, z′), the closest that functions spanned
 * by 𝒦(·, U) come to 𝒦.
 *
 * @param states - where the initial function matters
 * @param importance - weight of each state; shape [N]
 * @accuracy `missing` is the share of variance that is left out
 */
export function gaussianInitial(
  kernel: StateKernel,
  states: NoisyStates,
  importance: Float64Array,
  options: LandmarkOptions = {},
): GaussianInitial {
  const chosen = landmarks(kernel, states, importance, options);
  const rank = chosen.root.rows;
  const identity = matrix(rank, rank);
  for (let k = 0; k < rank; k++) identity.values[k * (rank + 1)] = 1;
  return {
    name: `GP of ${kernel.name}`,
    features: kernelFeatures(kernel, chosen.states),
    root: onLandmarks(chosen, identity),
    missing: chosen.missing,
  };
}

/** Coefficients of one initial function with `dim` independent outputs; shape [F, D]. */
export function drawInitial(rng: Rng, { root }: GaussianInitial, dim: number): Matrix {
  const { rows, cols, values } = root;
  const normals = rng.normals(cols * dim);
  const out = matrix(rows, dim);
  for (let f = 0; f < rows; f++)
    for (let k = 0; k < cols; k++)
      for (let d = 0; d < dim; d++) out.values[f * dim + d]! += values[f * cols + k]! * normals[k * dim + d]!;
  return out;
}
