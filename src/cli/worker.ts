import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import type { Task } from "../core/index.ts";
import { forceEngine, runInto, runTask } from "../experiments/index.ts";
import { registerOpenblas } from "./algebra-engine.ts";
import { diskLoader } from "./disk-loader.ts";
import { installedPackages } from "./training-packages.ts";
import { buffersOf, describeError, type Reply, type WorkerSetting } from "./worker-messages.ts";

const { folder, engine, openblas } = workerData as WorkerSetting;
const loader = diskLoader(folder);
let ready: Promise<void> | undefined;

/** The engines of the main thread in this one; with the first task, since a module that waits cannot be required. */
async function prepare(): Promise<void> {
  if (openblas && !(await registerOpenblas())) throw new Error("OpenBLAS loads in the main thread but not in a worker");
  forceEngine(engine);
}

/** Runs one task in this thread; typed arrays of the result move to the caller, so a task must not keep them. */
export default async function work(task: Task): Promise<unknown> {
  let reply: Reply;
  try {
    ready ??= prepare();
    await ready;
    const value = await runInto((own) => runTask(own, loader, installedPackages), task);
    // What was written to shared memory is there already.
    reply = { done: true, value: task.into === undefined ? value : null };
  } catch (error) {
    reply = { done: false, error: describeError(error) };
  }
  return move({ [transferableSymbol]: buffersOf(reply), [valueSymbol]: reply } as never);
}
