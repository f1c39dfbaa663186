import { type DensityCurve, type Estimate, type FigurePanel, meanEstimate } from "../../core/index.ts";
import { algebra, type Matrix } from "../../numerics/index.ts";
import type { ImageComparison } from "./image-comparison.ts";
import type { ImageSet } from "./image-sets.ts";
import { type ImageOptimizer, imageGrid, imageSchedule, imageSetting } from "./image-setting.ts";
import { type ImageTheory, lossSteps, type TrainedImageSampler } from "./image-tasks.ts";
import { type LossCurve, lossPanel } from "./loss-panel.ts";

type Curve = FigurePanel["curves"][number];

const labels = { sgd: "trained by SGD", adam: "trained by Adam" } as const;
const curveNamesOf = { sgd: "trained-sgd", adam: "trained-adam" } as const;
/** Noise levels whose losses are shown along training: the largest, one between, the smallest. */
const shownLevels: readonly number[] = [0, Math.floor(imageSetting.levels / 2), imageSetting.levels - 1];

/** The panels of one set of images, in one row. */
export function imagePanels(
  { title }: ImageSet,
  theory: ImageTheory,
  comparisons: readonly ImageComparison[],
  trained: Readonly<Record<ImageOptimizer, readonly TrainedImageSampler[]>>,
  row: number,
): FigurePanel[] {
  const plain = { map: null, budgets: [], regions: [], row };
  return [
    {
      ...plain,
      column: 0,
      title: `${title}: eigenvalues`,
      axes: { x: "rank", y: "generated variance", logarithmic: ["y"] },
      curves: spectra(theory, comparisons),
    },
    {
      ...plain,
      column: 1,
      title: `${title}: eigenvalue ratio`,
      axes: { x: "rank", y: "trained / exact" },
      curves: comparisons.flatMap(({ optimizer, ratios, projections }) => [
        curve(labels[optimizer], curveNamesOf[optimizer], ranks(ratios.length), ratios),
        curve(
          `${labels[optimizer]}, along exact eigenvectors`,
          `${curveNamesOf[optimizer]}-projected`,
          ranks(projections.length),
          projections,
        ),
      ]),
    },
    {
      ...plain,
      column: 2,
      title: `${title}: loss ratio`,
      axes: { x: "σ", y: "trained / exact", logarithmic: ["x"] },
      curves: comparisons.flatMap(({ optimizer, trainRatios, heldOutRatios }) => [
        curve(`${labels[optimizer]}`, curveNamesOf[optimizer], sigmas, heldOutRatios),
        curve(`${labels[optimizer]}, training half`, `${curveNamesOf[optimizer]}-train`, sigmas, trainRatios),
      ]),
    },
    lossesAlongTraining(title, theory, trained, row),
    {
      ...plain,
      column: 4,
      title: `${title}: samples`,
      axes: { x: "share of samples", y: "1 − r²", logarithmic: ["y"] },
      curves: comparisons.map(({ optimizer, disagreements }) =>
        curve(
          labels[optimizer],
          curveNamesOf[optimizer],
          disagreements.map((_, k) => (k + 0.5) / disagreements.length),
          disagreements,
        ),
      ),
    },
  ];
}

const sigmas: readonly number[] = Array.from(imageGrid.times, (t) => imageSchedule.sigma(t));

/** Increasing. */
function eigenvaluesOf(covariance: Matrix): Float64Array {
  return algebra.symmetricEigen(covariance).values;
}

function ranks(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k + 1);
}

/** Eigenvalues of data, of both exact trainings, and of trained models, as far as they are judged. */
function spectra({ dataEigenvalues, optimum, descent }: ImageTheory, comparisons: readonly ImageComparison[]): Curve[] {
  const count = Math.max(...comparisons.map(({ eigenvalues }) => eigenvalues.length));
  const exactly = (label: string, name: string, increasing: Float64Array): Curve =>
    curve(label, name, ranks(count), Array.from(increasing.toReversed().subarray(0, count), exact));
  return [
    exactly("training half of the images", "data", dataEigenvalues),
    exactly("best linear denoisers", "optimum", eigenvaluesOf(optimum.generated.covariance)),
    exactly("gradient descent in closed form", "exact-training", eigenvaluesOf(descent.generated.covariance)),
    ...comparisons.map(({ optimizer, trainedEigenvalues }) =>
      curve(labels[optimizer], curveNamesOf[optimizer], ranks(count), trainedEigenvalues.slice(0, count)),
    ),
  ];
}

function lossesAlongTraining(
  title: string,
  { descentLosses }: ImageTheory,
  trained: Readonly<Record<ImageOptimizer, readonly TrainedImageSampler[]>>,
  row: number,
): FigurePanel {
  const curves = shownLevels.flatMap((level): LossCurve[] => [
    ...(["sgd", "adam"] as const).map((optimizer) => ({
      label: labels[optimizer],
      name: curveNamesOf[optimizer],
      losses: windowed(trained[optimizer], level),
    })),
    {
      label: "gradient descent in closed form",
      name: "exact-training",
      losses: lossSteps.map((step, k) => ({ step, value: descentLosses[level]![k]!, standardError: 0 })),
    },
  ]);
  const levels = shownLevels.map((level) => Number(sigmas[level]!.toPrecision(2))).join(", ");
  return lossPanel(`${title}: σ = ${levels}`, curves, { row, column: 3 });
}

/** Records a window of the loss curves: each covers a sixth more steps than the one before. */
const growth = 7 / 6;

/** Losses of batches in windows that grow with the step, over models. */
function windowed(trained: readonly TrainedImageSampler[], level: number): LossCurve["losses"] {
  const { interval, losses } = trained[0]!;
  const records = losses[level]!.length;
  const out: (Estimate & { step: number })[] = [];
  for (let from = 0; from < records; ) {
    const to = Math.min(records, Math.max(from + 1, Math.floor((from + 1) * growth)));
    const means = trained.map((own) => own.losses[level]!.subarray(from, to).reduce((a, b) => a + b, 0) / (to - from));
    out.push({ step: ((from + to - 1) / 2) * interval, ...meanEstimate(means) });
    from = to;
  }
  return out;
}

function curve(label: string, name: string, x: readonly number[], values: readonly Estimate[]): Curve {
  const density: DensityCurve = {
    x,
    density: values.map(({ value }) => value),
    standardError: values.map(({ standardError }) => standardError),
  };
  return { label, name, density };
}

function exact(value: number): Estimate {
  return { value, standardError: 0 };
}
