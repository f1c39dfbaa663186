import { setMaxListeners } from "node:events";
import { Piscina } from "piscina";
import type { ParallelMap, Task } from "../core/index.ts";
import { engineChoice, engineNames, inThread, runTask } from "../experiments/index.ts";
import { diskLoader } from "./disk-loader.ts";
import { type Reply, restoreError, type WorkerSetting } from "./worker-messages.ts";

/** A parallel map that holds threads until it is closed. */
export interface ThreadPool extends ParallelMap {
  close(): Promise<void>;
}

/**
 * Tasks on `threads` worker threads, or in this thread when it is one. Results are in the order of the tasks, whatever
 * the number of threads; the first error cancels the tasks that wait.
 *
 * @param folder - where relative paths of files start
 */
export function threadPool(threads: number, folder: string): ThreadPool {
  if (threads === 1) {
    const loader = diskLoader(folder);
    return { ...inThread((task) => runTask(task, loader)), close: async () => {} };
  }
  const pool = new Piscina({
    filename: new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: {
      folder,
      engine: engineChoice(),
      openblas: engineNames().includes("openblas"),
    } satisfies WorkerSetting,
  });
  return {
    threads,
    async map<Result>(tasks: readonly Task[], onProgress?: (done: number, total: number) => void): Promise<Result[]> {
      const cancel = new AbortController();
      setMaxListeners(0, cancel.signal);
      let done = 0;
      const one = async (task: Task): Promise<Result> => {
        const reply = (await pool.run(task, { signal: cancel.signal })) as Reply;
        if (!reply.done) throw restoreError(reply.error);
        onProgress?.(++done, tasks.length);
        return reply.value as Result;
      };
      const running = tasks.map(one);
      try {
        return await Promise.all(running);
      } catch (error) {
        cancel.abort();
        await Promise.allSettled(running);
        throw error;
      }
    },
    close: () => pool.destroy(),
  };
}
