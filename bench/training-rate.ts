import { spawnSync } from "node:child_process";
import { installedPackages } from "../src/cli/training-packages.ts";
import { seededRng } from "../src/numerics/index.ts";
import { openBackend, startTraining, type TrainingPlan } from "../src/validate/index.ts";
import { stepsPerSecond } from "./baseline.ts";

/** Steps a second of processor time of so many members trained at once in WebAssembly. */
export async function trainingRate(plan: TrainingPlan, members: number, steps: number): Promise<number> {
  const backend = await openBackend("wasm", installedPackages);
  const training = await startTraining(backend, seededRng(1), plan, 0, members);
  const found = await stepsPerSecond(steps, (count) => training.advance(count));
  training.dispose();
  return found;
}

/** What a bench prints when it is asked for the package as shipped, in a process of its own: kernels are replaced for good in this one. */
export function shippedRate(bench: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", bench, "shipped"], { encoding: "utf8" });
  const found = Number(stdout.trim().split("\n").at(-1));
  if (!(found > 0)) throw new Error(`${bench} shipped gave no rate: ${stderr}`);
  return found;
}
