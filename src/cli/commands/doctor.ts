import { statSync } from "node:fs";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { activeEngine, elementaryEngine, engineNames } from "../../experiments/index.ts";
import { chromiumAdvice, findChromium } from "../chromium.ts";
import { exitCodes } from "../exit-codes.ts";
import { backendsFound, bestBackend, type FoundBackend } from "../found-backends.ts";
import type { GlobalOptions } from "../global-options.ts";
import { openblasAdvice, openblasLibrary } from "../openblas-algebra-library.ts";
import { packageVersion, plotlyPath } from "../package-assets.ts";

/** Oldest Node that is supported. */
const oldestNode: readonly [number, number] = [20, 20];

/** Options of `doctor`. */
export interface DoctorOptions extends GlobalOptions {
  /** Also trains and times a small model on a device. */
  readonly gpu?: boolean;
  readonly backend: string;
}

/** `scorepath doctor`; with --gpu it ends the process, which an open device would keep running. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { json } = options;
  const chromium = findChromium();
  const plotly = plotlyFound();
  const openblas = await openblasLibrary();
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const found = {
    scorepath: packageVersion(),
    node: {
      version: process.versions.node,
      supported: major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]),
    },
    platform: `${process.platform} ${process.arch}`,
    cores: { available: availableParallelism(), model: cpus()[0]?.model.trim() ?? "unknown" },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    algebra: { used: activeEngine(), engines: engineNames() },
    elementary: elementaryEngine(),
    training: backendsFound(),
    openblas: openblas === null ? null : { path: openblas.path, version: openblas.version },
    plotly,
    chromium,
  };
  process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : `${lines(found).join("\n")}\n`);
  if (options.gpu) {
    const { measureHere } = await import("./measure.ts");
    const backend = options.backend === "auto" ? bestBackend(found.training) : options.backend;
    const tiny = found.training.every(({ name, software }) => name !== backend || software || name === "wasm");
    await measureHere("self-check", { ...options, backend, tiny, out: "scorepath-measurement", limitSeconds: 600 });
  }
  return exitCodes.done;
}

interface Findings {
  readonly scorepath: string;
  readonly node: { readonly version: string; readonly supported: boolean };
  readonly platform: string;
  readonly cores: { readonly available: number; readonly model: string };
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  readonly algebra: { readonly used: string; readonly engines: readonly string[] };
  readonly elementary: string;
  readonly training: readonly FoundBackend[];
  readonly openblas: { readonly path: string; readonly version: string } | null;
  readonly plotly: { readonly path: string; readonly bytes: number } | null;
  readonly chromium: string | null;
}

function lines(found: Findings): string[] {
  const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const { node, cores, memory, algebra, openblas, plotly, chromium } = found;
  const rows: readonly (readonly [string, string])[] = [
    ["scorepath", found.scorepath],
    ["Node", `${node.version}${node.supported ? "" : `: too old, install Node ${oldestNode.join(".")} or newer`}`],
    ["platform", found.platform],
    ["cores", `${cores.available} (${cores.model})`],
    ["memory", `${gigabytes(memory.totalBytes)}, ${gigabytes(memory.freeBytes)} free`],
    ["algebra", `${algebra.used} (engines: ${algebra.engines.join(", ")})`],
    ["elementary", `${found.elementary} (functions on arrays, softmax sums, batches of random numbers)`],
    ...found.training.map(({ name, found: there, text, software }, k): readonly [string, string] => {
      const state = !there
        ? `not found: ${text}`
        : software && name !== "cpu"
          ? `${text}; a software adapter, no GPU`
          : text;
      return [k === 0 ? "training" : "", `${name}: ${state}`];
    }),
    ["OpenBLAS", openblas === null ? `not found: ${openblasAdvice}` : `${openblas.version} (${openblas.path})`],
    [
      "reports",
      plotly === null
        ? "Plotly bundle missing: run npm ci again"
        : `Plotly bundle, ${(plotly.bytes / 2 ** 20).toFixed(1)} MiB`,
    ],
    ["images", chromium ?? `no Chromium found: ${chromiumAdvice}`],
  ];
  return rows.map(([name, text]) => `${name.padEnd(10)} ${text}`);
}

function plotlyFound(): Findings["plotly"] {
  try {
    const path = plotlyPath();
    return { path, bytes: statSync(path).size };
  } catch {
    return null;
  }
}
