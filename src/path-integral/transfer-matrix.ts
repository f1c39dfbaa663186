import {
  ArgumentError,
  type ForwardProcess,
  type Propagation,
  type WhiteNoiseEnsemble,
  type WhiteNoisePropagator,
} from "../core/index.ts";
import { gaussHermite } from "../numerics/index.ts";
import { densityOfMasses, lineMasses } from "./cell-masses.ts";
import { eulerMesh } from "./euler-mesh.ts";
import { endStates } from "./flow-mesh.ts";
import { type Kicks, scatterInto } from "./scatter.ts";
import { requireWhiteNoise } from "./white-noise.ts";

/** How far the noise carries a state within one step. */
export interface TransferMatrixOptions {
  /**
   * "step-atoms": the finitely many values that one step of the ensemble may draw, so that the law is that of the discrete scheme;
   * "gaussian": a Gaussian of the same covariance, the step of the path integral.
   */
  readonly kernel: "step-atoms" | "gaussian";
  /** Cells of the default mesh; 800 by default. */
  readonly cells?: number;
  /** Faces of the cells at the cutoff time instead of the default mesh; strictly increasing; data. */
  readonly ends?: Float64Array;
}

/** Nodes that stand for a Gaussian: its moments up to order 13 are exact. */
const gaussianNodes = 7;

/**
 * The path integral of a white-noise score in one dimension, integrated step by step: masses on a mesh are multiplied by the
 * transfer matrix of each Euler step of the process, q(x′) = ∫ K(x′ | x) q(x) dx. The mesh rides on the noise-free Euler map, so
 * that only the noise moves mass from node to node, with the mean and the variance of the step, however short the step is against
 * the mesh. With S = 0 nothing moves and the law is that of the Euler map. Mass is conserved and non-negative.
 *
 * @accuracy O(h²) in the mesh for the law of the discrete scheme; that law is O(δ) from the Fokker–Planck equation
 * @throws ArgumentError when the ensemble is not white or not one-dimensional, or has no step atoms where these are asked for
 * @throws ConvergenceError when a step of the process is too long for its Euler map to be inverted
 * @source GTV, section 3 (discretised path integral)
 */
export function transferMatrix(options: TransferMatrixOptions): WhiteNoisePropagator {
  const { kernel, cells = 800 } = options;
  if (kernel !== "step-atoms" && kernel !== "gaussian")
    throw new ArgumentError("transferMatrix", "kernel", kernel, '"step-atoms" or "gaussian"');
  return {
    name: `transfer matrix (${kernel}, ${options.ends === undefined ? cells : options.ends.length - 1} cells)`,
    propagate(_rng, process, ensemble) {
      requireWhiteNoise("transferMatrix", process, ensemble, 1);
      const kicksOf = kernel === "gaussian" ? gaussianKicks(process, ensemble) : atomKicks(process, ensemble);
      return advance(process, ensemble, options.ends ?? endStates(process, cells), kicksOf);
    },
  };
}

type KicksOf = (x: Float64Array, t: number, step: number) => Kicks;

function gaussianKicks({ schedule }: ForwardProcess, ensemble: WhiteNoiseEnsemble): KicksOf {
  const { nodes, weights } = gaussHermite(gaussianNodes);
  // Weights carry rounding of their own, which thousands of steps would add up.
  const total = weights.reduce((sum, value) => sum + value, 0);
  return (x, t, step) => {
    const states = { count: x.length, dim: 1, values: x };
    const diffusivity = schedule.diffusivity(t);
    const intensity = ensemble.scoreIntensity(states, t);
    const drift = ensemble.calculus === "ito" ? null : ensemble.inducedDrift(states, t);
    const weight = new Float64Array(x.length * gaussianNodes);
    const displacement = new Float64Array(x.length * gaussianNodes);
    const shift = new Float64Array(x.length);
    for (let n = 0; n < x.length; n++) {
      const width = diffusivity * Math.sqrt(step * intensity[n]!);
      for (let q = 0; q < gaussianNodes; q++) {
        weight[n * gaussianNodes + q] = weights[q]! / total;
        displacement[n * gaussianNodes + q] = width * nodes[q]!;
      }
      shift[n] = drift === null ? 0 : step * diffusivity ** 2 * drift[n]!;
    }
    return { count: gaussianNodes, weight, displacement, shift };
  };
}

function atomKicks({ schedule }: ForwardProcess, ensemble: WhiteNoiseEnsemble): KicksOf {
  const { stepAtoms } = ensemble.calculus === "ito" ? ensemble : { stepAtoms: undefined };
  if (stepAtoms === undefined)
    throw new ArgumentError("transferMatrix", "ensemble", ensemble.name, 'one with step atoms, or kernel "gaussian"');
  return (x, t, step) => {
    const { count, weight, residual } = stepAtoms({ count: x.length, dim: 1, values: x }, t);
    const scale = Math.sqrt(step) * schedule.diffusivity(t);
    return { count, weight, displacement: residual.map((value) => scale * value), shift: new Float64Array(x.length) };
  };
}

function advance(
  process: ForwardProcess,
  ensemble: WhiteNoiseEnsemble,
  ends: Float64Array,
  kicksOf: KicksOf,
): Propagation {
  const { schedule, grid } = process;
  const { times } = grid;
  const { nodes, startFaces, endFaces } = eulerMesh(process, ensemble.meanField, ends);
  let mass = lineMasses(startFaces, schedule.sigma(schedule.terminalTime));
  for (let k = 0; k + 1 < times.length; k++) {
    const kicks = kicksOf(nodes[k]!, times[k]!, times[k]! - times[k + 1]!);
    const next = new Float64Array(mass.length);
    for (let n = 0; n < mass.length; n++) scatterInto(next, nodes[k + 1]!, n, mass[n]!, kicks);
    mass = next;
  }
  return {
    distribution: densityOfMasses(endFaces, mass),
    route: "transfer matrix, riding on the Euler map of the probability flow",
    diagnostics: { steps: times.length - 1, cells: mass.length, edgeMass: mass[0]! + mass.at(-1)! },
  };
}
