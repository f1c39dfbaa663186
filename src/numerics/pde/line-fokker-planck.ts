import { ArgumentError, ShapeError } from "../errors.ts";
import { type BirthDeathRates, birthDeathScratch, implicitStepInto } from "./birth-death.ts";
import { fittedRatesInto } from "./fitted-rates.ts";
import { limitedInto } from "./flux-limiter.ts";

/**
 * The Fokker–Planck equation ∂q/∂τ = −∂(v q)/∂x + ∂²(B q)/∂x² (Itô form) on a line of cells with closed ends. The cells may move:
 * v is then the drift relative to their faces, which is zero for faces that ride on the flow of the drift itself.
 */
export interface LineFokkerPlanck {
  /** Faces of the cells; shape [G + 1], strictly increasing; the same G at all times. */
  faces(time: number): Float64Array;
  /** v at the inner faces, relative to their motion; shape [G − 1]; null for none; positive in the direction of growing x. */
  drift(time: number, faces: Float64Array): Float64Array | null;
  /** B at the middles of the cells, non-negative; shape [G]. */
  diffusion(time: number, faces: Float64Array): Float64Array;
}

/** Time stepping: first order, or its extrapolation to second order with a limiter that keeps masses non-negative. */
export type LineStepping = "backward-euler" | "extrapolated";

/** Masses of the cells at the last time, and what the stepping saw. */
export interface LineSolution {
  /** Non-negative; shape [G]. */
  readonly mass: Float64Array;
  /** Sum over steps of the mass by which one step and two half steps differ: what extrapolation removes. */
  readonly steppingChange: number;
  /** Largest mass in a step whose extrapolation the limiter cut. */
  readonly limitedMass: number;
}

/**
 * Solves a Fokker–Planck equation on a line in conservative finite volumes with exponentially fitted fluxes, implicit in
 * time. Mass is conserved to rounding and never negative, for any drift, diffusion, mesh and step. "backward-euler" takes
 * one implicit step per interval; "extrapolated" takes two half steps and one full step, m = 2 m(½, ½) − m(1), through fluxes
 * that are limited where a cell would turn negative.
 *
 * @param mass - masses of the cells at `times[0]`, non-negative; shape [G]
 * @param times - strictly monotone, increasing or decreasing; τ is the distance from `times[0]`
 * @accuracy O(h²) in space where diffusion dominates the drift relative to the mesh, else O(h); O(δ) or O(δ²) in time
 * @throws ArgumentError when times, masses, faces or diffusion are out of their domain
 * @throws ShapeError when sizes do not agree
 * @source SCHARFETTER1969 (fluxes); ZALESAK1979 (limiter)
 */
export function solveLineFokkerPlanck(
  equation: LineFokkerPlanck,
  mass: Float64Array,
  times: Float64Array,
  stepping: LineStepping = "extrapolated",
): LineSolution {
  checkTimes(times);
  const cells = mass.length;
  if (cells < 2) throw new ArgumentError(where, "mass.length", cells, "at least 2 cells");
  mass.forEach((value, i) => {
    if (!(value >= 0 && value < Infinity))
      throw new ArgumentError(where, `mass[${i}]`, value, "finite and non-negative");
  });
  const scratch = birthDeathScratch(cells);
  const rates = (): BirthDeathRates => ({ up: new Float64Array(cells), down: new Float64Array(cells) });
  const atMiddle = rates();
  const atEnd = rates();
  let now = mass.slice();
  let out = new Float64Array(cells);
  const half = new Float64Array(cells);
  const halves = new Float64Array(cells);
  const full = new Float64Array(cells);
  const excess = new Float64Array(cells + 1);
  let steppingChange = 0;
  let limitedMass = 0;
  for (let k = 0; k + 1 < times.length; k++) {
    const end = times[k + 1]!;
    const step = Math.abs(end - times[k]!);
    ratesAt(atEnd, equation, end, cells);
    if (stepping === "backward-euler") implicitStepInto(out, now, atEnd, step, scratch);
    else {
      ratesAt(atMiddle, equation, (times[k]! + end) / 2, cells);
      implicitStepInto(half, now, atMiddle, step / 2, scratch);
      implicitStepInto(halves, half, atEnd, step / 2, scratch);
      implicitStepInto(full, now, atEnd, step, scratch);
      for (let f = 1; f < cells; f++) {
        const { up, down } = atEnd;
        excess[f] =
          (step / 2) *
            (atMiddle.up[f - 1]! * half[f - 1]! -
              atMiddle.down[f]! * half[f]! +
              (up[f - 1]! * halves[f - 1]! - down[f]! * halves[f]!)) -
          step * (up[f - 1]! * full[f - 1]! - down[f]! * full[f]!);
      }
      limitedMass = Math.max(limitedMass, limitedInto(out, halves, excess));
      for (let i = 0; i < cells; i++) steppingChange += Math.abs(halves[i]! - full[i]!) / 2;
    }
    [now, out] = [out, now];
  }
  return { mass: now, steppingChange, limitedMass };
}

const where = "solveLineFokkerPlanck";

function checkTimes(times: Float64Array): void {
  if (times.length < 2) throw new ArgumentError(where, "times.length", times.length, "at least 2");
  const sign = Math.sign(times[1]! - times[0]!);
  for (let k = 0; k < times.length; k++) {
    if (!Number.isFinite(times[k]) || (k > 0 && !((times[k]! - times[k - 1]!) * sign > 0)))
      throw new ArgumentError(where, `times[${k}]`, times[k], "finite, all times strictly monotone");
  }
}

function ratesAt(rates: BirthDeathRates, equation: LineFokkerPlanck, time: number, cells: number): void {
  const faces = equation.faces(time);
  const drift = equation.drift(time, faces);
  const diffusion = equation.diffusion(time, faces);
  if (faces.length !== cells + 1 || diffusion.length !== cells || (drift !== null && drift.length !== cells - 1))
    throw new ShapeError(
      where,
      { mass: [cells], faces: [faces.length], diffusion: [diffusion.length], drift: [drift?.length ?? cells - 1] },
      "G cells need G + 1 faces, G values of diffusion and G − 1 of drift",
    );
  for (let i = 0; i < cells; i++) {
    if (!(faces[i + 1]! - faces[i]! > 0))
      throw new ArgumentError(where, `faces[${i + 1}] at time ${time}`, faces[i + 1], `above ${faces[i]}`);
    if (!(diffusion[i]! >= 0 && diffusion[i]! < Infinity))
      throw new ArgumentError(where, `diffusion[${i}] at time ${time}`, diffusion[i], "finite and non-negative");
    if (drift !== null && i + 1 < cells && !Number.isFinite(drift[i]))
      throw new ArgumentError(where, `drift[${i}] at time ${time}`, drift[i], "finite");
  }
  fittedRatesInto(rates, faces, drift, diffusion);
}
