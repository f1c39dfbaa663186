import { Piscina } from "piscina";
import { type Reply, restoreError, type WorkerSetting } from "../../src/cli/worker-messages.ts";
import type { ParallelMap, Task } from "../../src/core/index.ts";
import { engineChoice, engineNames } from "../../src/experiments/index.ts";

/** Two worker threads that run the TypeScript sources as they are, for as long as the process lives. */
export function workerThreads(): ParallelMap & { close(): Promise<void> } {
  const pool = new Piscina({
    filename: new URL("../../src/cli/worker.ts", import.meta.url).href,
    minThreads: 2,
    maxThreads: 2,
    execArgv: ["--import", "tsx"],
    workerData: {
      folder: process.cwd(),
      engine: engineChoice(),
      openblas: engineNames().includes("openblas"),
    } satisfies WorkerSetting,
  });
  return {
    threads: 2,
    map<Result>(tasks: readonly Task[], onProgress?: (done: number, total: number) => void): Promise<Result[]> {
      let done = 0;
      return Promise.all(
        tasks.map(async (task) => {
          const reply = (await pool.run(task)) as Reply;
          if (!reply.done) throw restoreError(reply.error);
          onProgress?.(++done, tasks.length);
          return reply.value as Result;
        }),
      );
    },
    close: () => pool.destroy(),
  };
}
