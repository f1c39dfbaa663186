import type { Task } from "../../core/index.ts";
import { type Matrix, matrix, type Rng, seededRng } from "../../numerics/index.ts";
import { type PackageSource, stackedScores, startTraining } from "../../validate/index.ts";
import { taskBackend } from "../task-backend.ts";
import { wideLimit } from "../validation/wide-limit.ts";
import type { WideSetting } from "../validation/wide-setting.ts";

/** Networks of one depth and width. */
export interface WideInput {
  readonly seed: number;
  readonly backend: string;
  readonly setting: WideSetting;
  readonly depth: number;
  readonly width: number;
}

/** What they do at the probe states after each training time, and their losses. */
export interface WideFound {
  /** Denoisers of every member; one matrix [E, N] a time; data. */
  readonly outputs: readonly Matrix[];
  /** Losses of every member at every `interval`-th step; shape [records, E]. */
  readonly losses: Matrix;
  readonly interval: number;
}

/** Most losses that a figure shows of one training. */
const shownLosses = 200;

/** Runs a task of the figure of wide networks. */
export async function runWideTask(task: Task, packages: PackageSource | undefined): Promise<WideFound> {
  if (task.task !== "figure/validate-lazy-width") throw new Error(`runWideTask: unknown task ${task.task}`);
  const { seed, backend, setting, depth, width } = task.input as WideInput;
  const { members } = setting;
  const limit = wideLimit(wideStream(seed), setting, depth);
  const plan = limit.plan(width);
  // Of a stream of their own, so that errors of different widths are independent.
  const rng = wideStream(seed).split(`networks/${depth}/${width}`);
  const training = await startTraining(await taskBackend(backend, packages), rng, plan, 0, members);
  try {
    const outputs: Matrix[] = [];
    for (const step of limit.steps) {
      await training.advance(step - training.step());
      outputs.push(limit.denoisersOf(await stackedScores(training, limit.states)));
    }
    const { losses } = await training.state();
    const records = losses.length / members;
    const stride = Math.ceil(records / shownLosses);
    const kept = Array.from({ length: Math.ceil(records / stride) }, (_, k) => k * stride);
    const shown = matrix(kept.length, members);
    kept.forEach((record, k) => {
      shown.values.set(losses.subarray(record * members, (record + 1) * members), k * members);
    });
    return { outputs, losses: shown, interval: stride * Math.ceil(plan.steps / records) };
  } finally {
    training.dispose();
  }
}

/** The stream of the figure. */
export function wideStream(seed: number): Rng {
  return seededRng(seed).split("figure of wide networks");
}
