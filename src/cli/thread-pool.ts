import { Piscina } from "piscina";
import { isShared, type ParallelMap, type Task } from "../core/index.ts";
import { engineChoice, engineNames, inThread, inTurn, placed, runTask } from "../experiments/index.ts";
import { diskLoader } from "./disk-loader.ts";
import { installedPackages } from "./training-packages.ts";
import { type Reply, restoreError, type WorkerSetting } from "./worker-messages.ts";

/** Tasks sent to a thread ahead of time, so that it has work while this one puts results together. */
const tasksAhead = 3;

/** A parallel map that holds threads until it is closed. */
export interface ThreadPool extends ParallelMap {
  close(): Promise<void>;
}

/**
 * Tasks on `threads` worker threads, or in this thread when it is one. Results are in the order of the tasks, whatever
 * the number of threads. After the first error, or when the signal of a map says so, its tasks that wait are left out and
 * those that run come to their end: a thread that is stopped would have to be made again.
 *
 * @param folder - where relative paths of files start
 * @param execArgv - options of Node in the threads, such as a loader of TypeScript; by default the loaders of this process
 */
export function threadPool(
  threads: number,
  folder: string,
  execArgv: string[] = loaderOptions(process.execArgv),
): ThreadPool {
  if (threads === 1) {
    const loader = diskLoader(folder);
    return { ...inThread((task) => runTask(task, loader, installedPackages)), close: async () => {} };
  }
  const pool = new Piscina({
    filename: new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasksAhead,
    execArgv,
    workerData: {
      folder,
      engine: engineChoice(),
      openblas: engineNames().includes("openblas"),
    } satisfies WorkerSetting,
  });
  const runOne = async (task: Task): Promise<unknown> => {
    const { into, ...rest } = task;
    const local = into !== undefined && !isShared(into);
    const reply = (await pool.run(local ? rest : task)) as Reply;
    if (!reply.done) throw restoreError(reply.error);
    return local ? placed(reply.value, into) : (into ?? reply.value);
  };
  return {
    threads,
    async map<Result>(
      tasks: readonly Task[],
      onProgress?: (done: number, total: number) => void,
      signal?: AbortSignal,
    ): Promise<Result[]> {
      let done = 0;
      return inTurn(tasks, threads * tasksAhead, async (task) => {
        signal?.throwIfAborted();
        const result = (await runOne(task)) as Result;
        signal?.throwIfAborted();
        onProgress?.(++done, tasks.length);
        return result;
      });
    },
    close: () => pool.destroy(),
  };
}

/** What loads modules among the options of a Node process; a thread refuses those of the whole process, as of its heap. */
export function loaderOptions(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < execArgv.length; i++) {
    const option = execArgv[i]!;
    if (!/^(--import|--require|-r|--loader|--experimental-loader|--conditions|-C)(=|$)/.test(option)) continue;
    kept.push(option);
    if (!option.includes("=") && i + 1 < execArgv.length) kept.push(execArgv[++i]!);
  }
  return kept;
}
