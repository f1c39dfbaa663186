import { dirname, resolve } from "node:path";
import {
  catalogueSpec,
  defaultExperiment,
  type ExperimentSpec,
  parseSpec,
  runExperiment,
} from "../../experiments/index.ts";
import { experimentFigures, experimentReport, experimentTable, resultJson } from "../../report/index.ts";
import { announce } from "../announce.ts";
import { diskLoader } from "../disk-loader.ts";
import { exitCodes } from "../exit-codes.ts";
import { type ProduceOptions, produce } from "../produce.ts";
import { readJson } from "../read-json.ts";

/** `scorepath run [spec]`. */
export async function run(path: string | undefined, options: ProduceOptions): Promise<number> {
  const spec = withSeed(
    path === undefined ? catalogueSpec(defaultExperiment)! : parseSpec(await readJson(path)),
    options.seed,
  );
  const folder = path === undefined || path === "-" ? process.cwd() : dirname(resolve(path));
  const loader = diskLoader(folder);
  const outcome = await produce(options, folder, (workbench) => runExperiment(spec, { ...workbench, loader }), {
    json: resultJson,
    report: experimentReport,
    plots: experimentFigures,
  });
  announce(options, outcome, resultJson, experimentTable);
  const { cells, verdicts: overall = [] } = outcome.result;
  const failed = [...cells.flatMap(({ verdicts }) => verdicts), ...overall].some(({ status }) => status === "failed");
  return options.strict && failed ? exitCodes.claimFailed : exitCodes.done;
}

function withSeed(spec: ExperimentSpec, seed: number | undefined): ExperimentSpec {
  return seed === undefined ? spec : { ...spec, seed };
}
