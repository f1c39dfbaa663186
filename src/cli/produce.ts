import type { NamedPlot } from "../report/index.ts";
import { requireChromium } from "./chromium.ts";
import type { GlobalOptions } from "./global-options.ts";
import { threadCount } from "./global-options.ts";
import { plotImages } from "./images.ts";
import { type OutputFolder, openOutputFolder } from "./output-folder.ts";
import { packageVersion, plotlyBundle } from "./package-assets.ts";
import { progressBar } from "./progress.ts";
import { type ThreadPool, threadPool } from "./thread-pool.ts";

/** Options of the commands that write results. */
export interface ProduceOptions extends GlobalOptions {
  readonly out: string;
  readonly images?: boolean;
}

/** What the work of such a command is given. */
export interface Workbench {
  readonly parallel: ThreadPool;
  readonly onProgress: (done: number, total: number, label: string) => void;
  readonly provenance: { readonly version: string; readonly command: string; readonly node: string };
}

/** How a result becomes files. */
export interface Rendering<Result> {
  readonly json: (result: Result) => string;
  readonly report: (result: Result, plotly: string) => string;
  readonly plots: (result: Result) => readonly NamedPlot[];
}

/**
 * Does long work and writes its result: everything that can be missing (the folder, the browser, the bundle) is looked
 * for before the work starts, and files appear only when all of them are there.
 *
 * @param folder - where relative paths of data files start
 * @returns the result with its wall time, and the absolute path of the report
 */
export async function produce<Result extends { readonly provenance: { readonly wallSeconds: number } }>(
  options: ProduceOptions,
  folder: string,
  work: (workbench: Workbench) => Promise<Result>,
  rendering: Rendering<Result>,
): Promise<{ readonly result: Result; readonly files: readonly string[]; readonly folder: string }> {
  const chromium = options.images ? requireChromium() : null;
  const plotly = plotlyBundle();
  const output = openOutputFolder(options.out);
  const bar = progressBar();
  let parallel: ThreadPool | null = null;
  try {
    const start = performance.now();
    parallel = threadPool(threadCount(options), folder);
    const raw = await work({ parallel, onProgress: bar.update, provenance: provenance() });
    const wallSeconds = Math.round(performance.now() - start) / 1000;
    const result = { ...raw, provenance: { ...raw.provenance, wallSeconds } };
    bar.stop();
    const files = writeFiles(output, result, rendering, plotly);
    if (chromium !== null) files.push(...(await writeImages(output, rendering.plots(result), plotly, chromium)));
    output.commit();
    return { result, files, folder: output.path };
  } finally {
    bar.stop();
    output.discard();
    await parallel?.close();
  }
}

function writeFiles<Result>(
  output: OutputFolder,
  result: Result,
  rendering: Rendering<Result>,
  plotly: string,
): string[] {
  output.write("result.json", rendering.json(result));
  output.write("report.html", rendering.report(result, plotly));
  return ["result.json", "report.html"];
}

async function writeImages(
  output: OutputFolder,
  plots: readonly NamedPlot[],
  plotly: string,
  chromium: string,
): Promise<string[]> {
  const names: string[] = [];
  for (const plot of plots) {
    for (const { name, content } of await plotImages(plot, plotly, chromium)) {
      output.write(name, content);
      names.push(name);
    }
  }
  return names;
}

function provenance(): Workbench["provenance"] {
  const command = ["scorepath", ...process.argv.slice(2)].join(" ");
  return { version: packageVersion(), command, node: process.versions.node };
}
