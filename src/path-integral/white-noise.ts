import { ArgumentError, type ForwardProcess, type WhiteNoiseEnsemble } from "../core/index.ts";

/** Largest noise of a label per unit of time: squares of it, and what solvers make of them, do not overflow. */
const largestNoise = 1e100;

/** @throws ArgumentError when S times `gain` is no finite number of a size that can be squared */
export function requireFiniteNoise(where: string, name: string, intensity: Float64Array, gain: number): void {
  const bad = intensity.findIndex((value) => !(Math.abs(gain * value) <= largestNoise));
  if (bad >= 0)
    throw new ArgumentError(
      where,
      "ensemble",
      name,
      `noise of at most ${largestNoise}; it is ${gain * intensity[bad]!}`,
    );
}

/**
 * The noise must be white, say its calculus, and live in a dimension that the method can do.
 *
 * @throws ArgumentError otherwise; a smooth `ScoreEnsemble` is told where to go
 */
export function requireWhiteNoise(
  where: string,
  process: ForwardProcess,
  ensemble: WhiteNoiseEnsemble,
  ...dims: readonly number[]
): void {
  if (!("scoreIntensity" in ensemble))
    throw new ArgumentError(
      where,
      "ensemble",
      (ensemble as { readonly name?: string }).name,
      "white in time; noise that is smooth in time has no Itô reading and no Fokker–Planck equation: average over its paths with pathAverage",
    );
  const { calculus, dim } = ensemble as { readonly calculus: unknown; readonly dim: number };
  if (calculus !== "ito" && calculus !== "stratonovich")
    throw new ArgumentError(where, "ensemble.calculus", calculus, '"ito" or "stratonovich", named explicitly');
  if (!dims.includes(dim)) throw new ArgumentError(where, "ensemble.dim", dim, dims.join(" or "));
  if (process.data.dim !== dim)
    throw new ArgumentError(where, "process.data.dim", process.data.dim, `that of the ensemble, ${dim}`);
}
