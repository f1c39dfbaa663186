import { type Points, pointMasses, probabilityFlow, type ScoreField, type Task } from "../../core/index.ts";
import {
  type AffineMap,
  denoisingLoss,
  descentDenoisers,
  empiricalMoments,
  flowMap,
  imageOfNoise,
  imagesOf,
  type Moments,
  wienerDenoiser,
} from "../../linear-models/index.ts";
import { algebra, ConvergenceError, matrix, seededRng } from "../../numerics/index.ts";
import {
  freshNoiseAt,
  learningRateAt,
  networkField,
  type PackageSource,
  startTraining,
  type TrainedNetwork,
  type TrainingPlan,
} from "../../validate/index.ts";
import { taskBackend } from "../task-backend.ts";
import {
  descentRate,
  type ImageOptimizer,
  imageGrid,
  imagePlan,
  imageSchedule,
  imageSetting,
  inputScaleAt,
} from "./image-setting.ts";

/** What every task of the figure is given: both halves of one set of images. */
export interface ImageTheoryInput {
  readonly seed: number;
  readonly train: Points;
  readonly heldOut: Points;
}

/** Input of a training: one model a noise level. */
export interface ImageTrainingInput extends ImageTheoryInput {
  readonly optimizer: ImageOptimizer;
  readonly repetition: number;
  readonly backend: string;
}

/** A linear sampler: one denoiser a noise level, and what they generate together. */
export interface ImageSampler {
  /** Shape [levels], from the largest noise down. */
  readonly denoisers: readonly AffineMap[];
  /** Denoising losses over both halves; shape [levels]; data². */
  readonly trainLosses: Float64Array;
  readonly heldOutLosses: Float64Array;
  /** Mean and covariance of what the sampler generates, exactly. */
  readonly generated: Moments;
  /** Samples from the starts that all samplers share; shape [samples, D]. */
  readonly samples: Points;
}

/** Exact theory of one set of images. */
export interface ImageTheory {
  readonly dataEigenvalues: Float64Array;
  /** Best linear denoisers of the training half. */
  readonly optimum: ImageSampler;
  /** Gradient descent with the rates of the trained models, in closed form. */
  readonly descent: ImageSampler;
  /** Best linear denoisers of the other half. */
  readonly otherHalf: ImageSampler;
  /** Losses of the descent over the training half after `lossSteps`; shape [levels][steps]. */
  readonly descentLosses: readonly Float64Array[];
}

/** A sampler that was trained with TensorFlow.js. */
export interface TrainedImageSampler extends ImageSampler {
  /** Losses of batches at every `interval`-th step; shape [levels][records]; data². */
  readonly losses: readonly Float64Array[];
  readonly interval: number;
}

/** Steps after which losses of the descent are read: about evenly spaced in their logarithm. */
export const lossSteps: readonly number[] = [
  ...new Set(Array.from({ length: 25 }, (_, k) => Math.round((imageSetting.steps - 1) ** (k / 24)))),
];

/** Runs a task of the figure of linear denoisers of images. */
export function runImageTask(task: Task, packages: PackageSource | undefined): Promise<unknown> {
  switch (task.task) {
    case "figure/validate-images-theory":
      return Promise.resolve(imageTheory(task.input as ImageTheoryInput));
    case "figure/validate-images-training":
      return trainedImages(task.input as ImageTrainingInput, packages);
    default:
      throw new Error(`runImageTask: unknown task ${task.task}`);
  }
}

const sigmas: readonly number[] = Array.from(imageGrid.times, (t) => imageSchedule.sigma(t));

function imageTheory({ seed, train, heldOut }: ImageTheoryInput): ImageTheory {
  const moments = empiricalMoments(train);
  const heldOutMoments = empiricalMoments(heldOut);
  const { values: dataEigenvalues } = algebra.symmetricEigen(moments.covariance);
  const starts = sharedStarts(seed, train.dim);
  const sampler = (denoisers: readonly AffineMap[]): ImageSampler => {
    const whole = wholeMap(denoisers);
    return { ...readings(denoisers, moments, heldOutMoments), samples: imagesOf(whole, starts) };
  };
  const best = (of: Moments): AffineMap[] => sigmas.map((sigma) => wienerDenoiser(of, { alpha: 1, sigma }));
  const plan = imagePlan("sgd", train.dim, freshNoiseAt(pointMasses(train), imageSchedule, sigmas), () => 1);
  const shares = Float64Array.from({ length: plan.steps }, (_, step) => learningRateAt(plan, step));
  const largest = dataEigenvalues.at(-1)!;
  const paths = sigmas.map((sigma) => {
    const rate = descentRate(moments, largest, sigma);
    const rates = shares.map((share) => rate * share);
    return descentDenoisers(moments, { alpha: 1, sigma }, rates, [...lossSteps, plan.steps], inputScaleAt(sigma));
  });
  return {
    dataEigenvalues,
    optimum: sampler(best(moments)),
    descent: sampler(paths.map((path) => path.at(-1)!)),
    otherHalf: sampler(best(heldOutMoments)),
    descentLosses: paths.map((path, k) =>
      Float64Array.from(lossSteps, (_, i) => denoisingLoss(path[i]!, moments, { alpha: 1, sigma: sigmas[k]! })),
    ),
  };
}

