import {
  type ForwardProcess,
  type LinearScoreModel,
  namedData,
  type Region,
  type TimeGrid,
  variancePreserving,
} from "../../core/index.ts";
import { gaussianBumps, tensorProduct } from "../../linear-models/index.ts";

/** Setting of the one-dimensional gap-filling figure: three points, 16 × 16 bumps. @source GTV, Figure 2 */
export const gapFilling = {
  cutoffTimes: [1e-4, 1e-3, 1e-2],
  sampleCounts: [1024, 512, 256, 128, 64],
  centers: 16,
  halfWidth: 1.5,
  ridge: 0.1,
  steps: 30,
  gridPoints: 200,
} as const;

/** Regions of the reference table. */
export const gapRegions: readonly Region[] = [
  { name: "c0", kind: "intervals", intervals: [[-0.25, 0.25]] },
  {
    name: "gap",
    kind: "intervals",
    intervals: [
      [-0.75, -0.25],
      [0.25, 0.75],
    ],
  },
  {
    name: "c1",
    kind: "intervals",
    intervals: [
      [-1.25, -0.75],
      [0.75, 1.25],
    ],
  },
  {
    name: "tail",
    kind: "intervals",
    intervals: [
      [null, -1.25],
      [1.25, null],
    ],
  },
];

/** Process and model at one cutoff time and sample count. */
export function gapFillingCell(
  cutoffTime: number,
  sampleCount: number,
  grid: (schedule: ForwardProcess["schedule"]) => TimeGrid,
): { readonly process: ForwardProcess; readonly model: LinearScoreModel } {
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime: 1 });
  const { centers, halfWidth, ridge } = gapFilling;
  const space = gaussianBumps({ count: centers, low: -halfWidth, high: halfWidth, height: "density" });
  const time = gaussianBumps({ count: centers, low: cutoffTime, high: 1, height: "density" });
  return {
    process: { data: namedData("three-points"), schedule, grid: grid(schedule) },
    model: {
      features: tensorProduct([space], time),
      parameterization: "denoiser",
      baseScore: "zero",
      weight: (t) => schedule.alpha(t) ** 2 / schedule.variance(t),
      ridge,
      sampleCount,
      target: "noisy",
      samplingBox: [[-halfWidth, halfWidth]],
      trainingTimes: "uniform",
    },
  };
}
