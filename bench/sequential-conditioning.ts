/**
 * Sequential conditioning of the sandwich field of the gap-filling figure against one weight vector a path: processor time, gap mass
 * with its error over paths, and the Kolmogorov–Smirnov p-value of both ends having one law. One thread.
 * Run: npx tsx bench/sequential-conditioning.ts [paths] [steps] [sampleCount]
 */
import { namedData, type Region, type SampleSet, uniformGrid, variancePreserving } from "../src/core/index.ts";
import { gaussianBumps, populationMoments, sandwichEnsemble, tensorProduct } from "../src/linear-models/index.ts";
import { kolmogorovSurvival, seededRng } from "../src/numerics/index.ts";
import { pathAverage, sequentialConditioning } from "../src/path-integral/index.ts";
import { kolmogorovSmirnov, regionMassEstimate, sampleLaw } from "../src/validate/index.ts";

const [paths = 20_000, steps = 30, sampleCount = 256] = process.argv.slice(2).map(Number);
const schedule = variancePreserving({ drift: "beta", cutoffTime: 0.01 });
const setting = { data: namedData("three-points"), schedule, grid: uniformGrid(schedule, steps) };
const space = gaussianBumps({ count: 16, low: -1.5, high: 1.5, height: "density" });
const time = gaussianBumps({ count: 16, low: 0.01, high: 1, height: "density" });
const model = {
  features: tensorProduct([space], time),
  parameterization: "denoiser",
  baseScore: "zero",
  weight: (t: number): number => schedule.alpha(t) ** 2 / schedule.variance(t),
  ridge: 0.1,
  sampleCount,
  target: "noisy",
  samplingBox: [[-1.5, 1.5]],
  trainingTimes: "uniform",
} as const;
const field = sandwichEnsemble(model, setting, populationMoments(model, setting));
const gap: Region = {
  name: "gap",
  kind: "intervals",
  intervals: [
    [-0.75, -0.25],
    [0.25, 0.75],
  ],
};

const timed = <T>(run: () => T): readonly [T, string] => {
  const start = process.cpuUsage();
  const found = run();
  const { user, system } = process.cpuUsage(start);
  return [found, `${((user + system) / 1e6).toFixed(1)} s`];
};
const massOf = (samples: SampleSet): string => {
  const { value, standardError } = regionMassEstimate(samples, gap);
  return `gap ${value.toFixed(4)} ± ${standardError.toFixed(4)}`;
};

const [weights, weightTime] = timed(() =>
  pathAverage({ method: "euler", models: paths, pathsPerModel: 1 }).propagate(seededRng(1), setting, field),
);
const byWeights = weights.distribution as SampleSet;
process.stdout.write(`weights, ${paths} paths × ${steps} steps: ${weightTime}, ${massOf(byWeights)}\n`);
const runs = [
  ...[1e-4, 1e-6, 1e-8, 1e-10].map((jitter) => ["gram-schmidt", paths, jitter] as const),
  ...[1e-4, 1e-6, 1e-8, 1e-10].map((jitter) => ["cholesky", Math.ceil(paths / 20), jitter] as const),
];
for (const [conditioning, count, relativeJitter] of runs) {
  const [found, taken] = timed(() =>
    sequentialConditioning({ paths: count, conditioning, relativeJitter }).propagate(seededRng(2), setting, field),
  );
  const samples = found.distribution as SampleSet;
  const distance = kolmogorovSmirnov.between(sampleLaw(samples), sampleLaw(byWeights));
  const p = kolmogorovSurvival(distance * Math.sqrt((count * paths) / (count + paths)));
  const met = (found.diagnostics.directions as number).toFixed(1);
  process.stdout.write(
    `${conditioning}, jitter ${relativeJitter}, ${count} paths: ${taken}, ${massOf(samples)}, p = ${p.toFixed(2)}, ${met} directions\n`,
  );
}
