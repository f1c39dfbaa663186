/**
 * The 15 panels of gtv-fig2 in the published scheme at the published statistical error (100 models a panel), all curves
 * and budgets included, on all cores; the baseline is a numpy re-run of the trained models alone, one panel times 75.
 * Run: npm run build && npx tsx bench/published-panels.ts
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { numpySeconds, printRow } from "./baseline.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "scorepath-bench-"));
const figure = ["figure", "gtv-fig2", "--scheme", "published", "--models", "100", "--out", out];
const child = spawn(process.execPath, [main, ...figure], { stdio: "ignore" });

/** High-water mark of the child's memory in MB, and processor seconds of each of its threads, where the system tells them. */
let peak: number | null = null;
const seconds = new Map<string, number>();
const watch = setInterval(() => {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
    if (kilobytes !== undefined) peak = Number(kilobytes) / 1024;
    for (const thread of readdirSync(`/proc/${child.pid}/task`)) {
      const [nanoseconds] = readFileSync(`/proc/${child.pid}/task/${thread}/schedstat`, "utf8").split(" ");
      seconds.set(thread, Number(nanoseconds) / 1e9);
    }
  } catch {
    peak ??= null;
  }
}, 50);
const status = await new Promise((resolve) => child.on("exit", resolve));
clearInterval(watch);
if (status !== 0) throw new Error(`scorepath ${figure.join(" ")} ended with ${status}; run npm run build first`);
const { provenance } = JSON.parse(readFileSync(join(out, "result.json"), "utf8")) as {
  provenance: { wallSeconds: number; algebra: string };
};
rmSync(out, { recursive: true });
const panel = numpySeconds("./published-panels.py", "256", "20", "100000");
printRow(
  `gtv-fig2 published, 15 panels x 100 models, ${availableParallelism()} threads, ${provenance.algebra}`,
  provenance.wallSeconds,
  "numpy, one thread, 75 x (20 models at P = 256)",
  panel && 75 * panel,
);
if (peak !== null) process.stdout.write(`peak memory: ${Number(peak).toFixed(0)} MB\n`);
const busiest = [...seconds.values()].sort((a, b) => b - a);
if (busiest.length > 0) {
  const total = busiest.reduce((sum, own) => sum + own, 0);
  const shown = busiest.slice(0, 3).map((own) => own.toFixed(2));
  process.stdout.write(`processor time: ${total.toFixed(2)} s, of its threads ${shown.join(", ")} s and less\n`);
}
