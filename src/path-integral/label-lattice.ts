import type { ForwardProcess, WhiteNoiseEnsemble } from "../core/index.ts";
import type { PlaneCoefficients } from "../numerics/index.ts";
import { lineMasses } from "./cell-masses.ts";
import { requireFiniteNoise } from "./white-noise.ts";

/** Scales σ(T) at which the lattice of start labels ends; noise may widen the law of labels within them. */
const labelReach = 8;
/** Singular values of the flow's Jacobian below this share of the largest count as that share. */
const jacobianFloor = 1e-4;

/** A square lattice of start labels in the plane, with the states that its cells have reached. */
export interface LabelLattice {
  readonly side: number;
  /** Middles of the cells along each axis; shape [side]; data. */
  readonly axis: Float64Array;
  /** Masses of N(0, σ(T)² I) in the cells; shape [side²]. */
  readonly start: Float64Array;
  /** States at the present time; shape [side², 2]; data. */
  readonly state: Float64Array;
}

/** The lattice at the terminal time, where states are the labels themselves. */
export function labelLattice({ schedule }: ForwardProcess, side: number): LabelLattice {
  const sigma = schedule.sigma(schedule.terminalTime);
  const faces = Float64Array.from({ length: side + 1 }, (_, i) => sigma * labelReach * ((2 * i) / side - 1));
  const axis = Float64Array.from({ length: side }, (_, i) => (faces[i]! + faces[i + 1]!) / 2);
  const line = lineMasses(faces, sigma);
  const start = Float64Array.from({ length: side * side }, (_, c) => line[c % side]! * line[Math.floor(c / side)]!);
  const state = Float64Array.from({ length: 2 * side * side }, (_, k) => {
    const c = k >> 1;
    return axis[k % 2 === 0 ? c % side : Math.floor(c / side)]!;
  });
  return { side, axis, start, state };
}

/**
 * The noise as seen by labels Y(x, t), in lattice units: with J the Jacobian of the noise-free flow,
 * B = ½ J⁻¹ V J⁻ᵀ and drift A = −J⁻¹ (B : ∇∇X) for Itô noise, which keeps the mean of x, plus J⁻¹ times the induced drift for
 * Stratonovich noise. Derivatives are central differences over the lattice, so that cells that a boundary between basins has
 * pulled apart count with their true size; J⁻¹ is damped where J is singular.
 */
export function labelNoise(
  { side, state }: LabelLattice,
  { schedule }: ForwardProcess,
  ensemble: WhiteNoiseEnsemble,
  t: number,
  out: Required<PlaneCoefficients> & { readonly drift: NonNullable<PlaneCoefficients["drift"]> },
): void {
  const cells = side * side;
  const states = { count: cells, dim: 2, values: state };
  const gain = schedule.diffusivity(t) ** 2;
  const intensity = ensemble.scoreIntensity(states, t);
  requireFiniteNoise("fokkerPlanck", ensemble.name, intensity, gain / 2);
  const induced = ensemble.calculus === "ito" ? null : ensemble.inducedDrift(states, t);
  const { xx, xy, yy } = out.diffusion;
  const { columns, rows } = out.drift;
  for (let c = 0; c < cells; c++) {
    const i = c % side;
    const j = (c - i) / side;
    const half = gain / 2;
    const v11 = half * intensity[4 * c]!;
    const v12 = half * intensity[4 * c + 1]!;
    const v22 = half * intensity[4 * c + 3]!;
    const still = v11 + v22 === 0 && induced === null;
    if (still) {
      xx[c] = xy[c] = yy[c] = columns[c] = rows[c] = 0;
      continue;
    }
    const left = 2 * (i > 0 ? c - 1 : c);
    const right = 2 * (i < side - 1 ? c + 1 : c);
    const below = 2 * (j > 0 ? c - side : c);
    const above = 2 * (j < side - 1 ? c + side : c);
    const across = 2 / (right - left);
    const along = (2 * side) / (above - below);
    const a1 = (state[right]! - state[left]!) * across;
    const a2 = (state[right + 1]! - state[left + 1]!) * across;
    const b1 = (state[above]! - state[below]!) * along;
    const b2 = (state[above + 1]! - state[below + 1]!) * along;
    // Rows of (JᵀJ + μ)⁻¹ Jᵀ for J = [a b].
    const mu = (jacobianFloor ** 2 / 2) * (a1 * a1 + a2 * a2 + b1 * b1 + b2 * b2);
    const aa = a1 * a1 + a2 * a2 + mu;
    const ab = a1 * b1 + a2 * b2;
    const bb = b1 * b1 + b2 * b2 + mu;
    const determinant = aa * bb - ab * ab;
    const p1 = (bb * a1 - ab * b1) / determinant;
    const p2 = (bb * a2 - ab * b2) / determinant;
    const r1 = (aa * b1 - ab * a1) / determinant;
    const r2 = (aa * b2 - ab * a2) / determinant;
    const pv1 = p1 * v11 + p2 * v12;
    const pv2 = p1 * v12 + p2 * v22;
    const rv1 = r1 * v11 + r2 * v12;
    const rv2 = r1 * v12 + r2 * v22;
    const bxx = Math.max(pv1 * p1 + pv2 * p2, 0);
    const byy = Math.max(rv1 * r1 + rv2 * r2, 0);
    const bxy = pv1 * r1 + pv2 * r2;
    const limit = Math.sqrt(bxx * byy);
    xx[c] = bxx;
    xy[c] = Math.min(Math.max(bxy, -limit), limit);
    yy[c] = byy;
    let d1 = induced === null ? 0 : gain * induced[2 * c]!;
    let d2 = induced === null ? 0 : gain * induced[2 * c + 1]!;
    if (i > 0 && i < side - 1 && j > 0 && j < side - 1) {
      for (let d = 0; d < 2; d++) {
        const middle = 2 * state[2 * c + d]!;
        const second = bxx * (state[right + d]! + state[left + d]! - middle);
        const third = byy * (state[above + d]! + state[below + d]! - middle);
        const mixed =
          (bxy / 2) * (state[above + 2 + d]! - state[above - 2 + d]! - state[below + 2 + d]! + state[below - 2 + d]!);
        const bend = second + third + mixed;
        if (d === 0) d1 -= bend;
        else d2 -= bend;
      }
    }
    columns[c] = p1 * d1 + p2 * d2;
    rows[c] = r1 * d1 + r2 * d2;
  }
}
