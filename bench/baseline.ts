import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { engineChoice, forceEngine } from "../src/numerics/index.ts";

/** Memory stays with the process once it has it (glibc), so that the baseline is arithmetic and not page faults. */
const keepMemory = { MALLOC_MMAP_THRESHOLD_: String(2 ** 25), MALLOC_TRIM_THRESHOLD_: String(2 ** 30) };

/** Seconds that a numpy script beside this file reports, its memory kept, or null where no python3 with numpy is found. */
export function numpySeconds(script: string, ...args: string[]): number | null {
  return secondsOf({ ...keepMemory, ...process.env }, script, args);
}

/** The same with numpy as a user starts it: fresh memory for every result, as for ours. */
export function numpySecondsAsStarted(script: string, ...args: string[]): number | null {
  return secondsOf(process.env, script, args);
}

function secondsOf(env: NodeJS.ProcessEnv, script: string, args: readonly string[]): number | null {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const options = { encoding: "utf8", env: { ...env, OPENBLAS_NUM_THREADS: "1" } } as const;
  const { status, stdout } = spawnSync("python3", [path, ...args], options);
  const seconds = Number(stdout?.trim());
  return status === 0 && Number.isFinite(seconds) ? seconds : null;
}

/** Best wall time of a few runs, in seconds. */
export async function bestSeconds(runs: number, work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** One line: what, our time, the baseline's, and the ratio. */
export function printRow(what: string, ours: number, baseline: string, theirs: number | null): void {
  const ratio =
    theirs === null
      ? "no baseline: python3 with numpy not found"
      : `${baseline} ${theirs.toPrecision(3)} s, ratio ${(ours / theirs).toFixed(3)}`;
  process.stdout.write(`${what}: ${ours.toPrecision(3)} s, ${ratio}\n`);
}

/** Best processor time of short work, in seconds, over samples of at least a millisecond; neighbours disturb it less. */
export function bestProcessSeconds(work: () => unknown, limit: number = 0.4): number {
  const timed = (repeats: number): number => {
    const start = process.cpuUsage();
    for (let run = 0; run < repeats; run++) work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const first = timed(1);
  const repeats = Math.ceil(1e-3 / Math.max(timed(1), 1e-6));
  let best = Number.POSITIVE_INFINITY;
  for (let spent = first, samples = 0; samples < 3 || spent < limit; samples++) {
    const seconds = timed(repeats);
    spent += seconds;
    best = Math.min(best, seconds / repeats);
  }
  return best;
}

/** Best processor time of the same work in plain TypeScript: the baseline where there is no numpy. */
export function plainSeconds(work: () => unknown): number {
  const engine = engineChoice();
  forceEngine("typed-array");
  const seconds = bestProcessSeconds(work);
  forceEngine(engine);
  return seconds;
}

/**
 * Processor seconds that work needs one after the other: those of the main thread and of the busiest other thread, which
 * is the wall time of cores that nobody else uses, or more where the two overlap. NaN where the system does not tell.
 */
export async function criticalSeconds(work: () => unknown): Promise<number> {
  const before = threadSeconds();
  await work();
  const own: number[] = [];
  let main = Number.NaN;
  for (const [thread, seconds] of threadSeconds()) {
    const spent = seconds - (before.get(thread) ?? 0);
    if (thread === process.pid) main = spent;
    else own.push(spent);
  }
  return main + Math.max(0, ...own);
}

/** Processor seconds of every thread of this process. */
function threadSeconds(): Map<number, number> {
  const found = new Map<number, number>();
  try {
    for (const thread of readdirSync("/proc/self/task")) {
      const [nanoseconds] = readFileSync(`/proc/self/task/${thread}/schedstat`, "utf8").split(" ");
      found.set(Number(thread), Number(nanoseconds) / 1e9);
    }
  } catch {
    // A thread that has just ended, or a system without such a file.
  }
  return found;
}

/** Steps a second of processor time, the best of three stretches after one to warm up. */
export async function stepsPerSecond(steps: number, run: (steps: number) => Promise<void>): Promise<number> {
  await run(steps);
  let best = 0;
  for (let k = 0; k < 3; k++) {
    const before = process.cpuUsage();
    await run(steps);
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (1e6 * steps) / (user + system));
  }
  return best;
}
