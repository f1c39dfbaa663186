import { dirname, join, resolve } from "node:path";
import {
  buildTraining,
  openBackend,
  parseTrainingSpec,
  runTraining,
  trainingSummary,
} from "../../experiments/index.ts";
import { formatEstimate, trainingReport } from "../../report/index.ts";
import { checkpointFolder } from "../checkpoint-folder.ts";
import { diskLoader } from "../disk-loader.ts";
import { exitCodes } from "../exit-codes.ts";
import { backendsFound, bestBackend } from "../found-backends.ts";
import type { GlobalOptions } from "../global-options.ts";
import { measurementFile } from "../measurement-files.ts";
import { writeAtomically } from "../output-folder.ts";
import { packageVersion, plotlyBundle } from "../package-assets.ts";
import { progressBar } from "../progress.ts";
import { readJson } from "../read-json.ts";
import { installedPackages } from "../training-packages.ts";

/** Options of `train`. */
export interface TrainOptions extends GlobalOptions {
  readonly backend: string;
  readonly out: string;
  readonly checkpointSteps: number;
  /** GiB. */
  readonly memory?: number;
}

/** `scorepath train <spec>`; ends the process, which an open device would keep running. */
export async function train(path: string, options: TrainOptions): Promise<void> {
  const parsed = parseTrainingSpec(await readJson(path));
  const spec = options.seed === undefined ? parsed : { ...parsed, seed: options.seed };
  const built = await buildTraining(spec, diskLoader(path === "-" ? process.cwd() : dirname(resolve(path))));
  const plotly = plotlyBundle();
  // Looked for in another process: a driver that is not there complains on its own.
  const name = options.backend === "auto" ? bestBackend(backendsFound()) : options.backend;
  const backend = await openBackend(name, installedPackages);
  const store = checkpointFolder(join(options.out, "checkpoints"));
  const write = measurementFile(options.out, "training", backend, spec.seed);
  const bar = progressBar();
  const start = performance.now();
  let resumed: number | null = null;
  const onProgress = (done: number, total: number): void => {
    resumed ??= done;
    const seconds = (performance.now() - start) / 1000;
    const left = done === resumed ? "" : `, ${Math.ceil((seconds * (total - done)) / (done - resumed))} s left`;
    bar.update(done, total, `training on ${backend.name}${left}`);
  };
  const result = await runTraining(spec, built, {
    backend,
    store,
    onProgress,
    checkpointEvery: options.checkpointSteps,
    ...(options.memory === undefined ? {} : { memoryLimit: options.memory * 2 ** 30 }),
  }).finally(() => bar.stop());
  write(result);
  const summary = trainingSummary(result, backend, {
    version: packageVersion(),
    command: ["scorepath", ...process.argv.slice(2)].join(" "),
    node: process.versions.node,
    wallSeconds: Math.round(performance.now() - start) / 1000,
  });
  writeAtomically(join(resolve(options.out), "report.html"), trainingReport(summary, plotly));
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  const last = result.losses.at(-1);
  const lines = [
    `${result.members} members trained on ${backend.name} (${backend.adapter.description})`,
    ...summary.failed,
    ...(last === undefined
      ? []
      : [`loss at step ${last.step}: ${last.value.toPrecision(4)} ± ${last.standardError.toPrecision(2)}`]),
    `gradient clipping: ${result.gradientClipping}`,
    ...result.measurements.flatMap(({ quantity, estimate }) =>
      estimate === null ? [] : [`${quantity}: ${formatEstimate(estimate)}`],
    ),
    `written: ${join(options.out, "training.json")}, ${join(options.out, "report.html")}`,
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
  if (result.members === 0) {
    process.stderr.write("scorepath: no member was trained to the end; take a smaller learning rate, or clipNorm\n");
    process.exit(exitCodes.badInput);
  }
  process.exit(exitCodes.done);
}
