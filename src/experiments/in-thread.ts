import type { ParallelMap, Task } from "../core/index.ts";

/**
 * Runs tasks one after the other in the caller's thread; between tasks other events get their turn.
 *
 * @param run - what a task does; the same function as in worker threads, so results are the same
 */
export function inThread(run: (task: Task) => Promise<unknown>): ParallelMap {
  return {
    threads: 1,
    async map<Result>(tasks: readonly Task[], onProgress?: (done: number, total: number) => void): Promise<Result[]> {
      const results: Result[] = [];
      for (const task of tasks) {
        results.push((await run(task)) as Result);
        onProgress?.(results.length, tasks.length);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      return results;
    },
  };
}
