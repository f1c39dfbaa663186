import { type ForwardProcess, flowRight, type Propagation, type WhiteNoiseEnsemble } from "../core/index.ts";
import { integrateOnGrid, type PlaneCoefficients, solvePlaneFokkerPlanck } from "../numerics/index.ts";
import { labelLattice, labelNoise } from "./label-lattice.ts";
import { endAxes, massesOnPlane, type PlaneAxes } from "./plane-masses.ts";

/**
 * The Fokker–Planck equation in the plane, solved for start labels: the noise-free flow is taken out exactly, what is left
 * is the motion of labels by noise, and with S = 0 nothing moves.
 *
 * @param side - cells along each axis of the lattice of labels
 * @param axes - faces of the cells of the result at the cutoff time; null for a box around the data
 */
export function propagatePlane(
  process: ForwardProcess,
  ensemble: WhiteNoiseEnsemble,
  side: number,
  axes: PlaneAxes | null,
): Propagation {
  const { schedule, grid } = process;
  const lattice = labelLattice(process, side);
  const zeros = (): Float64Array => new Float64Array(side * side);
  const noise = {
    drift: { columns: zeros(), rows: zeros() },
    diffusion: { xx: zeros(), xy: zeros(), yy: zeros() },
  } satisfies PlaneCoefficients;
  const advance = labelFlow(process, ensemble, lattice.state);
  const { mass, addedDiffusion } = solvePlaneFokkerPlanck(
    {
      columns: side,
      rows: side,
      coefficients(t) {
        advance(t);
        labelNoise(lattice, process, ensemble, t, noise);
        return noise;
      },
    },
    lattice.start,
    grid.times,
  );
  const { distribution, boxMass } = massesOnPlane(
    process,
    ensemble.meanField,
    lattice,
    mass,
    axes ?? endAxes(process),
    schedule.sigma(schedule.terminalTime),
  );
  return {
    distribution,
    route: "Fokker–Planck for start labels of the probability flow",
    diagnostics: {
      steps: grid.times.length - 1,
      cells: side * side,
      addedDiffusion,
      boxMass,
      edgeMass: ringMass(mass, side),
    },
  };
}

/** Mass of the outermost cells: what noise has carried there would have gone on. */
function ringMass(mass: Float64Array, side: number): number {
  return mass.reduce((sum, value, c) => {
    const [i, j] = [c % side, Math.floor(c / side)];
    return i === 0 || j === 0 || i === side - 1 || j === side - 1 ? sum + value : sum;
  }, 0);
}

/** Moves states, in place, from each time to the next: Adams–Bashforth of second order, one evaluation a step after the first. */
function labelFlow(process: ForwardProcess, ensemble: WhiteNoiseEnsemble, state: Float64Array): (t: number) => void {
  const right = flowRight(process.schedule, ensemble.meanField);
  let now = process.grid.times[0]!;
  let before: { readonly slope: Float64Array; readonly step: number } | null = null;
  return (t) => {
    const step = t - now;
    if (before === null) {
      before = { slope: right(state, now).slice(), step };
      state.set(integrateOnGrid("heun", right, state, Float64Array.of(now, t)));
    } else {
      const slope = right(state, now);
      const ratio = step / (2 * before.step);
      for (let k = 0; k < state.length; k++) state[k]! += step * ((1 + ratio) * slope[k]! - ratio * before.slope[k]!);
      before.slope.set(slope);
      before = { slope: before.slope, step };
    }
    now = t;
  };
}
