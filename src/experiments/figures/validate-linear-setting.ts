import {
  type ForwardProcess,
  geometricGrid,
  type LinearScoreModel,
  type NoisyStates,
  namedData,
  points,
  type Region,
  statesAt,
  variancePreserving,
} from "../../core/index.ts";
import { gaussianBumps, randomFeatures, tensorProduct } from "../../linear-models/index.ts";
import { matrix, type Rng, seededRng } from "../../numerics/index.ts";
import {
  clockInput,
  featureInput,
  fixedDraws,
  initialArrays,
  initialStream,
  layerPlans,
  learningRateAt,
  type NetworkShape,
  scoreReadout,
  type TrainingPlan,
} from "../../validate/index.ts";
import { gapRegions } from "./gap-filling-setting.ts";
import { squareGap } from "./square-gap.ts";

/** What is trained on which data. */
export type LinearCase = "line" | "plane" | "random";

/**
 * Setting of the figure that trains linear models by stochastic gradient descent, fixed from theory and cost. Learning rates
 * are about a fifth of one over the largest eigenvalue of the curvature, which bounds the noise of the batches, and ridges such that the
 * flattest direction has forgotten its start by e^{−4} or more at the end; P keeps effective features per effective sample below
 * 0.05, where the rule of the closure has leading order hold.
 */
export const validateLinear = {
  cases: ["line", "plane", "random"] as readonly LinearCase[],
  titles: { line: "three points", plane: "four points", random: "random features" },
  cutoffTime: 0.01,
  sampleCount: 1024,
  steps: 2500,
  /** Step counts that are looked at; the last one is the end. */
  times: [50, 250, 1000, 2500],
  batch: { line: 128, plane: 128, random: 256 },
  learningRate: { line: 2, plane: 2, random: 0.5 },
  ridge: { line: 3e-3, plane: 3e-3, random: 6e-3 },
  /** Outermost centres of the bumps in space. */
  halfWidth: { line: 1.8, plane: 1.6 },
  /** Centres of the bumps in time: above this the posterior mean is that of the data. */
  latestBump: 0.4,
  random: { hidden: 32, spaceScale: 3, bias: 0.5 },
  /** Noise levels at which the V-kernel is compared. */
  probeTimes: [0.05, 0.15],
  integratorSteps: 30,
  /** Paths a member in the plane; on the line CDFs need none. */
  paths: 64,
  /** Exactly trained members beside each one that is trained by steps. */
  exactPerMember: 40,
  /** Gaussian fields a law. */
  fields: 400,
  /** Bounds of the claims. */
  bounds: {
    /** Between laws of members trained by steps and exactly; between those and the laws of theory. */
    totalVariation: 0.01,
    theoryTotalVariation: 0.02,
    /** Of the V-kernel along the diagonal: at the end and of theory; while batches are noisy; of their noise. */
    kernel: 0.05,
    noisyKernel: 0.15,
    noise: 0.25,
    /** Above what the noise of the batches makes of a mean over 80 members. */
    meanScore: 0.05,
  },
  /** From this step on coefficients are close enough to the optimum for the noise of the batches to be predicted. */
  settledFrom: 250,
} as const;

/** One case, ready to be trained and predicted. */
export interface LinearCell {
  readonly process: ForwardProcess;
  readonly model: LinearScoreModel;
  readonly plan: TrainingPlan;
  /** Learning rate of every step. */
  readonly rates: Float64Array;
  /** States on a line through the data, by noise level; the V-kernel is compared on them. */
  readonly probes: readonly LinearProbe[];
  /** Between neighbouring points. */
  readonly gap: Region;
}

/** States along a line at one noise level. */
export interface LinearProbe {
  readonly time: number;
  /** Coordinate along the line; shape [N]. */
  readonly along: readonly number[];
  readonly states: NoisyStates;
}

/** The stream that names the ensemble of a case; members, initial weights and batches are split off it. */
export function linearStream(seed: number, name: LinearCase): Rng {
  return seededRng(seed).split(`validate-linear/${name}`);
}

/**
 * Process, linear model and training of a case. The model of the theory and the network of the training share features, ridge, weight and
 * law of draws; random features are read off the initial weights that all members share.
 */
