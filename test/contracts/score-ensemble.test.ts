import { describe } from "vitest";
import { type ForwardProcess, type LinearScoreModel, type NoisyStates, namedData } from "../../src/core/index.ts";
import {
  gaussianInitial,
  gaussianWeightEnsemble,
  givenEnsemble,
  gradientFlow,
  lazyEnsemble,
  lazyFieldEnsemble,
  lazyPopulation,
  linearEnsemble,
  momentMatchedEnsemble,
  multiplierEnsemble,
  populationMoments,
  sandwichEnsemble,
  trainCoefficients,
  trainLazyMembers,
} from "../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../src/numerics/index.ts";
import { deterministicEnsemble } from "../../src/path-integral/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { trainedEnsemble, trainMembers } from "../../src/validate/index.ts";
import { reluTangent } from "../support/lazy-models.ts";
import { denoiserModel, fewBumps, gentleSchedule, lineMixture, processOf, statesOf } from "../support/linear-models.ts";
import { type EnsembleCase, scoreEnsembleContract } from "./score-ensemble.contract.ts";

// About 330 comparisons at five standard errors of heavy-tailed products; each seed is fixed.
const seed = 20302;
const models = 500;

interface Setting {
  readonly name: string;
  readonly process: ForwardProcess;
  readonly model: LinearScoreModel;
  readonly at: NoisyStates;
  readonly against: NoisyStates;
}

const lineStates = {
  at: statesOf(
    [
      [-0.7, 0.15],
      [0.1, 0.3],
      [2.4, 0.6],
    ],
    1,
  ),
  against: statesOf(
    [
      [0.5, 0.2],
      [-1.8, 1],
    ],
    1,
  ),
};
const planeStates = {
  at: statesOf(
    [
      [0.3, -0.6, 0.2],
      [1.1, 0.2, 0.5],
    ],
    2,
  ),
  against: statesOf(
    [
      [-1.9, 0.4, 0.3],
      [0.2, 0.2, 0.15],
      [0, 1, 0.9],
    ],
    2,
  ),
};

const line = processOf(lineMixture, gentleSchedule);
const plane = processOf(namedData("four-points", { angle: 0.2 }), gentleSchedule);
const settings: readonly Setting[] = [
  { name: "a denoiser", process: line, model: denoiserModel(fewBumps(), gentleSchedule), ...lineStates },
  {
    name: "a boxed score on noise-free targets",
    process: line,
    model: denoiserModel(fewBumps(), gentleSchedule, {
      parameterization: "score",
      baseScore: "noise",
      weight: gentleSchedule.variance,
      target: "noise-free",
      samplingBox: [[-1.5, 1.5]],
    }),
    ...lineStates,
  },
  {
    name: "a denoiser in two dimensions",
    process: plane,
    model: denoiserModel(fewBumps(2), gentleSchedule, { ridge: 0.3, sampleCount: 30 }),
    ...planeStates,
  },
];

/** Every implementation, in one setting. */
function implementations({ process, model, at, against }: Setting): Record<string, EnsembleCase> {
  const { featureCount } = model.features;
  const coefficients = trainCoefficients(seededRng(seed), model, process, 0, models);
  const members = trainMembers(seededRng(seed + 1), model, process, 0, models);
  const moments = populationMoments(model, process, { draws: 5000 });
  const size = featureCount * process.data.dim;
  const trained = model.target === "noisy" ? members.noisy : members.noiseFree;
  const states = { at, against, operations: 64 * (size + models) };
  const gaussian = { ...states, draws: 4000, models: Infinity };
  const factor = matrix(size, 2, seededRng(seed + 2).normals(2 * size));
  const { parameterization, baseScore, weight, target, trainingTimes } = model;
  const reading = { parameterization, baseScore, weight, target, trainingTimes, sampleCount: 12 };
  const lazy = { ...reading, kernel: reluTangent(process, 1), filter: gradientFlow(1), initial: null };
  const population = lazyPopulation(lazy, process, { rank: 20, draws: 2000, refinement: 0.5 });
  const initial = gaussianInitial(lazy.kernel, population.landmarks.states, new Float64Array(20).fill(1), { rank: 10 });
  return {
    "trained on the fly": { ...states, ensemble: linearEnsemble(model, process, coefficients), draws: 500, models },
    "given models": {
      ...states,
      ensemble: givenEnsemble(model, process, coefficients),
      draws: 2000,
      models: Infinity,
    },
    "moment-matched": { ...gaussian, ensemble: momentMatchedEnsemble(model, process, coefficients) },
    sandwich: { ...gaussian, ensemble: sandwichEnsemble(model, process, moments) },
    "sandwich of the input noise": { ...gaussian, ensemble: sandwichEnsemble(model, process, moments, "input-noise") },
    "any Gaussian coefficients": {
      ...gaussian,
      ensemble: gaussianWeightEnsemble("any", model, process, moments.solution, factor),
    },
    "multiplier sampling": { ...gaussian, ensemble: multiplierEnsemble(model, process, { draws: 400 }) },
    "members of the measurement": {
      ...states,
      ensemble: trainedEnsemble("members", model, process.schedule, trained),
      draws: 2000,
      models: Infinity,
    },
    "lazy networks trained on the fly": {
      ...states,
      ensemble: lazyEnsemble(lazy, process, trainLazyMembers(seededRng(seed + 3), lazy, process, 0, 200)),
      draws: 300,
      models: 200,
    },
    "lazy field with a random initial function": {
      ...gaussian,
      ensemble: lazyFieldEnsemble({ ...lazy, initial }, process, population),
    },
    deterministic: {
      ...gaussian,
      ensemble: deterministicEnsemble("exact", noisedMarginal(process.data, process.schedule).scoreField),
      draws: 3,
    },
  };
}

for (const setting of settings) {
  describe(`every score ensemble obeys the laws: ${setting.name}`, () => {
    for (const [name, given] of Object.entries(implementations(setting))) scoreEnsembleContract(name, given, seed);
  });
}
