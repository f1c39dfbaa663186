import { type ThreadPool, threadPool } from "../../src/cli/thread-pool.ts";

/** Worker threads that run the TypeScript sources as they are, until they are closed. */
export function workerThreads(threads: number = 2): ThreadPool {
  return threadPool(threads, process.cwd(), ["--import", "tsx"]);
}
