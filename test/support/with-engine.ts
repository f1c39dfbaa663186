import { engineChoice, forceEngine } from "../../src/numerics/index.ts";

/** Runs `work` with the engine of that name forced. */
export function withEngine<Result>(name: string, work: () => Result): Result {
  const before = engineChoice();
  forceEngine(name);
  try {
    return work();
  } finally {
    forceEngine(before);
  }
}

/** With the kernels of WebAssembly. */
export const withKernels = <Result>(work: () => Result): Result => withEngine("wasm", work);

/** In plain TypeScript. */
export const withoutKernels = <Result>(work: () => Result): Result => withEngine("typed-array", work);
