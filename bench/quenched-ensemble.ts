/**
 * The exact quenched ensemble: 10 000 models of 256 features trained on P = 1024 draws each, one path of 300 Euler steps
 * through each; numpy does 40 models of it on one thread.
 * Run: npx tsx bench/quenched-ensemble.ts [models]
 */
import { memberRanges } from "../src/experiments/member-ranges.ts";
import { numpySeconds, printRow } from "./baseline.ts";
import { ensembleSpec, printTimes, timeTasks } from "./ensemble.ts";

const models = Number(process.argv[2] ?? 10_000);
const spec = ensembleSpec(models);
const tasks = memberRanges(models).map((range) => ({
  task: "predicted-members",
  input: { spec, sampleCount: 1024, ...range },
}));
const baseline = 40;
for (const times of await timeTasks(tasks)) {
  const { threads, wall } = times;
  const numpy = numpySeconds("./ensemble.py", "quenched", String(baseline));
  printRow(
    `${models} models trained and sampled, ${threads} thread(s)`,
    wall,
    `numpy, one thread, ${models / baseline} x (${baseline} models)`,
    numpy && (numpy * models) / baseline,
  );
  printTimes(times);
}
