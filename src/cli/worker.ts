import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import type { Task } from "../core/index.ts";
import { runTask } from "../experiments/index.ts";
import { diskLoader } from "./disk-loader.ts";
import { buffersOf, describeError, type Reply } from "./worker-messages.ts";

const loader = diskLoader((workerData as { folder: string }).folder);

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
