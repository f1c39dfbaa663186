import { ArgumentError, type ForwardProcess, type NoisyStates } from "../../core/index.ts";
import {
  curvatureBasis,
  filteredCoefficients,
  filteredLoss,
  gradientFlow,
  lossWeights,
  type ResidualSpectrum,
  regressionTarget,
  residualSpectrum,
} from "../../linear-models/index.ts";
import { algebra, type Matrix, matrix, type Rng } from "../../numerics/index.ts";
import {
  fieldScoreMatrix,
  initialArrays,
  networkField,
  type TrainedNetwork,
  type TrainingPlan,
} from "../../validate/index.ts";
import type { LazyCounterpart } from "./lazy-counterpart.ts";

/** The lazy counterpart of one network: on its very draws, from its very initial function. */
export interface CounterpartMember {
  /** What is to be learned, in the eigenbasis of its curvature; see `lossAfter`. */
  readonly spectrum: ResidualSpectrum;
  /**
   * Scores after each τ; one row a time; 1/data.
   *
   * @param kernelAgainst - Θ against the draws, where many members are read at the same states: `kernel.toward(at)`
   * @returns shape [times, N·D]
   */
  scores(times: readonly number[], at: NoisyStates, kernelAgainst?: (draws: NoisyStates) => Matrix): Matrix;
}

/**
 * Trains the lazy counterpart of member m, whose draws and initial weights follow from its number as in `startTraining`: exact
 * gradient flow at finite P with the kernel of wide layers, from the network's own initial function.
 *
 * @param rng - that of the networks' training
 * @accuracy rounding, amplified by the time: 1e-16 τ times the largest eigenvalue
 * @throws ArgumentError for a plan without a fixed list of draws
 */
export function counterpartMember(
  counterpart: LazyCounterpart,
  plan: TrainingPlan,
  process: ForwardProcess,
  rng: Rng,
  m: number,
): CounterpartMember {
  const { source, network } = plan;
  if (source.kind !== "list") throw new ArgumentError("counterpartMember", "source", source.name, "a list of draws");
  const model = counterpart.modelAt(0, null);
  const own = rng.split(`member/${m}`);
  const start = networkField(plan, { arrays: initialArrays(own.split("initial"), network), initial: null });
  const { states, clean } = source.list(own.split("draws"));
  const target = regressionTarget(model, process.schedule, states, clean.values);
  const before = fieldScoreMatrix([start], states).values;
  const residuals = matrix(
    target.rows,
    target.cols,
    target.values.map((value, i) => value - before[i]!),
  );
  const basis = curvatureBasis(counterpart.kernel, states, lossWeights(model, states.t));
  return {
    spectrum: residualSpectrum(basis, residuals),
    scores(times, at, kernelAgainst = counterpart.kernel.toward(at)) {
      const initial = fieldScoreMatrix([start], at).values;
      const kernel = kernelAgainst(states);
      const out = matrix(times.length, initial.length);
      times.forEach((time, k) => {
        const coefficients = filteredCoefficients(basis, gradientFlow(time), residuals);
        const learned = algebra.gemm(kernel, coefficients, { transposeA: true }).values;
        out.values.set(
          learned.map((value, i) => value + initial[i]!),
          k * initial.length,
        );
      });
      return out;
    },
  };
}

/**
 * Training loss (1/2P) Σ w |target − f|² of member m of a training over all of its draws, in float64.
 *
 * @param rng - that of the networks' training
 * @throws ArgumentError for a plan without a fixed list of draws
 */
export function networkLoss(plan: TrainingPlan, network: TrainedNetwork, rng: Rng, m: number): number {
  const { source, readout, weight } = plan;
  if (source.kind !== "list") throw new ArgumentError("networkLoss", "source", source.name, "a list of draws");
  const { states, noise } = source.list(rng.split(`member/${m}`).split("draws"));
  const scores = fieldScoreMatrix([networkField(plan, network)], states).values;
  const { dim, count } = states.x;
  let sum = 0;
  scores.forEach((score, i) => {
    const t = states.t[Math.floor(i / dim)]!;
    // The target is the score of the draw, −ε/σ, in units of the network's output.
    sum += weight(t) * ((score + noise[i]! / plan.schedule.sigma(t)) / readout.output(t)) ** 2;
  });
  return sum / (2 * count);
}

/** Training loss (1/2P) Σ w |target − f|² of each counterpart after gradient flow for τ; shape [E]. */
export function lossAfter(spectra: readonly ResidualSpectrum[], time: number): Float64Array {
  const filter = gradientFlow(time);
  return Float64Array.from(spectra, (spectrum) => filteredLoss(spectrum, filter));
}

/** Training times up to so many over the largest eigenvalue are told from rounding: two ways to the loss agree to 0.1 %. */
export const timeReach = 1e14;

/**
 * The training time τ after which the mean loss of lazy counterparts equals that of their networks, by bisection of log τ.
 *
 * @param spectra - one a member
 * @param loss - mean training loss of the networks
 * @returns τ, from 1e-6 to `timeReach` over the largest eigenvalue; null where the loss is above that at the start, or below what
 * the longest training reaches
 */
export function timeOfLoss(spectra: readonly ResidualSpectrum[], loss: number): number | null {
  const largest = meanLargestEigenvalue(spectra);
  const meanLoss = (time: number): number => lossAfter(spectra, time).reduce((a, b) => a + b, 0) / spectra.length;
  let low = 1e-6 / largest;
  let high = timeReach / largest;
  if (!(loss < meanLoss(low) && loss > meanLoss(high))) return null;
  for (let k = 0; k < 60; k++) {
    const middle = Math.sqrt(low * high);
    if (meanLoss(middle) > loss) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

/** Largest eigenvalue of the curvature, mean over members. */
export function meanLargestEigenvalue(spectra: readonly ResidualSpectrum[]): number {
  return spectra.reduce((sum, { eigenvalues }) => sum + eigenvalues.at(-1)!, 0) / spectra.length;
}