async function trainedImages(
  input: ImageTrainingInput,
  packages: PackageSource | undefined,
): Promise<TrainedImageSampler> {
  const { seed, train, heldOut, optimizer, repetition, backend: name } = input;
  const moments = empiricalMoments(train);
  const largest = algebra.symmetricEigen(moments.covariance).values.at(-1)!;
  const source = freshNoiseAt(pointMasses(train), imageSchedule, Array.from(imageGrid.times));
  const rates = new Map(Array.from(imageGrid.times, (t, k) => [t, descentRate(moments, largest, sigmas[k]!)]));
  const plan = imagePlan(optimizer, train.dim, source, (t) => rates.get(t)!);
  const levels = sigmas.length;
  const rng = seededRng(seed).split(`train/${optimizer}`);
  const from = repetition * levels;
  const training = await startTraining(await taskBackend(name, packages), rng, plan, from, from + levels);
  try {
    await training.advance(plan.steps);
    const { losses, failedAt } = await training.state();
    const failed = failedAt.findIndex((step) => step >= 0);
    if (failed >= 0) {
      const where = `validate-images, ${optimizer}, σ = ${sigmas[failed]}`;
      throw new ConvergenceError(where, failedAt[failed]!, Infinity, 0, "its loss stopped being a number");
    }
    const networks = await training.networks();
    const records = losses.length / levels;
    return {
      ...readings(networks.map(affineOf(train.dim)), moments, empiricalMoments(heldOut)),
      samples: steppedSamples(plan, networks, sharedStarts(seed, train.dim)),
      losses: sigmas.map((_, k) => {
        const weight = plan.weight(imageGrid.times[k]!);
        return Float64Array.from({ length: records }, (_, i) => losses[i * levels + k]! / weight);
      }),
      interval: Math.ceil(plan.steps / records),
    };
  } finally {
    training.dispose();
  }
}

/** States at the largest noise from which every sampler of a set starts. */
function sharedStarts(seed: number, dim: number): Points {
  const values = seededRng(seed)
    .split("starts")
    .normals(imageSetting.samples * dim);
  return { count: imageSetting.samples, dim, values: values.map((value) => sigmas[0]! * value) };
}

/** From starts to samples: Heun's method, and the last denoiser at its end. */
function wholeMap(denoisers: readonly AffineMap[]): AffineMap {
  return flowMap(imageSchedule, imageGrid.times, denoisers, "denoised");
}

function readings(denoisers: readonly AffineMap[], train: Moments, heldOut: Moments): Omit<ImageSampler, "samples"> {
  const losses = (moments: Moments): Float64Array =>
    Float64Array.from(denoisers, (map, k) => denoisingLoss(map, moments, { alpha: 1, sigma: sigmas[k]! }));
  return {
    denoisers,
    trainLosses: losses(train),
    heldOutLosses: losses(heldOut),
    generated: imageOfNoise(wholeMap(denoisers), sigmas[0]! ** 2),
  };
}

/** The arrays of the network of level k, which act on (s x, 1) from the right, as a map of x. */
function affineOf(dim: number): (network: TrainedNetwork, level: number) => AffineMap {
  return ({ arrays }, level) => {
    const [own] = arrays as [Float32Array];
    const scale = inputScaleAt(sigmas[level]!);
    const weights = matrix(dim, dim);
    for (let i = 0; i < dim; i++) for (let j = 0; j < dim; j++) weights.values[i * dim + j] = scale * own[j * dim + i]!;
    return { matrix: weights, offset: Float64Array.from(own.subarray(dim * dim)) };
  };
}

/** The noise level of a time; integrators reach times of the grid up to rounding. */
function nearestLevel(t: number): number {
  const far = (k: number): number => Math.abs(imageGrid.times[k]! - t);
  return sigmas.reduce((best, _, k) => (far(k) < far(best) ? k : best), 0);
}

/** Samples of trained networks step by step: the other route to what `wholeMap` says of them. */
function steppedSamples(plan: TrainingPlan, networks: readonly TrainedNetwork[], starts: Points): Points {
  const fields = networks.map((network) => networkField(plan, network));
  const field: ScoreField = {
    dim: starts.dim,
    score: (x, t) => fields[nearestLevel(t)]!.score(x, t),
  };
  const data = pointMasses([Array.from({ length: starts.dim }, () => 0)]);
  const process = { data, schedule: imageSchedule, grid: imageGrid };
  const ends = probabilityFlow(process, field, starts, { method: "heun" });
  // Tweedie: x + σ² s is the denoiser of the last level.
  const score = field.score(ends, imageGrid.times.at(-1)!);
  return { ...ends, values: ends.values.map((value, i) => value + sigmas.at(-1)! ** 2 * score[i]!) };
}
