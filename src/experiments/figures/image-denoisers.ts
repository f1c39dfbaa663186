import type { FigureResult, Task } from "../../core/index.ts";
import { seededRng } from "../../numerics/index.ts";
import { type ClaimTest, defaultConfidence, judgeFamily } from "../../validate/index.ts";
import { inTurn } from "../in-turn.ts";
import type { RunContext } from "../run-context.ts";
import { compareImages, imageClaims } from "./image-comparison.ts";
import { imagePanels } from "./image-panels.ts";
import { type ImageSet, loadImageSets } from "./image-sets.ts";
import { type ImageOptimizer, imageSetting } from "./image-setting.ts";
import type { ImageTheory, ImageTheoryInput, ImageTrainingInput, TrainedImageSampler } from "./image-tasks.ts";
import { provenanceOf } from "./provenance.ts";

const optimizers: readonly ImageOptimizer[] = ["sgd", "adam"];

/**
 * Linear denoisers of images, one a noise level, trained by SGD and by Adam with TensorFlow.js, against exact training: the
 * covariance they generate, samples from the same starts, losses on both halves of the images.
 *
 * @param models - trained models of each optimizer; errors are over them
 * @param files - more images than the digits of the package
 * @throws ArgumentError naming a file that cannot be used
 * @source WANG2025, one-layer linear denoisers; setting and numbers ours
 */
export async function imageDenoisersFigure(
  seed: number,
  models: number,
  backend: string,
  files: readonly string[],
  context: RunContext,
): Promise<FigureResult> {
  const sets = await loadImageSets(context.loader, files, seededRng(seed));
  const total = sets.length * (1 + optimizers.length * models);
  let done = 0;
  const found = await inTurn(sets, 1, (set) =>
    imagesOfSet(set, seed, models, backend, context, () => context.onProgress?.(++done, total, set.title)),
  );
  const { steps, batch, levels, noise, adamRate, samples } = imageSetting;
  return {
    format: "scorepath-figure-1",
    id: "validate-images",
    title: "Linear denoisers of images: trained by SGD and Adam, and exactly",
    caption: `Affine denoisers W x + b of images in one random half of each set, ${sets.map(({ description }) => description).join(", ")}, centred by that half's mean image and divided by one number; ${levels} noise levels σ = ${noise[1]} … ${noise[0]}, a model each, ${models} of each optimizer. ${steps} steps on batches of ${batch} with fresh noise, rates to 0 by a half cosine: SGD at 1/(m + tr M/B) of each level's second moments M with largest eigenvalue m, Adam at ${adamRate}. Samplers are Heun's method over the levels and a last denoising, linear, so that generated covariances are exact. SGD is held against gradient descent in closed form after the same steps, Adam against the best linear denoisers. Ratios: eigenvalues above ${imageSetting.smallestShare} of the largest; held-out losses unless said. Losses along training are those of batches, which carry the noise of SGD. Rightmost: 1 − r² over pixels of ${samples} samples from the same starts, in increasing order.`,
    panels: found.flatMap(({ panels }, k) => panels(sets.length - 1 - k)),
    verdicts: judgeFamily(
      found.flatMap(({ claims }) => claims),
      { confidence: defaultConfidence, correction: "holm" },
    ),
    backend,
    references: [],
    provenance: provenanceOf(context, seed),
  };
}

async function imagesOfSet(
  set: ImageSet,
  seed: number,
  models: number,
  backend: string,
  { parallel }: RunContext,
  onTask: () => void,
): Promise<{
  readonly panels: (row: number) => FigureResult["panels"];
  readonly claims: readonly ClaimTest[];
}> {
  const theoryInput: ImageTheoryInput = { seed, train: set.train, heldOut: set.heldOut };
  const trainings = optimizers.flatMap((optimizer) =>
    Array.from({ length: models }, (_, repetition): Task => {
      const input: ImageTrainingInput = { ...theoryInput, optimizer, repetition, backend };
      return { task: "figure/validate-images-training", input };
    }),
  );
  const [theory, ...samplers] = (await parallel.map<unknown>(
    [{ task: "figure/validate-images-theory", input: theoryInput }, ...trainings],
    onTask,
  )) as [ImageTheory, ...TrainedImageSampler[]];
  const trained = { sgd: samplers.slice(0, models), adam: samplers.slice(models) };
  const comparisons = optimizers.map((optimizer) => compareImages(theory, optimizer, trained[optimizer]));
  return {
    panels: (row) => imagePanels(set, theory, comparisons, trained, row),
    claims: comparisons.flatMap((comparison) => imageClaims(set.title, comparison, models)),
  };
}
