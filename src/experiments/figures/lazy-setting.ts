import { type ForwardProcess, geometricGrid, namedData, type Region, variancePreserving } from "../../core/index.ts";
import { gradientFlow, type LazyScoreModel, networkInput, reluNetwork } from "../../linear-models/index.ts";
import { gapRegions } from "./gap-filling-setting.ts";
import { squareGap } from "./square-gap.ts";

/** One network on one data set, trained for several times. */
export interface LazyCase {
  readonly name: "line-shallow" | "line-deep" | "plane";
  readonly title: string;
  readonly data: "three-points" | "four-points";
  readonly depth: number;
}

/** Setting of the figure of lazy networks; ours, since no numbers of such networks are published. */
export const lazySetting = {
  cases: [
    { name: "line-shallow", title: "three points, depth 1", data: "three-points", depth: 1 },
    { name: "line-deep", title: "three points, depth 3", data: "three-points", depth: 3 },
    { name: "plane", title: "four points in the plane, depth 2", data: "four-points", depth: 2 },
  ] as readonly LazyCase[],
  trainingTimes: [0.1, 1, 10, 100],
  cutoffTime: 0.01,
  sampleCount: 128,
  bias: 0.3,
  steps: 40,
  paths: 6,
  landmarks: 200,
  halfWidth: 1.8,
} as const;

/** Tips, edges and centre of the square that four points on the unit circle make. */
const squareRegions: readonly Region[] = [
  {
    name: "tips",
    kind: "balls",
    centers: [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ],
    radius: 0.3,
  },
  squareGap,
  { name: "centre", kind: "balls", centers: [[0, 0]], radius: 0.3 },
];

/** The regions of a case; the one named "gap" lies between neighbouring points. */
export function lazyRegions({ data }: LazyCase): readonly Region[] {
  return data === "three-points" ? gapRegions : squareRegions;
}

/** Process and model of a case at one training time; the weight α²/σ² and log-uniform times see every noise level alike. */
export function lazyCell(
  { data, depth }: LazyCase,
  trainingTime: number,
  target: LazyScoreModel["target"] = "noisy",
): { readonly process: ForwardProcess; readonly model: LazyScoreModel } {
  const { cutoffTime, sampleCount, bias, steps } = lazySetting;
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime: 1 });
  const points = namedData(data);
  return {
    process: { data: points, schedule, grid: geometricGrid(schedule, steps) },
    model: {
      kernel: reluNetwork(networkInput(schedule, points.dim), depth, bias).ntk,
      filter: gradientFlow(trainingTime),
      initial: null,
      parameterization: "denoiser",
      baseScore: "zero",
      weight: (t) => schedule.alpha(t) ** 2 / schedule.variance(t),
      sampleCount,
      target,
      trainingTimes: "log-uniform",
    },
  };
}
