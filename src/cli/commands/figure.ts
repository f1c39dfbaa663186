import { closestName } from "../../core/index.ts";
import { figureIds, runFigure } from "../../experiments/index.ts";
import { figurePlots, figureReport, figureTable, resultJson } from "../../report/index.ts";
import { announce } from "../announce.ts";
import { diskLoader } from "../disk-loader.ts";
import { exitCodes } from "../exit-codes.ts";
import { type ProduceOptions, produce } from "../produce.ts";
import { UsageError } from "../usage-error.ts";

/** Options of `figure`. */
export interface FigureOptions extends Omit<ProduceOptions, "out"> {
  readonly list?: boolean;
  readonly scheme: string;
  readonly models?: number;
  readonly backend: string;
  readonly data: readonly string[];
  readonly out?: string;
}

const schemes = ["published", "accurate"] as const;

/** `scorepath figure <id>` and `scorepath figure --list`. */
export async function figure(id: string | undefined, options: FigureOptions): Promise<number> {
  if (options.list) {
    process.stdout.write(options.json ? `${JSON.stringify(figureIds)}\n` : `${figureIds.join("\n")}\n`);
    return exitCodes.done;
  }
  const known = knownName("figure", id, figureIds);
  const scheme = knownName("--scheme", options.scheme, schemes);
  const { seed, models, backend, data } = options;
  const choices = {
    scheme,
    backend,
    data,
    ...(seed === undefined ? {} : { seed }),
    ...(models === undefined ? {} : { models }),
  };
  const loader = diskLoader(process.cwd());
  const outcome = await produce(
    { ...options, out: options.out ?? known },
    process.cwd(),
    (workbench) => runFigure(known, choices, { ...workbench, loader }),
    { json: resultJson, report: figureReport, plots: figurePlots },
  );
  announce(options, outcome, resultJson, figureTable);
  return exitCodes.done;
}

function knownName<Name extends string>(where: string, written: string | undefined, names: readonly Name[]): Name {
  const found = names.find((name) => name === written);
  if (found !== undefined) return found;
  const near = closestName(written ?? "", names);
  const hint = near === null ? "" : ` (did you mean "${near}"?)`;
  throw new UsageError(
    `${where}: ${written === undefined ? "nothing" : JSON.stringify(written)} must be one of ${names.join(", ")}${hint}`,
  );
}
