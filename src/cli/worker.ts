import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import type { Task } from "../core/index.ts";
import { runTask } from "../experiments/index.ts";
import { useEngine } from "./algebra-engine.ts";
import { diskLoader } from "./disk-loader.ts";
import { buffersOf, describeError, type Reply, type WorkerSetting } from "./worker-messages.ts";

const { folder, engine } = workerData as WorkerSetting;
useEngine(engine);
const loader = diskLoader(folder);

/** Runs one task in this thread; typed arrays of the result move to the caller, so a task must not keep them. */
export default async function work(task: Task): Promise<unknown> {
  let reply: Reply;
  try {
    reply = { done: true, value: await runTask(task, loader) };
  } catch (error) {
    reply = { done: false, error: describeError(error) };
  }
  return move({ [transferableSymbol]: buffersOf(reply), [valueSymbol]: reply } as never);
}
