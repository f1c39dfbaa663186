import {
  type ForwardProcess,
  type LinearScoreModel,
  namedData,
  uniformGrid,
  variancePreserving,
} from "../../core/index.ts";
import { type FeatureAxis, fourierAxis, gaussianBumps, tensorProduct } from "../../linear-models/index.ts";

/** The two feature families of the figure. */
export type FeatureFamily = "gaussian" | "fourier";

/** Setting of the two-dimensional figure: four points on a circle, 10 × 10 × 10 features. @source GTV, Figure 3 */
export const orientation = {
  families: ["gaussian", "fourier"],
  /** Degrees. */
  angles: [0, 22.5, 45],
  cutoffTime: 0.01,
  sampleCount: 500,
  perAxis: 10,
  halfWidth: 1.5,
  ridge: 0.1,
  steps: 30,
  /** Bins a side of the published histogram. */
  bins: 200,
} as const;

export const familyNames: Readonly<Record<FeatureFamily, string>> = { gaussian: "Gaussian", fourier: "Fourier" };

/** Process and model of one family at one angle. */
export function orientationCell(
  family: FeatureFamily,
  angle: number,
): { readonly process: ForwardProcess; readonly model: LinearScoreModel } {
  const { cutoffTime, halfWidth, ridge, sampleCount, steps } = orientation;
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime: 1 });
  const space = spatialAxis(family);
  return {
    process: { data: namedData("four-points", { angle }), schedule, grid: uniformGrid(schedule, steps) },
    model: {
      features: tensorProduct([space, space], timeAxis(family)),
      parameterization: "denoiser",
      baseScore: "zero",
      weight: (t) => schedule.alpha(t) ** 2 / schedule.variance(t),
      ridge,
      sampleCount,
      target: "noisy",
      samplingBox: [
        [-halfWidth, halfWidth],
        [-halfWidth, halfWidth],
      ],
      trainingTimes: "uniform",
    },
  };
}

function spatialAxis(family: FeatureFamily): FeatureAxis {
  const { perAxis: count, halfWidth } = orientation;
  return family === "gaussian"
    ? gaussianBumps({ count, low: -halfWidth, high: halfWidth, height: "density" })
    : fourierAxis({ count, period: 2 * halfWidth });
}

function timeAxis(family: FeatureFamily): FeatureAxis {
  const { perAxis: count, cutoffTime } = orientation;
  return family === "gaussian"
    ? gaussianBumps({ count, low: cutoffTime, high: 1, height: "density" })
    : fourierAxis({ count, period: 1 - cutoffTime });
}

/** A set of states of the plane whose mass the figure reports. */
export interface PlaneSet {
  readonly name: string;
  contains(x: number, y: number): boolean;
}

/** Radius of the discs of the reference table. */
const radius = 0.25;

/**
 * The sets of the reference tables. At 0 and 22.5 degrees: discs around the data, around the centre and around the middles
 * of the edges between neighbours; at 45 degrees, where edges lie along the axes: rectangles around edges, a square in the
 * centre, discs around the data. At every angle what lies outside the features' box.
 */
export function orientationSets(angle: number): readonly PlaneSet[] {
  const centers = orientationCell("gaussian", angle).process.data.components.map(({ mean }) => mean);
  const middles = centers.map((center, k) => {
    const next = centers[(k + 1) % centers.length]!;
    return [(center[0]! + next[0]!) / 2, (center[1]! + next[1]!) / 2];
  });
  const discs = (name: string, among: readonly ArrayLike<number>[]): PlaneSet => ({
    name,
    contains: (x, y) => among.some((center) => (x - center[0]!) ** 2 + (y - center[1]!) ** 2 < radius ** 2),
  });
  const { halfWidth } = orientation;
  const outside: PlaneSet = {
    name: "outside box",
    contains: (x, y) => Math.abs(x) > halfWidth || Math.abs(y) > halfWidth,
  };
  if (angle !== 45) {
    return [
      discs("left/right tips", [centers[0]!, centers[2]!]),
      discs("top/bottom tips", [centers[1]!, centers[3]!]),
      discs("centre", [[0, 0]]),
      discs("edge mids", middles),
      outside,
    ];
  }
  const near = (value: number): boolean => Math.abs(value) < 0.35;
  const far = (value: number): boolean => Math.abs(value) > 0.5 && Math.abs(value) < 0.95;
  return [
    { name: "top/bottom edge", contains: (x, y) => near(x) && far(y) },
    { name: "left/right edge", contains: (x, y) => near(y) && far(x) },
    { name: "centre", contains: (x, y) => near(x) && near(y) },
    discs("near data", centers),
    outside,
  ];
}
