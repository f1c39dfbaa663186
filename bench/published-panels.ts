/**
 * The 15 panels of gtv-fig2 in the published scheme at the published statistical error (100 models a panel), all curves
 * and budgets included, on all cores; the baseline is a numpy re-run of one panel of trained models alone, times 15.
 * Run: npm run build && npx tsx bench/published-panels.ts
 */
import { availableParallelism } from "node:os";
import { threadPool } from "../src/cli/thread-pool.ts";
import { runFigure } from "../src/experiments/index.ts";
import { numpySeconds, printRow } from "./baseline.ts";

const { diskLoader } = await import("../src/cli/disk-loader.ts");
const parallel = threadPool(availableParallelism(), process.cwd());
const provenance = { version: "bench", command: "bench/published-panels.ts", node: process.versions.node };
const start = performance.now();
await runFigure(
  "gtv-fig2",
  { scheme: "published", models: 100 },
  { parallel, loader: diskLoader(process.cwd()), provenance },
);
const ours = (performance.now() - start) / 1000;
await parallel.close();
const panel = numpySeconds("./published-panels.py", "256", "20", "100000");
printRow(
  `gtv-fig2 published, 15 panels x 100 models, ${parallel.threads} threads`,
  ours,
  "numpy, one thread, 15 x 5 x (20 models at P = 256)",
  panel && 75 * panel,
);
process.stdout.write(
  `peak memory of the main thread's process: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`,
);
