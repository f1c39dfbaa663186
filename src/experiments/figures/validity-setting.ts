import {
  type ForwardProcess,
  geometricGrid,
  type LinearScoreModel,
  pointMasses,
  variancePreserving,
} from "../../core/index.ts";
import { fourierAxis, gaussianBumps, tensorProduct } from "../../linear-models/index.ts";

/** One setting of the validity study: data, features, cutoff time and ridge; the sample count is swept. */
export interface ValiditySetting {
  readonly name: string;
  readonly points: readonly number[];
  readonly family: "gaussian-bumps" | "fourier";
  /** Features an axis; F is the square. */
  readonly count: number;
  readonly cutoffTime: number;
  readonly ridge: number;
}

const base = { points: [-1, 0, 1], count: 16, ridge: 0.1 } as const;

/** The settings of the map: both feature families of GTV, Figures 2 and 3, at two cutoff times. */
export const mapSettings: readonly ValiditySetting[] = [
  { ...base, name: "Gaussian bumps, ε = 0.01", family: "gaussian-bumps", cutoffTime: 1e-2 },
  { ...base, name: "Gaussian bumps, ε = 0.001", family: "gaussian-bumps", cutoffTime: 1e-3 },
  { ...base, name: "Fourier, ε = 0.01", family: "fourier", cutoffTime: 1e-2 },
  { ...base, name: "Fourier, ε = 0.001", family: "fourier", cutoffTime: 1e-3 },
];

/** Sample counts of the map: F/P from 4 to 1/64. */
export const mapSampleCounts: readonly number[] = [64, 256, 1024, 4096, 16384];

/** End states whose CDF is averaged: edges of the bins of the total variation. */
export const validityEdges: Float64Array = Float64Array.from({ length: 31 }, (_, i) => -1.5 + i / 10);

const halfWidth = 1.5;
/** Runge–Kutta steps per decade of time. */
const stepsPerDecade = 30;

/** Process and model of a setting at one sample count. */
export function validityCell(
  setting: ValiditySetting,
  sampleCount: number,
): { readonly process: ForwardProcess; readonly model: LinearScoreModel } {
  const { cutoffTime, count, ridge } = setting;
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime: 1 });
  const features =
    setting.family === "gaussian-bumps"
      ? tensorProduct(
          [gaussianBumps({ count, low: -halfWidth, high: halfWidth, height: "density" })],
          gaussianBumps({ count, low: cutoffTime, high: 1, height: "density" }),
        )
      : tensorProduct([fourierAxis({ count, period: 2 * halfWidth })], fourierAxis({ count, period: 1 - cutoffTime }));
  const steps = Math.ceil(stepsPerDecade * Math.log10(1 / cutoffTime));
  return {
    process: {
      data: pointMasses(setting.points.map((point) => [point])),
      schedule,
      grid: geometricGrid(schedule, steps),
    },
    model: {
      features,
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
