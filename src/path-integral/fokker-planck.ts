import {
  ArgumentError,
  type ForwardProcess,
  type Propagation,
  type WhiteNoiseEnsemble,
  type WhiteNoisePropagator,
} from "../core/index.ts";
import { type LineFokkerPlanck, type LineStepping, solveLineFokkerPlanck } from "../numerics/index.ts";
import { densityOfMasses, lineMasses } from "./cell-masses.ts";
import { endStates, flowMesh } from "./flow-mesh.ts";
import { propagatePlane } from "./fokker-planck-plane.ts";
import type { PlaneAxes } from "./plane-masses.ts";
import { requireFiniteNoise, requireWhiteNoise } from "./white-noise.ts";

export interface FokkerPlanckOptions {
  /** One dimension: cells of the default mesh; 800 by default. */
  readonly cells?: number;
  /** One dimension: faces of the cells at the cutoff time instead of the default mesh; strictly increasing; data. */
  readonly ends?: Float64Array;
  /** One dimension: "extrapolated", of second order, by default. */
  readonly stepping?: LineStepping;
  /** Two dimensions: cells a side of the lattice of start labels; 128 by default. */
  readonly side?: number;
  /** Two dimensions: faces of the cells of the result; by default a box around the data. */
  readonly axes?: PlaneAxes;
}

/**
 * The law of sampling with a white-noise score in one or two dimensions, by its Fokker–Planck equation in the generation clock
 * υ = T − t: ∂q/∂υ = −∂_i[(βx_i + D s̄_i + A_i) q] + ½ ∂_i∂_j(D² S_ij q), A = 0 for Itô noise and D² times the induced drift for
 * Stratonovich noise. Cells ride on the flow of the mean score, so that the equation that is left to solve has the noise alone:
 * contraction towards the data brings no numerical diffusion, and with S = 0 the cell masses do not move. Finite volumes,
 * implicit on the time grid of the process, which should be geometric; mass is conserved and non-negative.
 *
 * One dimension has a mesh that is fine on both sides of every boundary between basins. In two the lattice of start labels is uniform:
 * what noise does in boundary layers that have become thinner than a cell, and so hold little mass, is lost.
 *
 * @accuracy one dimension: second order in cell size and step; two: second order in cell size, first in the step
 * @throws ArgumentError when the ensemble is not white in time, has more than two dimensions, or noise that overflows
 * @source GTV, Propositions 3.1 and 4.1; RISKEN1996, section 3.3.3 (Itô and Stratonovich drifts)
 */
export function fokkerPlanck(options: FokkerPlanckOptions = {}): WhiteNoisePropagator {
  const { cells = 800, side = 128, stepping = "extrapolated" } = options;
  if (!(Number.isInteger(side) && side >= 8))
    throw new ArgumentError("fokkerPlanck", "side", side, "an integer of at least 8");
  return {
    name: `Fokker–Planck (${options.ends === undefined ? cells : options.ends.length - 1} cells, ${stepping})`,
    propagate(_rng, process, ensemble) {
      requireWhiteNoise("fokkerPlanck", process, ensemble, 1, 2);
      if (ensemble.dim === 2) return propagatePlane(process, ensemble, side, options.axes ?? null);
      return propagateLine(process, ensemble, options.ends ?? endStates(process, cells), stepping);
    },
  };
}

function propagateLine(
  process: ForwardProcess,
  ensemble: WhiteNoiseEnsemble,
  ends: Float64Array,
  stepping: LineStepping,
): Propagation {
  const { schedule, grid } = process;
  const { times, faces } = flowMesh(process, ensemble.meanField, ends);
  const index = new Map(Array.from(times, (t, k) => [t, k]));
  const equation: LineFokkerPlanck = {
    faces: (t) => faces[index.get(t)!]!,
    drift: (t, x) => {
      if (ensemble.calculus === "ito") return null;
      const gain = schedule.diffusivity(t) ** 2;
      const inner = x.subarray(1, -1);
      return ensemble.inducedDrift({ count: inner.length, dim: 1, values: inner }, t).map((value) => gain * value);
    },
    diffusion: (t, x) => {
      const half = schedule.diffusivity(t) ** 2 / 2;
      const middle = Float64Array.from({ length: x.length - 1 }, (_, i) => (x[i]! + x[i + 1]!) / 2);
      const intensity = ensemble.scoreIntensity({ count: middle.length, dim: 1, values: middle }, t);
      requireFiniteNoise("fokkerPlanck", ensemble.name, intensity, half);
      return intensity.map((value) => half * value);
    },
  };
  const start = lineMasses(faces[0]!, schedule.sigma(schedule.terminalTime));
  const { mass, steppingChange, limitedMass } = solveLineFokkerPlanck(equation, start, grid.times, stepping);
  return {
    distribution: densityOfMasses(faces.at(-1)!, mass),
    route: "Fokker–Planck, riding on the probability flow",
    diagnostics: {
      steps: grid.times.length - 1,
      cells: mass.length,
      steppingChange,
      limitedMass,
      edgeMass: mass[0]! + mass.at(-1)!,
    },
  };
}
