import { type ThreadPool, threadPool } from "../src/cli/thread-pool.ts";
import type { Task } from "../src/core/index.ts";
import { type ExperimentSpec, parseSpec } from "../src/experiments/index.ts";
import { criticalSeconds } from "./baseline.ts";

/** Three points, 16 × 16 bumps (F = 256), P = 1024, 300 uniform Euler steps, one path a realisation. */
export function ensembleSpec(models: number): ExperimentSpec {
  const bumps = (low: number, high: number) => ({ kind: "gaussian-bumps", count: 16, low, high, height: "density" });
  return parseSpec({
    name: "bench",
    data: { kind: "named", name: "three-points" },
    schedule: {
      kind: "variance-preserving",
      betaMin: 0.1,
      betaMax: 20,
      drift: "beta",
      cutoffTime: 0.01,
      terminalTime: 1,
    },
    model: {
      kind: "linear",
      features: { kind: "tensor-product", space: [bumps(-1.5, 1.5)], time: bumps(0.01, 1) },
      ridge: 0.1,
    },
    sampleCounts: [1024],
    sampling: { method: "euler", grid: { kind: "uniform", steps: 300 }, extrapolate: "clamp" },
    ensemble: { models, pathsPerModel: 1, fieldPaths: models },
  });
}

/** What a run of tasks took; memory is the high-water mark of the process so far, in MB. */
export interface TaskTimes {
  readonly threads: number;
  readonly wall: number;
  readonly processor: number;
  /** Processor time of the main thread and the busiest worker. */
  readonly critical: number;
  readonly peak: number;
}

/** Tasks on one thread, then on two, threads warm. */
export async function timeTasks(tasks: readonly Task[]): Promise<TaskTimes[]> {
  const found: TaskTimes[] = [];
  for (const threads of [1, 2]) {
    const pool: ThreadPool = threadPool(threads, process.cwd(), ["--import", "tsx"]);
    await pool.map(Array.from({ length: 6 * threads }, () => tasks[0]!));
    const start = performance.now();
    const cpu = process.cpuUsage();
    const critical = await criticalSeconds(() => pool.map(tasks));
    const { user, system } = process.cpuUsage(cpu);
    const wall = (performance.now() - start) / 1000;
    const peak = process.resourceUsage().maxRSS / 1024;
    found.push({ threads, wall, processor: (user + system) / 1e6, critical, peak });
    await pool.close();
  }
  return found;
}

/** Lines about a run besides its wall time. */
export function printTimes({ processor, critical, peak }: TaskTimes): void {
  process.stdout.write(
    `  processor time ${processor.toPrecision(3)} s, of the main thread and the busiest worker ${critical.toPrecision(3)} s; peak memory ${peak.toFixed(0)} MB\n`,
  );
}
