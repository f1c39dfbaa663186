import type { ParallelMap, Task } from "../core/index.ts";

/**
 * Runs tasks one after the other in the caller's thread; between tasks other events get their turn.
 *
 * @param run - what a task does; the same function as in worker threads, so results are the same
 */
export function inThread(run: (task: Task) => Promise<unknown>): ParallelMap {
  return {
    threads: 1,
    async map<Result>(
      tasks: readonly Task[],
      onProgress?: (done: number, total: number) => void,
      signal?: AbortSignal,
    ): Promise<Result[]> {
      const results: Result[] = [];
      for (const task of tasks) {
        signal?.throwIfAborted();
        results.push((await runInto(run, task)) as Result);
        onProgress?.(results.length, tasks.length);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      return results;
    },
  };
}

/** The result of a task, written where the task says. */
export async function runInto(run: (task: Task) => Promise<unknown>, task: Task): Promise<unknown> {
  const value = await run(task);
  return task.into === undefined ? value : placed(value, task.into);
}

/** Numbers written to the room that was made for them, which is returned. */
export function placed(value: unknown, into: Float64Array): Float64Array {
  if (!(value instanceof Float64Array && value.length === into.length)) {
    const found = value instanceof Float64Array ? `${value.length} numbers` : typeof value;
    throw new TypeError(`parallel map: a task with room for ${into.length} numbers has a result of ${found}`);
  }
  into.set(value);
  return into;
}
