import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeatureMap, LinearScoreModel, NoisyStates } from "../../src/core/index.ts";
import {
  formulaFeatures,
  linearScore,
  populationMoments,
  sandwichEnsemble,
  trainLinearModel,
} from "../../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, seededRng } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { normalMatrix, orthonormalMatrix } from "../support/dense.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  remixed,
  statesOf,
} from "../support/linear-models.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

const seed = 20411;
const process = processOf(lineMixture, gentleSchedule);
const marginal = noisedMarginal(process.data, gentleSchedule);
const at = statesOf(
  [
    [0.4, 0.15],
    [-1.2, 0.5],
    [2, 1],
  ],
  1,
);
const smooth = await formulaFeatures(["1", "x", "t", "x*exp(-x^2)"], 1);

/** Ratio of the largest to the smallest eigenvalue of E[φφᵀ]'s sum over the weights of the model. */
function condition(model: LinearScoreModel): number {
  const { sigma } = populationMoments(model, process);
  const ridged = matrix(sigma.rows, sigma.cols, sigma.values.slice());
  for (let f = 0; f < sigma.rows; f++) ridged.values[f * (sigma.cols + 1)]! += model.ridge;
  const { values } = algebra.symmetricEigen(ridged);
  return values.at(-1)! / values[0]!;
}

/** Mean and covariance of the theory, then the score of one trained model. */
function everything(features: FeatureMap, ridge: number, states: NoisyStates): Float64Array[] {
  const model = denoiserModel(features, gentleSchedule, { ridge, sampleCount: 40, weight: () => 1 });
  const theory = sandwichEnsemble(model, process, populationMoments(model, process));
  const trained = trainLinearModel(seededRng(seed), model, process, marginal);
  return [
    theory.meanScore(states).values,
    theory.scoreCovariance(states, states).values,
    linearScore(model, gentleSchedule, trained, states).values,
  ];
}

function expectUnchanged(base: FeatureMap, mixing: Matrix, ridge: number): void {
  const other = remixed(base, mixing);
  const worst = [base, other]
    .map((features) => condition(denoiserModel(features, gentleSchedule, { ridge, weight: () => 1 })))
    .reduce((a, b) => Math.max(a, b));
  const expected = everything(base, ridge, at);
  everything(other, ridge, at).forEach((values, k) => {
    const scale = Math.max(...expected[k]!.map(Math.abs));
    values.forEach((value, i) => {
      // The covariance is solved twice; training draws are four times less well conditioned than their law.
      expectClose(value, expected[k]![i]!, rounding(16 * worst * scale, 64), `quantity ${k}, entry ${i}`);
    });
  });
}

describe("linear models with remixed features", () => {
  it("are the same for any invertible remixing without a ridge", () => {
    fc.assert(
      fc.property(fc.nat(), (key) => {
        const mixing = normalMatrix(seededRng(key), 4, 4);
        for (let f = 0; f < 4; f++) mixing.values[5 * f]! += 3;
        expectUnchanged(smooth, mixing, 0);
      }),
      { seed, numRuns: 6 },
    );
  });

  it("are the same for an orthogonal remixing at any ridge", () => {
    for (const ridge of [0.01, 1]) expectUnchanged(fewBumps(), orthonormalMatrix(seededRng(seed), 6, 6), ridge);
  });

  it("differ for a remixing that is not orthogonal when there is a ridge", () => {
    const stretched = matrix(6, 6);
    for (let f = 0; f < 6; f++) stretched.values[7 * f] = 1 + f;
    const [base, other] = [fewBumps(), remixed(fewBumps(), stretched)].map((features) => everything(features, 0.1, at));
    expect(Math.abs(base![0]![0]! - other![0]![0]!)).toBeGreaterThan(0.01);
  });
});

describe("the leading order", () => {
  it("scales as 1/P to the last bits, with a mean that does not depend on P", () => {
    const model = denoiserModel(fewBumps(), gentleSchedule);
    const moments = populationMoments(model, process);
    const [few, many] = [10, 40].map((sampleCount) => sandwichEnsemble({ ...model, sampleCount }, process, moments));
    expect(few!.meanScore(at).values).toEqual(many!.meanScore(at).values);
    const scale = Math.max(...few!.scoreCovariance(at, at).values);
    few!.scoreCovariance(at, at).values.forEach((value, i) => {
      expectClose(value, 4 * many!.scoreCovariance(at, at).values[i]!, rounding(scale, 64), `covariance ${i}`);
    });
  });
});
