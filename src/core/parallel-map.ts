/** A unit of work that can cross a thread: plain data naming a registered task. */
export interface Task {
  readonly task: string;
  readonly input: unknown;
}

/**
 * Maps tasks to results, in order. Results do not depend on the number of threads, since the cutting into tasks
 * does not; `onProgress` is called after each finished task.
 */
export interface ParallelMap {
  readonly threads: number;
  map<Result>(tasks: readonly Task[], onProgress?: (done: number, total: number) => void): Promise<Result[]>;
}
