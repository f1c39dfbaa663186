/**
 * Exact training of one model of the gap-filling figure (256 features) at each P, one thread, against numpy.
 * Run: npx tsx bench/training.ts
 */
import { namedData, uniformGrid, variancePreserving } from "../src/core/index.ts";
import { gaussianBumps, tensorProduct, trainCoefficients } from "../src/linear-models/index.ts";
import { seededRng } from "../src/numerics/index.ts";
import { bestSeconds, numpySeconds, printRow } from "./baseline.ts";

const schedule = variancePreserving({ drift: "beta", cutoffTime: 0.01 });
const space = gaussianBumps({ count: 16, low: -1.5, high: 1.5, height: "density" });
const time = gaussianBumps({ count: 16, low: 0.01, high: 1, height: "density" });
const process = { data: namedData("three-points"), schedule, grid: uniformGrid(schedule, 30) };
for (const sampleCount of [64, 128, 256, 512, 1024]) {
  const model = {
    features: tensorProduct([space], time),
    parameterization: "denoiser",
    baseScore: "zero",
    weight: (t: number): number => schedule.alpha(t) ** 2 / schedule.variance(t),
    ridge: 0.1,
    sampleCount,
    target: "noisy",
    samplingBox: null,
    trainingTimes: "uniform",
  } as const;
  const models = 20;
  const ours = (await bestSeconds(5, () => trainCoefficients(seededRng(1), model, process, 0, models))) / models;
  printRow(
    `training one model, P = ${sampleCount}`,
    ours,
    "numpy with BLAS, one thread",
    numpySeconds("./training.py", String(sampleCount)),
  );
}
