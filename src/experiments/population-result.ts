import { type ForwardProcess, type LinearScoreModel, sharedNumbers } from "../core/index.ts";
import { populationMoments, sandwichFactor } from "../linear-models/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";

/** What the leading order needs of the population: W* and roots of Ω at P = 1. */
export interface PopulationResult {
  /** W*; shape [F, D]. */
  readonly solution: Matrix;
  /** Root of Ω with target and input noise; shape [F·D, rank]. */
  readonly factor: Matrix;
  /** Root of Ω with input noise only; shape [F·D, rank]. */
  readonly inputFactor: Matrix;
  readonly effectiveFeatures: number;
  readonly effectiveSampleFraction: number;
  readonly method: string;
}

/** Population moments of a model, whatever its sample count. */
export function populationResult(model: LinearScoreModel, process: ForwardProcess): PopulationResult {
  const single = { ...model, sampleCount: 1 };
  const moments = populationMoments(single, process);
  const { solution, effectiveFeatures, effectiveSampleFraction, method } = moments;
  return {
    solution,
    factor: sandwichFactor(single, moments, "target-and-input-noise"),
    inputFactor: sandwichFactor(single, moments, "input-noise"),
    effectiveFeatures,
    effectiveSampleFraction,
    method,
  };
}

/** R/√P, the root of Ω/P, in shared memory. */
export function factorAt(factor: Matrix, sampleCount: number): Matrix {
  const root = 1 / Math.sqrt(sampleCount);
  const values = sharedNumbers(factor.values.length);
  for (let i = 0; i < values.length; i++) values[i] = factor.values[i]! * root;
  return matrix(factor.rows, factor.cols, values);
}
