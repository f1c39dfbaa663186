/** A unit of work that can cross a thread: plain data naming a registered task. */
export interface Task {
  readonly task: string;
  readonly input: unknown;
  /**
   * Room for a result that is an array of as many numbers. It is then written there, and the room is the result; from
   * `sharedNumbers` it is written by the thread that found it and never sent.
   */
  readonly into?: Float64Array;
}

/**
 * Maps tasks to results, in order. Results do not depend on the number of threads, since the cutting into tasks
 * does not; `onProgress` is called after each finished task. An error of a task rejects the promise, with its message,
 * fields and the stack of where it arose; `signal` stops the map: no further task is begun, and its reason is the error.
 * Arrays from `sharedNumbers` inside an input are seen by all threads; other arrays are copied for each task.
 */
export interface ParallelMap {
  readonly threads: number;
  map<Result>(
    tasks: readonly Task[],
    onProgress?: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<Result[]>;
}
