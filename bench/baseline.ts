import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Seconds that a numpy script beside this file reports, or null where no python3 with numpy is found. */
export function numpySeconds(script: string, ...args: string[]): number | null {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout } = spawnSync("python3", [path, ...args], {
    encoding: "utf8",
    env: { ...process.env, OPENBLAS_NUM_THREADS: "1" },
  });
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
      : `${baseline} ${theirs.toFixed(4)} s, ratio ${(ours / theirs).toFixed(3)}`;
  process.stdout.write(`${what}: ${ours.toFixed(4)} s, ${ratio}\n`);
}

/** Best processor time of a few runs in a row, in seconds; other processes on the machine disturb it less. */
export function bestProcessSeconds(work: () => unknown, limit: number = 0.4): number {
  const now = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  work();
  let best = Number.POSITIVE_INFINITY;
  const end = now() + limit;
  for (let run = 0; run < 3 || now() < end; run++) {
    const start = now();
    work();
    best = Math.min(best, now() - start);
  }
  return best;
}
