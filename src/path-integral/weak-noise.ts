import { type FlowOptions, type ForwardProcess, type Propagator, requireFiniteRank } from "../core/index.ts";
import { normalCdf, normalDensity } from "../numerics/index.ts";
import { endLabels } from "./end-labels.ts";
import { type LabelGrid, labelGrid } from "./label-grid.ts";
import { checkEndStates, densityOfLabels, labelMasses, shareBelow } from "./label-law.ts";
import { type LabelNoise, labelNoise } from "./label-noise.ts";
import { separatrices, weakNoiseRatios } from "./separatrices.ts";

/** What a law in label space is computed on. */
export interface LabelLawOptions extends FlowOptions {
  /** Cells of the label line; 800 resolve a separatrix to a few per cent of its width. */
  readonly cells: number;
  /** End states at which the CDF is wanted; strictly increasing; shape [G]. */
  readonly x: Float64Array;
}

/** √Q over the width of a separatrix above which gap masses of the weak-noise law are not to be trusted. */
export const weakNoiseLimit = 0.5;

/** A label law with what it was made of. */
export interface LabelSetting {
  readonly grid: LabelGrid;
  readonly noise: LabelNoise;
  /** Labels of the end states. */
  readonly endLabels: Float64Array;
}

/** Grid, noise and labels of the end states that the laws in label space share; one dimension. */
export function labelSetting(
  process: ForwardProcess,
  ensemble: Parameters<typeof labelNoise>[1],
  options: LabelLawOptions,
): LabelSetting {
  const grid = labelGrid(process, ensemble.meanField, options.cells, options);
  return {
    grid,
    noise: labelNoise(process, ensemble, grid.labels, options),
    endLabels: endLabels(process, ensemble.meanField, options.x, options),
  };
}

/**
 * The weak-noise (semiclassical) law in one dimension: labels move by a Gaussian, ŷ ≈ N(y + b₂(y), Q(y)), and end at X(ŷ, ε).
 * `order` "first" leaves b₂ out. The noise must be small against the distance to the nearest separatrix of the noise-free flow:
 * `valid` is 0 in the diagnostics, and the route says so, where √Q exceeds half the width of a separatrix.
 *
 * @accuracy second order in the noise; O(h²) in the width of the cells
 * @throws ShapeError when the data are not one-dimensional; ArgumentError when V is not of finite rank
 * @source GTV, section 6 (semiclassical approximation), in the coordinates of the noise-free flow
 */
export function weakNoise(options: LabelLawOptions & { readonly order: "first" | "second" }): Propagator {
  checkEndStates("weakNoise", options.x);
  return {
    name: `weak noise, ${options.order} order (${options.cells} cells, ${options.method})`,
    propagate(_rng, process, ensemble) {
      const finite = requireFiniteRank("weakNoise", ensemble);
      const setting = labelSetting(process, finite, options);
      const validity = weakNoiseValidity(process, setting);
      return {
        distribution: weakNoiseLaw(process, setting, options.x, options.order),
        route: `probability-flow, weak noise${validity.valid === 1 ? "" : ", outside its validity at the separatrices"}`,
        diagnostics: { ...validity, cells: options.cells, steps: process.grid.times.length - 1 },
      };
    },
  };
}

/** The weak-noise law of a setting. */
export function weakNoiseLaw(
  process: ForwardProcess,
  { grid, noise, endLabels: ends }: LabelSetting,
  x: Float64Array,
  order: "first" | "second",
): ReturnType<typeof densityOfLabels> {
  const mass = labelMasses(process, grid);
  const { faces } = grid;
  return densityOfLabels(process, x, ends, (label) => {
    let added = 0;
    for (let i = 0; i < mass.length; i++) {
      const target = label - (order === "second" ? noise.shift[i]! : 0);
      const sigma = Math.sqrt(noise.variance[i]!);
      added += mass[i]! * (smoothedShare(faces[i]!, faces[i + 1]!, target, sigma) - shareBelow(grid, i, label));
    }
    return added;
  });
}

/** Mean of Φ((target − y)/σ) over y uniform between two faces. */
function smoothedShare(low: number, high: number, target: number, sigma: number): number {
  const width = high - low;
  if (!(sigma > 1e-6 * width)) return Math.min(1, Math.max(0, (target - low) / width));
  const primitive = (u: number): number => u * normalCdf(u) + normalDensity(u);
  return (sigma / width) * (primitive((target - low) / sigma) - primitive((target - high) / sigma));
}

/** Numbers that say whether the noise is weak: see `weakNoise`. */
export function weakNoiseValidity(
  process: ForwardProcess,
  { grid, noise }: LabelSetting,
): Readonly<Record<string, number>> {
  const found = separatrices(noise);
  const mass = labelMasses(process, grid);
  const ratio = Math.max(0, ...found.map((each) => each.ratio));
  const ratios = weakNoiseRatios(noise, found);
  return {
    valid: ratio <= weakNoiseLimit ? 1 : 0,
    separatrices: found.length,
    // Largest √Q over the width of a separatrix.
    separatrixRatio: ratio,
    // Prior mass of labels that are within two standard deviations of a separatrix: their basin is uncertain.
    uncertainMass: mass.reduce((sum, share, i) => sum + (ratios[i]! > 0.5 ? share : 0), 0),
    rmsNoise: Math.sqrt(mass.reduce((sum, share, i) => sum + share * noise.variance[i]!, 0)),
  };
}
