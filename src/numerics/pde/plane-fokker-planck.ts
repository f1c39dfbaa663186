import { ArgumentError, ShapeError } from "../errors.ts";
import { latticeDirections } from "./lattice-directions.ts";
import { latticeSplit, splitInto } from "./lattice-split.ts";
import { sweepInto, sweepScratch } from "./lattice-sweep.ts";
import type { PlaneFokkerPlanck } from "./plane-coefficients.ts";

export interface PlaneSolution {
  /** Non-negative; shape [rows · columns]. */
  readonly mass: Float64Array;
  /** Largest share, over steps, of diffusion that was added where B wanted a jump beyond the reach of the lattice. */
  readonly addedDiffusion: number;
}

/**
 * Solves a Fokker–Planck equation in the plane. B is split at every cell into three lattice directions with non-negative weights
 * (Selling), so that mixed derivatives become jumps along diagonals, and every direction is one implicit chain along its lattice
 * lines; drift goes along the two heavier directions, in exponentially fitted fluxes. Mass is conserved to rounding and never negative, for any
 * drift, any B and any step.
 *
 * Nearly singular B between two directions of the lattice cannot be split so; up to 3 % of tr B is then added along
 * its minor axis, and the largest share is reported.
 *
 * @param mass - masses of the cells at `times[0]`, non-negative; shape [rows · columns]
 * @param times - strictly monotone; coefficients are taken in the middle of each interval
 * @accuracy O(h²) in the cells where diffusion dominates, else O(h); O(δ) in time, directions taken forward and backward in turn
 * @throws ArgumentError when times, masses or B are out of their domain; ShapeError when sizes do not agree
 * @source SELLING1874; FEHRENBACH2014 (diffusion on lattices); SCHARFETTER1969 (fluxes)
 */
export function solvePlaneFokkerPlanck(
  equation: PlaneFokkerPlanck,
  mass: Float64Array,
  times: Float64Array,
): PlaneSolution {
  const { columns, rows } = equation;
  const cells = columns * rows;
  if (mass.length !== cells) throw new ShapeError(where, { mass: [mass.length], plane: [rows, columns] }, "must agree");
  const bad = mass.findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad >= 0) throw new ArgumentError(where, `mass[${bad}]`, mass[bad], "finite and non-negative");
  if (times.length < 2) throw new ArgumentError(where, "times.length", times.length, "at least 2");
  const now = mass.slice();
  const split = latticeSplit(cells);
  const scratch = sweepScratch(columns, rows);
  let addedDiffusion = 0;
  for (let k = 0; k + 1 < times.length; k++) {
    const step = Math.abs(times[k + 1]! - times[k]!);
    if (!(step > 0 && (times[k + 1]! - times[k]!) * (times[1]! - times[0]!) > 0))
      throw new ArgumentError(where, `times[${k + 1}]`, times[k + 1], "finite, all times strictly monotone");
    addedDiffusion = Math.max(addedDiffusion, splitInto(split, equation.coefficients((times[k]! + times[k + 1]!) / 2)));
    for (let turn = 0; turn < latticeDirections.length; turn++) {
      const d = k % 2 === 0 ? turn : latticeDirections.length - 1 - turn;
      if (split.used[d] !== 0)
        sweepInto(now, split.weight[d]!, split.drift[d]!, latticeDirections[d]!, columns, rows, step, scratch);
    }
  }
  return { mass: now, addedDiffusion };
}

const where = "solvePlaneFokkerPlanck";
