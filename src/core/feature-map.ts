import type { Matrix } from "../numerics/index.ts";
import type { NoisyStates, Points } from "./points.ts";

/**
 * Features φ(x, t) ∈ R^F of a linear model. All sums over many states go through `gram`, `project` and `combine`,
 * so that an implementation may exploit tensor structure and bumps that vanish far away.
 *
 * Laws: batch = one by one; values finite; `gram`, `project`, `combine` equal the dense products of `evaluate`.
 */
export interface FeatureMap {
  readonly name: string;
  /** Data dimension D. */
  readonly dim: number;
  /** F. */
  readonly featureCount: number;
  /** Smallest lengths over which features vary, in x and in t; Infinity for constants. Quadratures resolve them. */
  readonly scale: { readonly space: number; readonly time: number };
  /** Where features jump, per data axis and in t. Quadratures break there. */
  readonly breaks: { readonly space: readonly (readonly number[])[]; readonly time: readonly number[] };
  /** φ at each state; shape [N, F]. */
  evaluate(at: NoisyStates): Matrix;
  /** Σ_n w_n φ_n φ_nᵀ; symmetric, shape [F, F]. */
  gram(at: NoisyStates, weights: Float64Array): Matrix;
  /** Φᵀ Y: Σ_n φ_n y_nᵀ; `targets` [N, K] gives shape [F, K]. */
  project(at: NoisyStates, targets: Matrix): Matrix;
  /** `gram` at the weights and `project` of the weighted targets in one pass. Left out where that saves nothing. */
  normalEquations?(
    at: NoisyStates,
    weights: Float64Array,
    targets: Matrix,
  ): { readonly gram: Matrix; readonly projection: Matrix };
  /** Φ A for coefficients A of shape [F, K]; shape [N, K]. */
  combine(at: NoisyStates, coefficients: Matrix): Matrix;
  /** Φ Φ′ᵀ: the inner products φ(z_n)·φ(z′_m); shape [N, M]. */
  kernel(at: NoisyStates, against: NoisyStates): Matrix;
  /** x ↦ φ(x, t)ᵀ A at one time, with everything that depends on t alone done once; A is [F, K]. */
  sliceAt(t: number, coefficients: Matrix): (x: Points) => Float64Array;
  /**
   * As `sliceAt` for E coefficient matrices at once, one a row of `coefficients` [E, F·K], rows flattened (f, k): states
   * come in E equal blocks, and block m uses row m. Left out where it saves nothing.
   */
  slicesAt?(t: number, coefficients: Matrix, columns: number): (x: Points) => Float64Array;
  /**
   * φ(x_n, t_j)ᵀ A_m for all states, all times and all E matrices, as `coefficients` in `slicesAt`. Left out where it
   * saves nothing.
   *
   * @returns ordered (time, matrix, column, state); shape [J, E·K·N]
   */
  lattice?(x: Points, t: Float64Array, coefficients: Matrix, columns: number): Matrix;
}
