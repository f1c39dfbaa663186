import { BackendError, type TrainingBackend } from "../backends/training-backend.ts";

/** How engines and libraries say that memory is exhausted. */
const signs: readonly RegExp[] = [
  /out of memory/i,
  /\bOOM\b/,
  /memory access out of bounds/i,
  /cannot enlarge memory/i,
  /(array buffer|memory) allocation failed/i,
  /failed to allocate|could not (be allocated|allocate)/i,
  /invalid (typed )?array (buffer )?length/i,
  /bad_alloc|resource exhausted/i,
];

/** Whether an error says that memory is exhausted: of the heap, of WebAssembly, of a library or of a device. */
export function isOutOfMemory(error: unknown): boolean {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return !(error instanceof BackendError) && signs.some((sign) => sign.test(words));
}

/**
 * Work on a device; where its memory runs out, the error says what was tried, what was held, and what to do.
 *
 * @param what - what is done, for the message; read when the work fails
 * @throws BackendError when memory is exhausted; any other error of the work as it is
 */
export async function withMemoryAdvice<Result>(
  backend: TrainingBackend,
  what: () => string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const { tensors, bytes } = backend.memory();
    const reason = `out of memory at ${what()}, where ${tensors} tensors held ${bytes} bytes (${(error as Error).message})`;
    const advice =
      "train fewer members together (a smaller memory limit), or take a smaller batch, fewer draws or a smaller network; checkpoints stay as they are";
    throw new BackendError(backend.name, reason, advice);
  }
}
