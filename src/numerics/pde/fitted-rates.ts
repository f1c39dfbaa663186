import { bernoulli } from "./bernoulli.ts";
import type { BirthDeathRates } from "./birth-death.ts";

/**
 * Rates of the chain that discretises ∂q/∂τ = −∂(v q)/∂x + ∂²(B q)/∂x² on cells between `faces`, in finite volumes with
 * exponentially fitted fluxes. Between cells i and i + 1, a distance Δ apart, with β = min(B_i, B_{i+1}) and Pe = v Δ/β,
 * the flux is
 *
 * J = [β Be(−Pe) + B_i − β] q_i/Δ − [β Be(Pe) + B_{i+1} − β] q_{i+1}/Δ .
 *
 * Both brackets are non-negative for every v and B: the chain conserves mass and keeps it non-negative. Without drift J is
 * −Δ(B q)/Δx, without diffusion it is upwind, and for constant B it has the exact flux of the stationary problem.
 *
 * @param faces - shape [G + 1], strictly increasing
 * @param drift - v at the inner faces, relative to the motion of the faces; shape [G − 1]; null for none
 * @param diffusion - B at the cell centres, non-negative; shape [G]
 * @accuracy O(h²) while |v| h < B, O(h) where drift dominates
 * @source SCHARFETTER1969 (fitted flux)
 */
export function fittedRatesInto(
  { up, down }: BirthDeathRates,
  faces: Float64Array,
  drift: Float64Array | null,
  diffusion: Float64Array,
): void {
  const last = diffusion.length - 1;
  down[0] = 0;
  up[last] = 0;
  let width = faces[1]! - faces[0]!;
  for (let i = 0; i < last; i++) {
    const nextWidth = faces[i + 2]! - faces[i + 1]!;
    const distance = (width + nextWidth) / 2;
    const own = diffusion[i]!;
    const other = diffusion[i + 1]!;
    let rise = own;
    let fall = other;
    const v = drift === null ? 0 : drift[i]!;
    if (v !== 0) {
      const shared = Math.min(own, other);
      const peclet = (v * distance) / shared;
      // A quotient beyond the range of exp, infinite where B = 0, is plain upwind.
      const fitted = Math.abs(peclet) < 700;
      rise = own - shared + (fitted ? shared * bernoulli(-peclet) : Math.max(v, 0) * distance);
      fall = other - shared + (fitted ? shared * bernoulli(peclet) : Math.max(-v, 0) * distance);
    }
    up[i] = rise / (distance * width);
    down[i + 1] = fall / (distance * nextWidth);
    width = nextWidth;
  }
}
