import {
  type ForwardProcess,
  gaussianMixture,
  geometricGrid,
  type LinearScoreModel,
  type NoiseSchedule,
  variancePreserving,
} from "../../core/index.ts";
import { fourierAxis, gaussianBumps, tensorProduct } from "../../linear-models/index.ts";

/** One setting of the validity study, in one dimension; the sample count is swept. */
export interface ClosureSetting {
  readonly name: string;
  /** Components of the data: [weight, mean, variance]; variance 0 is a point. */
  readonly data: readonly (readonly [number, number, number])[];
  /** Drift of the variance-preserving schedule. */
  readonly drift: "beta" | "half-beta";
  readonly cutoffTime: number;
  readonly family: "gaussian-bumps" | "fourier";
  /** Features an axis; F is the square. */
  readonly count: number;
  /** α²/σ², cut at `ceiling` where there is one. */
  readonly ceiling: number | null;
  readonly trainingTimes: LinearScoreModel["trainingTimes"];
  readonly ridge: number;
}

/** Edges of the bins of total variations, and the states whose CDFs are averaged. */
export const closureEdges: Float64Array = Float64Array.from({ length: 31 }, (_, i) => -1.5 + i / 10);

const halfWidth = 1.5;
/** Runge–Kutta steps a decade of time. */
const stepsPerDecade = 20;

/** Process and model of a setting at one sample count. */
export function closureCell(
  setting: ClosureSetting,
  sampleCount: number,
): { readonly process: ForwardProcess; readonly model: LinearScoreModel } {
  const { cutoffTime, drift, ridge, trainingTimes } = setting;
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift, cutoffTime, terminalTime: 1 });
  return {
    process: {
      data: gaussianMixture({
        components: setting.data.map(([weight, mean, covariance]) => ({ weight, mean: [mean], covariance })),
      }),
      schedule,
      grid: geometricGrid(schedule, Math.ceil(stepsPerDecade * Math.log10(1 / cutoffTime))),
    },
    model: {
      features: featuresOf(setting),
      parameterization: "denoiser",
      baseScore: "zero",
      weight: weightOf(setting, schedule),
      ridge,
      sampleCount,
      target: "noisy",
      samplingBox: [[-halfWidth, halfWidth]],
      trainingTimes,
    },
  };
}

function featuresOf({ family, count, cutoffTime }: ClosureSetting): LinearScoreModel["features"] {
  if (family === "fourier")
    return tensorProduct(
      [fourierAxis({ count, period: 2 * halfWidth })],
      fourierAxis({ count, period: 1 - cutoffTime }),
    );
  return tensorProduct(
    [gaussianBumps({ count, low: -halfWidth, high: halfWidth, height: "density" })],
    gaussianBumps({ count, low: cutoffTime, high: 1, height: "density" }),
  );
}

function weightOf({ ceiling }: ClosureSetting, schedule: NoiseSchedule): (t: number) => number {
  const signalToNoise = (t: number): number => schedule.alpha(t) ** 2 / schedule.variance(t);
  return ceiling === null ? signalToNoise : (t) => Math.min(ceiling, signalToNoise(t));
}
