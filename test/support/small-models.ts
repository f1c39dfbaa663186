import {
  type DataDistribution,
  type ForwardProcess,
  geometricGrid,
  type LinearScoreModel,
  type NoiseSchedule,
  type NoisyStates,
  namedData,
  type ScoreField,
  variancePreserving,
} from "../../src/core/index.ts";
import { gaussianBumps, tensorProduct } from "../../src/linear-models/index.ts";

/** Variance-preserving noise above ε = 0.05 with `steps` geometric steps: cheap, and smooth for every integrator. */
export function smallProcess(data: DataDistribution = namedData("three-points"), steps: number = 20): ForwardProcess {
  const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 0.05 });
  return { data, schedule, grid: geometricGrid(schedule, steps) };
}

/** A denoiser on 4 bumps an axis, box [−1.5, 1.5]^D. */
export function smallModel(process: ForwardProcess, change: Partial<LinearScoreModel> = {}): LinearScoreModel {
  const { data, schedule } = process;
  const { cutoffTime, terminalTime } = schedule;
  const space = gaussianBumps({ count: 4, low: -1.5, high: 1.5, height: "one" });
  const time = gaussianBumps({ count: 4, low: cutoffTime, high: terminalTime, height: "one" });
  return {
    features: tensorProduct(
      Array.from({ length: data.dim }, () => space),
      time,
    ),
    parameterization: "denoiser",
    baseScore: "zero",
    weight: (t) => schedule.alpha(t) ** 2 / schedule.variance(t),
    ridge: 0.01,
    sampleCount: 64,
    target: "noisy",
    samplingBox: Array.from({ length: data.dim }, () => [-1.5, 1.5] as const),
    trainingTimes: "uniform",
    ...change,
  };
}

/** The field in which nothing moves: −βx − Dŝ = 0, so that end states are start states. */
export function stillField(schedule: NoiseSchedule, dim: number): ScoreField {
  return {
    dim,
    score: (x, t) => x.values.map((value) => (-schedule.beta(t) * value) / schedule.diffusivity(t)),
  };
}

/** Six states of any dimension and time, away from symmetric places. */
export function someStates(process: ForwardProcess): NoisyStates {
  const { dim } = process.data;
  const { cutoffTime, terminalTime } = process.schedule;
  const count = 6;
  const values = Float64Array.from({ length: count * dim }, (_, i) => 1.7 * Math.sin(1 + 2.3 * i));
  const t = Float64Array.from(
    { length: count },
    (_, n) => cutoffTime + ((terminalTime - cutoffTime) * (n + 0.3)) / count,
  );
  return { x: { count, dim, values }, t };
}
