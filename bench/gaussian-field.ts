/**
 * The Gaussian field in leading order of 1/P: 100 000 paths of 300 Euler steps, each through a field of its own (256
 * coefficients W = W* + R g); numpy does 1000 paths of it on one thread.
 * Run: npx tsx bench/gaussian-field.ts [paths]
 */
import { diskLoader } from "../src/cli/disk-loader.ts";
import { sharedMatrix, sharedNumbers } from "../src/core/index.ts";
import { builtExperiment } from "../src/experiments/built-experiment.ts";
import { fieldRanges } from "../src/experiments/member-ranges.ts";
import { factorAt, populationResult } from "../src/experiments/population-result.ts";
import { numpySeconds, printRow } from "./baseline.ts";
import { ensembleSpec, printTimes, timeTasks } from "./ensemble.ts";

const paths = Number(process.argv[2] ?? 100_000);
const spec = ensembleSpec(paths);
const built = await builtExperiment(spec, diskLoader(process.cwd()));
const { solution, factor } = populationResult(built.modelAt(1), built.process);
const input = {
  spec,
  sampleCount: 1024,
  name: "sandwich",
  mean: sharedMatrix(solution),
  factor: factorAt(factor, 1024),
};
const ends = sharedNumbers(paths);
const tasks = fieldRanges(paths, 1).map((range) => ({
  task: "field-paths",
  input: { ...input, ...range },
  into: ends.subarray(range.from, range.to),
}));
const baseline = 1000;
for (const times of await timeTasks(tasks)) {
  const { threads, wall } = times;
  const numpy = numpySeconds("./ensemble.py", "field", String(baseline));
  printRow(
    `${paths} paths through fields of rank ${factor.cols}, ${threads} thread(s)`,
    wall,
    `numpy, one thread, ${paths / baseline} x (${baseline} paths)`,
    numpy && (numpy * paths) / baseline,
  );
  printTimes(times);
}
