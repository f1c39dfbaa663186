/** Coefficients of a Fokker–Planck equation at the middles of the cells of a plane at one time; rows · columns numbers each. */
export interface PlaneCoefficients {
  /** v; null for none; per unit time in cells: a drift of 1 crosses one cell in a unit of time. */
  readonly drift: { readonly columns: Float64Array; readonly rows: Float64Array } | null;
  /** B, positive semi-definite, in cells² per unit time. */
  readonly diffusion: { readonly xx: Float64Array; readonly xy: Float64Array; readonly yy: Float64Array };
}

/**
 * ∂q/∂τ = −∇·(v q) + Σ ∂_i∂_j (B_ij q) (Itô form) on a lattice of equal cells with closed sides. All lengths are in cells; cell
 * (row j, column i) is number j · columns + i. Arrays may be reused from one time to the next.
 */
export interface PlaneFokkerPlanck {
  readonly columns: number;
  readonly rows: number;
  coefficients(time: number): PlaneCoefficients;
}