export function linearCell(name: LinearCase, seed: number): LinearCell {
  const { cutoffTime, sampleCount, steps, integratorSteps } = validateLinear;
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime: 1 });
  const data = namedData(name === "plane" ? "four-points" : "three-points");
  const { dim } = data;
  const common = {
    readout: scoreReadout("denoiser", schedule),
    schedule,
    source: fixedDraws({ data, schedule, times: "log-uniform" }, sampleCount),
    weight: () => 1,
    batch: validateLinear.batch[name],
    steps,
    optimizer: { kind: "sgd", learningRate: validateLinear.learningRate[name] },
    decay: "cosine",
    ridge: validateLinear.ridge[name],
    clipNorm: null,
    averaging: null,
    initialFunction: "kept",
  } as const;
  const { features, plan } = name === "random" ? onUnits(common, dim, seed) : onBumps(common, dim, name);
  return {
    process: { data, schedule, grid: geometricGrid(schedule, integratorSteps) },
    model: {
      features,
      parameterization: "denoiser",
      baseScore: "zero",
      weight: common.weight,
      ridge: common.ridge,
      sampleCount,
      target: "noisy",
      samplingBox: null,
      trainingTimes: "log-uniform",
    },
    plan,
    rates: Float64Array.from({ length: steps }, (_, step) => learningRateAt(plan, step)),
    probes: validateLinear.probeTimes.map((time) => probe(dim, time)),
    gap: dim === 1 ? gapRegions[1]! : squareGap,
  };
}

type CommonPlan = Omit<TrainingPlan, "network" | "input">;

interface FeaturesOfPlan {
  readonly features: LinearScoreModel["features"];
  readonly plan: TrainingPlan;
}

/** Bumps as features: a network without hidden layers on them. */
function onBumps(common: CommonPlan, dim: number, name: "line" | "plane"): FeaturesOfPlan {
  const { cutoffTime, latestBump } = validateLinear;
  const reach = validateLinear.halfWidth[name];
  const space = gaussianBumps({ count: name === "line" ? 8 : 5, low: -reach, high: reach });
  const time = gaussianBumps({ count: name === "line" ? 5 : 3, low: cutoffTime, high: latestBump });
  const features = tensorProduct(
    Array.from({ length: dim }, () => space),
    time,
  );
  const input = featureInput(features);
  const network = {
    inputs: input.size,
    outputs: dim,
    hidden: [],
    activation: "relu",
    scaling: "zero",
    bias: 0,
  } as const;
  return { features, plan: { ...common, input, network: { ...network, trained: "all" } } };
}

/** Units of a frozen layer that all members share as features. */
function onUnits(common: CommonPlan, dim: number, seed: number): FeaturesOfPlan {
  const { hidden, spaceScale, bias } = validateLinear.random;
  const input = clockInput(common.schedule, dim, { spaceScale });
  const network: NetworkShape = {
    inputs: input.size,
    outputs: dim,
    hidden: [hidden],
    activation: "tanh",
    scaling: "ntk",
    bias,
    trained: "output",
    outputStart: "zero",
  };
  const plan: TrainingPlan = { ...common, input, network, initial: "shared" };
  const [weights, shift] = initialArrays(initialStream(linearStream(seed, "random"), plan, 0), network);
  const last = layerPlans(network).at(-1)!;
  const features = randomFeatures({
    input,
    layers: [{ weights: matrix(input.size, hidden, Float64Array.from(weights!)), bias: Float64Array.from(shift!) }],
    activation: { name: "tanh", value: Math.tanh },
    scale: last.weights.scale,
    constant: last.bias!.scale,
  });
  return { features, plan };
}

/** States on the axis, or in the plane on the line through two neighbouring points. */
function probe(dim: number, time: number): LinearProbe {
  const along = Array.from({ length: 25 }, (_, k) => (dim === 1 ? -1.2 + k / 10 : -0.3 + (1.6 * k) / 24));
  const x = points(along.map((s) => (dim === 1 ? [s] : [1 - s, s])));
  return { time, along, states: statesAt(x, time) };
}

/** All states at which scores are compared, noise level after noise level. */
export function probeStates({ probes }: LinearCell): NoisyStates {
  const { dim } = probes[0]!.states.x;
  const values = probes.flatMap(({ states }) => Array.from(states.x.values));
  const t = probes.flatMap(({ states }) => Array.from(states.t));
  return { x: { count: t.length, dim, values: Float64Array.from(values) }, t: Float64Array.from(t) };
}
