import { geometricGrid, type NoisyStates, namedData, points, variancePreserving } from "../../core/index.ts";
import {
  curvatureBasis,
  filteredLoss,
  gradientDescent,
  gradientFlow,
  type LazyScoreModel,
  lazyScoreField,
  networkInput,
  regressionTarget,
  reluNetwork,
  residualSpectrum,
  trainLazyOnDraws,
} from "../../linear-models/index.ts";
import type { Matrix, Rng } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import {
  clockInput,
  denoiserMatrix,
  fieldScoreMatrix,
  fixedDraws,
  scoreReadout,
  sharedDraws,
  type TrainingPlan,
} from "../../validate/index.ts";
import type { WideSetting } from "./wide-setting.ts";

/** What networks of one depth become as their width grows, and how they are trained. */
export interface WideLimit {
  readonly largestEigenvalue: number;
  readonly learningRate: number;
  /** Steps to each training time. */
  readonly steps: readonly number[];
  /** Probe states. */
  readonly states: NoisyStates;
  /** Denoisers of the limit after each number of steps; one row each. */
  readonly denoisers: readonly Matrix[];
  /** Relative difference of the limit under gradient flow and under the steps taken; per training time. */
  readonly flowAgainstSteps: readonly number[];
  /** Training loss of the limit before step number `step`, from 0. */
  loss(step: number): number;
  /** The training of networks of one width. */
  plan(width: number): TrainingPlan;
  /** Denoisers (σ² ŝ + x)/α from scores at the probe states; one row a member. */
  denoisersOf(scores: Matrix): Matrix;
}

const bias = 0.3;
const cutoffTime = 0.01;

/**
 * The limit of infinite width of ReLU networks in NTK parametrisation, by full-batch gradient descent on one fixed set of draws of
 * the three-point data: kernel gradient descent with the tangent kernel, exact at finite P.
 *
 * @param rng - its part "draws" gives the draws
 * @source JACOT2018
 */
export function wideLimit(rng: Rng, setting: WideSetting, depth: number): WideLimit {
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime: 1 });
  const data = namedData("three-points");
  const process = { data, schedule, grid: geometricGrid(schedule, 1) };
  const weight = (t: number): number => schedule.alpha(t) ** 2 / schedule.variance(t);
  const law = { data, schedule, times: "log-uniform" } as const;
  const source = fixedDraws(law, setting.sampleCount);
  const draws = source.list(rng.split("draws"));
  const marginal = noisedMarginal(data, schedule);
  const states = probeStates();
  const kernel = reluNetwork(networkInput(schedule, 1), depth, bias).ntk;
  const basis = curvatureBasis(kernel, draws.states, draws.states.t.map(weight));
  const { eigen } = basis;
  const largestEigenvalue = eigen.values[eigen.values.length - 1]!;
  const learningRate = setting.stepShare / largestEigenvalue;
  const steps = setting.trainingTimes.map((time) => Math.round(time / learningRate));
  const model: LazyScoreModel = {
    kernel,
    filter: gradientFlow(1),
    initial: null,
    parameterization: "denoiser",
    baseScore: "zero",
    weight,
    sampleCount: setting.sampleCount,
    target: "noisy",
    trainingTimes: "log-uniform",
  };
  const filters = steps.flatMap((count) => [gradientDescent(learningRate, count), gradientFlow(count * learningRate)]);
  const denoisers = trainLazyOnDraws(
    model,
    process,
    marginal,
    draws,
    null,
    filters.map((filter) => ({ filter, target: "noisy" as const })),
  ).map((fit) => denoiserMatrix(fieldScoreMatrix([lazyScoreField(model, schedule, fit)], states), states, schedule));
  const flowAgainstSteps = steps.map((_, k) => relativeDifference(denoisers[2 * k + 1]!, denoisers[2 * k]!));
  const residuals = regressionTarget(model, schedule, draws.states, draws.clean.values);
  const spectrum = residualSpectrum(basis, residuals);
  return {
    largestEigenvalue,
    learningRate,
    steps,
    states,
    denoisers: denoisers.filter((_, k) => k % 2 === 0),
    flowAgainstSteps,
    loss: (step) => filteredLoss(spectrum, gradientDescent(learningRate, step)),
    denoisersOf: (scores) => denoiserMatrix(scores, states, schedule),
    plan: (width) => ({
      network: {
        inputs: 2,
        outputs: 1,
        hidden: new Array<number>(depth).fill(width),
        activation: "relu",
        scaling: "ntk",
        bias,
        trained: "all",
      },
      input: clockInput(schedule, 1),
      readout: scoreReadout("denoiser", schedule),
      schedule,
      source: sharedDraws(draws),
      weight,
      batch: "all",
      steps: steps.at(-1)!,
      optimizer: { kind: "sgd", learningRate },
      decay: "none",
      ridge: 0,
      clipNorm: null,
      averaging: null,
      initialFunction: "subtracted",
    }),
  };
}

/** |a − b| / |b| over all entries. */
function relativeDifference(a: Matrix, b: Matrix): number {
  let error = 0;
  let size = 0;
  for (let i = 0; i < b.values.length; i++) {
    error += (a.values[i]! - b.values[i]!) ** 2;
    size += b.values[i]! ** 2;
  }
  return Math.sqrt(error / size);
}

/** A lattice over the line, from beyond the outer points, at four noise levels. */
function probeStates(): NoisyStates {
  const times = [0.02, 0.1, 0.3, 0.7];
  const places = Array.from({ length: 25 }, (_, i) => -1.8 + (3.6 * i) / 24);
  return {
    x: points(Float64Array.from(times.flatMap(() => places))),
    t: Float64Array.from(times.flatMap((t) => places.map(() => t))),
  };
}
