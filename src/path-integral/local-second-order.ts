import { type Density, type ForwardProcess, type Propagator, requireFiniteRank } from "../core/index.ts";
import { solveLineFokkerPlanck } from "../numerics/index.ts";
import { checkEndStates, densityOfLabels, labelMasses, shareBelow } from "./label-law.ts";
import { type LabelLawOptions, type LabelSetting, labelSetting } from "./weak-noise.ts";

/**
 * The local second-order (time-convolutionless) equation in one dimension, ∂q/∂υ = −∂(A q) + ∂²(B q) for the law q of labels:
 * A and B keep the correlation time of V. B may turn negative, where the equation is no diffusion; it is then clipped at zero, and
 * the diagnostics give the largest negative B and the share of ∫|B| that was clipped. `drift` "none" sets A = 0: the Itô
 * misreading of a smooth V, for comparison only.
 *
 * @accuracy second order in V; O(h²) in the width of the cells, O(δ²) in the steps
 * @throws ShapeError when the data are not one-dimensional; ArgumentError when V is not of finite rank
 * @source GTV, Proposition 3.1, in the coordinates of the noise-free flow; VANKAMPEN1974
 */
export function localSecondOrder(options: LabelLawOptions & { readonly drift?: "second-order" | "none" }): Propagator {
  checkEndStates("localSecondOrder", options.x);
  const drift = options.drift ?? "second-order";
  return {
    name: `local second-order equation${drift === "none" ? " with A = 0" : ""} (${options.cells} cells, ${options.method})`,
    propagate(_rng, process, ensemble) {
      const finite = requireFiniteRank("localSecondOrder", ensemble);
      const setting = labelSetting(process, finite, options);
      return {
        distribution: localLaw(process, setting, options.x, drift),
        route: `probability-flow, local second-order equation${drift === "none" ? " with A = 0" : ""}`,
        diagnostics: {
          ...negativeDiffusion(setting),
          cells: options.cells,
          steps: process.grid.times.length - 1,
        },
      };
    },
  };
}

/** The law of the local equation in a setting. */
export function localLaw(
  process: ForwardProcess,
  { grid, noise, endLabels }: LabelSetting,
  x: Float64Array,
  drift: "second-order" | "none",
): Density {
  const before = labelMasses(process, grid);
  // One unit of time a step of the flow: A and B are already integrated over it.
  const times = Float64Array.from({ length: noise.drift.length + 1 }, (_, k) => k);
  // The solver asks inside a step or at its end.
  const stepOf = (time: number): number => Math.min(noise.drift.length - 1, Math.max(0, Math.ceil(time) - 1));
  const { mass } = solveLineFokkerPlanck(
    {
      faces: () => grid.faces,
      drift: (time) => (drift === "none" ? null : betweenCells(noise.drift[stepOf(time)]!)),
      diffusion: (time) => noise.diffusion[stepOf(time)]!.map((b) => Math.max(0, b)),
    },
    before,
    times,
  );
  return densityOfLabels(process, x, endLabels, (label) => {
    let added = 0;
    for (let i = 0; i < mass.length; i++) added += (mass[i]! - before[i]!) * shareBelow(grid, i, label);
    return added;
  });
}

function betweenCells(values: Float64Array): Float64Array {
  return Float64Array.from({ length: values.length - 1 }, (_, i) => (values[i]! + values[i + 1]!) / 2);
}

/** How negative B becomes: its most negative value over its largest one, and its share of ∬|B|. */
export function negativeDiffusion({ noise }: Pick<LabelSetting, "noise">): {
  readonly largestNegativeDiffusion: number;
  readonly clippedShare: number;
} {
  let largest = 0;
  let smallest = 0;
  let negative = 0;
  let whole = 0;
  for (const step of noise.diffusion) {
    for (const b of step) {
      largest = Math.max(largest, b);
      smallest = Math.min(smallest, b);
      whole += Math.abs(b);
      if (b < 0) negative -= b;
    }
  }
  return {
    largestNegativeDiffusion: largest > 0 ? -smallest / largest : 0,
    clippedShare: whole > 0 ? negative / whole : 0,
  };
}
