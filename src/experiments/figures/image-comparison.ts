import { type Estimate, meanEstimate, type Points } from "../../core/index.ts";
import { algebra, type Matrix } from "../../numerics/index.ts";
import { type ClaimTest, perSampleAgreement, scalarClaim } from "../../validate/index.ts";
import { type ImageOptimizer, imageSetting } from "./image-setting.ts";
import type { ImageSampler, ImageTheory, TrainedImageSampler } from "./image-tasks.ts";

/** Everything about one set of images and one optimizer. */
export interface ImageComparison {
  readonly optimizer: ImageOptimizer;
  /** Eigenvalues of the generated covariance in decreasing order, those of exact training that are judged; data². */
  readonly eigenvalues: Float64Array;
  /** Trained eigenvalues in decreasing order, all of them; shape [D]; data². */
  readonly trainedEigenvalues: readonly Estimate[];
  /** Trained over exact, rank by rank; shape of `eigenvalues`. */
  readonly ratios: readonly Estimate[];
  /** Trained variance along exact eigenvectors over exact eigenvalues; shape of `eigenvalues`. */
  readonly projections: readonly Estimate[];
  /** Largest |ratio − 1| of a model, over models. */
  readonly eigenvalueError: Estimate;
  /** 1 − r² of each sample, increasing, over models; shape [samples]. */
  readonly disagreements: readonly Estimate[];
  /** Largest 1 − r² of a model, over models. */
  readonly worstDisagreement: Estimate;
  /** Trained loss over exact loss at each noise level. */
  readonly trainRatios: readonly Estimate[];
  readonly heldOutRatios: readonly Estimate[];
  /** Largest |held-out ratio − 1| of a model, over models. */
  readonly heldOutError: Estimate;
  /** Median r² with the samples of exact denoisers of the other half: trained, and exactly trained. */
  readonly acrossHalves: Estimate;
  readonly exactAcrossHalves: number;
}

/**
 * What an optimizer is held against, decided in advance: gradient descent in closed form for SGD, whose mean it is, and the
 * optimum for Adam, whose path has no closed form.
 */
export function exactTraining(theory: ImageTheory, optimizer: ImageOptimizer): ImageSampler {
  return optimizer === "sgd" ? theory.descent : theory.optimum;
}

/** Trained samplers beside exact training. */
export function compareImages(
  theory: ImageTheory,
  optimizer: ImageOptimizer,
  trained: readonly TrainedImageSampler[],
): ImageComparison {
  const exact = exactTraining(theory, optimizer);
  const { values, vectors } = algebra.symmetricEigen(exact.generated.covariance);
  const decreasing = values.toReversed();
  const judged = decreasing.filter((value) => value >= imageSetting.smallestShare * decreasing[0]!);
  const spectra = trained.map(
    ({ generated }) => algebra.symmetricEigen(generated.covariance).values.toReversed() as Float64Array,
  );
  const ratiosOf = spectra.map((own) => judged.map((value, i) => own[i]! / value));
  const projectionsOf = trained.map(({ generated }) => {
    const along = variancesAlong(generated.covariance, vectors).toReversed();
    return judged.map((value, i) => along[i]! / value);
  });
  const disagreementsOf = trained.map(({ samples }) =>
    perSampleAgreement(samples, exact.samples, "determination")
      .map((r2) => 1 - r2)
      .sort(),
  );
  const lossRatios = (which: "trainLosses" | "heldOutLosses"): Float64Array[] =>
    trained.map((own) => own[which].map((value, k) => value / exact[which][k]!));
  const heldOut = lossRatios("heldOutLosses");
  const across = (samples: Points): number =>
    medianOf(perSampleAgreement(samples, theory.otherHalf.samples, "determination"));
  return {
    optimizer,
    eigenvalues: judged,
    trainedEigenvalues: overModels(spectra),
    ratios: overModels(ratiosOf),
    projections: overModels(projectionsOf),
    eigenvalueError: meanEstimate(ratiosOf.map(farthestFromOne)),
    disagreements: overModels(disagreementsOf),
    worstDisagreement: meanEstimate(disagreementsOf.map((own) => own.at(-1)!)),
    trainRatios: overModels(lossRatios("trainLosses")),
    heldOutRatios: overModels(heldOut),
    heldOutError: meanEstimate(heldOut.map(farthestFromOne)),
    acrossHalves: meanEstimate(trained.map(({ samples }) => across(samples))),
    exactAcrossHalves: across(exact.samples),
  };
}

const optimizerNames = { sgd: "SGD", adam: "Adam" } as const;
const references = { sgd: "gradient descent in closed form", adam: "the best linear denoisers" } as const;

/** The claims of one comparison. */
export function imageClaims(title: string, comparison: ImageComparison, models: number): ClaimTest[] {
  const { optimizer, eigenvalues, eigenvalueError, worstDisagreement, heldOutError } = comparison;
  const { bounds, smallestShare } = imageSetting;
  const name = `${title}: ${optimizerNames[optimizer]} against ${references[optimizer]}`;
  const claim = (what: string, found: Estimate, bound: number): ClaimTest =>
    scalarClaim({
      statement: `${name}, ${what}`,
      found,
      expected: null,
      rule: { kind: "at most", bound },
      outsideDomain: null,
      freedom: models - 1,
    });
  return [
    claim(
      `largest relative error of the ${eigenvalues.length} generated eigenvalues above ${smallestShare} of the largest`,
      eigenvalueError,
      bounds.eigenvalues,
    ),
    claim("largest 1 − r² of a sample from the same start", worstDisagreement, bounds.agreement),
    claim("largest relative error of the held-out loss at a noise level", heldOutError, bounds.loss),
    scalarClaim({
      statement: `${name}, median r² with samples of the other half's best denoisers`,
      found: comparison.acrossHalves,
      expected: { value: comparison.exactAcrossHalves, standardError: 0 },
      rule: { kind: "within", bound: bounds.agreement },
      outsideDomain: null,
      freedom: models - 1,
    }),
  ];
}

/** uᵀ Σ u for each column u. */
function variancesAlong(covariance: Matrix, vectors: Matrix): Float64Array {
  const { cols } = vectors;
  const product = algebra.gemm(covariance, vectors).values;
  const out = new Float64Array(cols);
  for (let i = 0; i < product.length; i++) out[i % cols]! += product[i]! * vectors.values[i]!;
  return out;
}

/** Means over models, entry by entry. */
function overModels(values: readonly Float64Array[]): Estimate[] {
  return Array.from(values[0]!, (_, i) => meanEstimate(values.map((own) => own[i]!)));
}

function farthestFromOne(ratios: Float64Array): number {
  return ratios.reduce((largest, ratio) => Math.max(largest, Math.abs(ratio - 1)), 0);
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
