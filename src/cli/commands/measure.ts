import { closestName, digitsFromBytes, type Points } from "../../core/index.ts";
import {
  compareBackends,
  measureOrdinaryNetworks,
  measureThroughput,
  measureWideNetworks,
  type OrdinaryCase,
  openBackend,
  ordinaryCases,
  type PackageSource,
  type TrainingBackend,
  throughputSettings,
  wideSettings,
} from "../../experiments/index.ts";
import { diskLoader } from "../disk-loader.ts";
import { exitCodes } from "../exit-codes.ts";
import type { GlobalOptions } from "../global-options.ts";
import { measurementFile } from "../measurement-files.ts";
import { installedPackages } from "../training-packages.ts";
import { UsageError } from "../usage-error.ts";

/** Options of `measure` and of `doctor --gpu`. */
export interface MeasureOptions extends GlobalOptions {
  readonly backend: string;
  readonly out: string;
  /** Seconds after which a measurement ends itself, with what it has. */
  readonly limitSeconds: number;
  /** Small settings, to see that everything runs. */
  readonly tiny?: boolean;
  readonly depths?: string;
  /** Data sets of ordinary networks, in a list. */
  readonly cases?: string;
  /** GiB that the members trained together may take. */
  readonly memory?: number;
}

/** What a measurement needs that depends on how the program is packed. */
export interface MeasureParts {
  readonly packages: PackageSource;
  readonly digits: () => Promise<Uint8Array>;
}

/** Measurements by name. */
export const measurementNames: readonly string[] = ["self-check", "wide-networks", "ordinary-networks"];

/** `scorepath measure <name>`: trained networks of fixed settings, as data with their provenance. */
export async function measure(name: string, options: MeasureOptions, parts: MeasureParts): Promise<number> {
  if (!measurementNames.includes(name)) {
    const near = closestName(name, measurementNames);
    const hint = near === null ? "" : ` (did you mean "${near}"?)`;
    throw new UsageError(`measure: ${JSON.stringify(name)} must be one of ${measurementNames.join(", ")}${hint}`);
  }
  const backend = await openBackend(options.backend, parts.packages);
  say(
    `${name} on ${backend.name}: ${backend.adapter.description}${backend.adapter.software ? " (software, no GPU)" : ""}`,
  );
  if (backend.name === "webgpu" && backend.adapter.software && !options.tiny)
    throw new UsageError(
      `--backend: ${backend.adapter.description} is a software adapter, on which this takes days; add --tiny`,
    );
  const seed = options.seed ?? 1;
  const write = measurementFile(options.out, name, backend, seed);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const size = options.tiny ? "tiny" : "full";
  const run = {
    backend,
    seed,
    elapsed,
    limitSeconds: options.limitSeconds,
    ...(options.memory === undefined ? {} : { memoryLimit: options.memory * 2 ** 30 }),
    onFound: write,
    onProgress: (words: string) => say(`${elapsed().toFixed(1).padStart(6)} s  ${words}`),
  };
  if (name === "self-check") return selfCheck(backend, options, parts, write);
  if (name === "wide-networks") {
    const setting = wideSettings[size];
    const depths = options.depths?.split(",").map(Number) ?? setting.depths;
    const found = await measureWideNetworks(run, { ...setting, depths });
    for (const { depth, slopes } of found)
      for (const { trainingTime, singleNetworks } of slopes) {
        const { value, standardError } = singleNetworks.exponent;
        say(`depth ${depth}, training time ${trainingTime}: width^(${value.toFixed(3)} ± ${standardError.toFixed(3)})`);
      }
    return exitCodes.done;
  }
  const digits: Points = await digitsFromBytes(await parts.digits(), "standard");
  await measureOrdinaryNetworks(run, chosenCases(ordinaryCases[size], options.cases), digits);
  return exitCodes.done;
}

/** The cases of a list of data sets; all without one. */
function chosenCases(cases: readonly OrdinaryCase[], list: string | undefined): readonly OrdinaryCase[] {
  const names = list?.split(",") ?? cases.map(({ data }) => data);
  return names.map((name) => {
    const found = cases.find(({ data }) => data === name);
    if (found === undefined)
      throw new UsageError(`--cases: ${name} must be one of ${cases.map(({ data }) => data).join(", ")}`);
    return found;
  });
}

/** `scorepath measure <name>` with the installed packages; ends the process, which an open device would keep running. */
export async function measureHere(name: string, options: MeasureOptions): Promise<void> {
  const code = await measure(name, options, {
    packages: installedPackages,
    digits: () => diskLoader(process.cwd()).asset("digits.csv.gz"),
  });
  process.exit(code);
}

/** Trains a small fixed model and compares with a reference, then measures rates. */
async function selfCheck(
  backend: TrainingBackend,
  { tiny, seed = 1 }: MeasureOptions,
  { packages }: MeasureParts,
  write: (found: unknown) => void,
): Promise<number> {
  const reference = await openBackend(backend.name === "wasm" ? "cpu" : "wasm", packages);
  const agreement = await compareBackends(backend, reference, seed);
  write({ agreement, throughput: [] });
  const { steps, losses, reference: expected, largestDifference, agrees } = agreement;
  steps.forEach((step, k) => {
    say(`loss at step ${step}: ${losses[k]!.toFixed(6)}, ${reference.name} ${expected[k]!.toFixed(6)}`);
  });
  say(
    `largest relative difference ${largestDifference.toExponential(1)}: ${agrees ? "agrees" : "DOES NOT AGREE"} to 4 digits`,
  );
  const elapsed = (): number => performance.now() / 1000;
  const throughput = await measureThroughput(backend, throughputSettings[tiny ? "tiny" : "full"], elapsed, (found) => {
    write({ agreement, throughput: found });
    const { what, flopsPerSecond, shareOfProduct, stepsPerSecond } = found.at(-1)!;
    const share = shareOfProduct === null ? "" : `, ${(100 * shareOfProduct).toFixed(1)} % of the product`;
    const rate = stepsPerSecond === null ? "" : `, ${stepsPerSecond.toFixed(1)} steps/s`;
    say(`${what}: ${(flopsPerSecond / 1e9).toFixed(1)} GF/s${share}${rate}`);
  });
  write({ agreement, throughput });
  return agrees ? exitCodes.done : exitCodes.claimFailed;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
