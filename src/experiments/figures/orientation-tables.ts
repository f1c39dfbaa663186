import type { Estimate } from "../../core/index.ts";
import type { FeatureFamily } from "./orientation-setting.ts";

/** A published mass: of which family, angle and target. */
export interface OrientationRow {
  readonly family: FeatureFamily;
  readonly angle: number;
  readonly target: "noisy" | "noiseFree";
  readonly set: string;
  readonly reference: Estimate;
}

/** Where no error is printed: half a unit of the last digit, of the standard deviation of a uniform rounding error. */
const printedError = 0.001 / Math.sqrt(12);

type Entry = readonly [set: string, value: number, standardError?: number];

function rows(
  family: FeatureFamily,
  angle: number,
  target: OrientationRow["target"],
  entries: readonly Entry[],
): OrientationRow[] {
  return entries.map(([set, value, standardError = printedError]) => {
    return { family, angle, target, set, reference: { value, standardError } };
  });
}

/** Masses of the joint density over trained models, 200 models × 1000 paths (J0: 100 models). @source GTV, Figure 3 (recomputed) */
export const orientationTable: readonly OrientationRow[] = [
  ...rows("gaussian", 0, "noisy", [
    ["left/right tips", 0.352, 0.007],
    ["top/bottom tips", 0.357, 0.007],
    ["centre", 0.0059, 0.0012],
    ["edge mids", 0.048, 0.003],
    ["outside box", 0.022, 0.002],
  ]),
  ...rows("gaussian", 22.5, "noisy", [
    ["left/right tips", 0.363, 0.007],
    ["top/bottom tips", 0.358, 0.007],
    ["centre", 0.007, 0.0014],
    ["edge mids", 0.042, 0.002],
    ["outside box", 0.012, 0.001],
  ]),
  ...rows("gaussian", 45, "noisy", [
    ["top/bottom edge", 0.04, 0.002],
    ["left/right edge", 0.045, 0.003],
    ["centre", 0.018, 0.002],
    ["near data", 0.731, 0.007],
  ]),
  ...rows("fourier", 0, "noisy", [
    ["left/right tips", 0.205, 0.005],
    ["top/bottom tips", 0.207, 0.005],
    ["centre", 0.155, 0.006],
    ["edge mids", 0.026, 0.002],
    ["outside box", 0.001],
  ]),
  ...rows("fourier", 22.5, "noisy", [
    ["left/right tips", 0.232, 0.005],
    ["top/bottom tips", 0.229, 0.006],
    ["centre", 0.106, 0.005],
    ["edge mids", 0.026, 0.002],
    ["outside box", 0],
  ]),
  ...rows("fourier", 45, "noisy", [
    ["top/bottom edge", 0.035, 0.002],
    ["left/right edge", 0.038, 0.003],
    ["centre", 0.175, 0.006],
    ["near data", 0.508, 0.007],
  ]),
  ...rows("gaussian", 0, "noiseFree", [
    ["centre", 0.022, 0.002],
    ["edge mids", 0.069, 0.002],
  ]),
  ...rows("gaussian", 45, "noiseFree", [["centre", 0.048, 0.003]]),
  ...rows("fourier", 0, "noiseFree", [["centre", 0.204, 0.007]]),
  ...rows("fourier", 45, "noiseFree", [["centre", 0.236, 0.008]]),
];

/**
 * Horizontal over vertical: left/right over top/bottom tips, at 45 degrees the top/bottom over the left/right edges. In the
 * joint density, and in the published image, where the columns of every model are normalised one by one. Errors that the source
 * does not state follow from those of the masses.
 *
 * @source GTV, Figure 3 (recomputed)
 */
export const orientationRatios: readonly {
  readonly family: FeatureFamily;
  readonly angle: number;
  readonly joint: Estimate;
  readonly image: Estimate;
}[] = [
  ratio("gaussian", 0, [0.99, 0.028], 2.32),
  ratio("gaussian", 22.5, [1.01, 0.028], 1.32),
  ratio("gaussian", 45, [0.9, 0.07], 5.41),
  ratio("fourier", 0, [0.99, 0.034], 5.8),
  ratio("fourier", 22.5, [1.01, 0.034], 2.39),
  ratio("fourier", 45, [0.94, 0.08], 2.11),
];

/** The image ratio is known to the relative error of the joint one: both count the same samples in the same sets. */
function ratio(family: FeatureFamily, angle: number, [joint, error]: readonly [number, number], image: number) {
  return {
    family,
    angle,
    joint: { value: joint, standardError: error },
    image: { value: image, standardError: (image * error) / joint },
  };
}
