import { closestName } from "../core/index.ts";
import { engineNames, forceEngine, registerEngine } from "../experiments/index.ts";
import { openblasAlgebra } from "./openblas-algebra.ts";
import { openblasAdvice } from "./openblas-algebra-library.ts";
import { UsageError } from "./usage-error.ts";

/** Multiply-adds from which OpenBLAS beats WebAssembly, calls and work space included: n near 50 for most. */
const OPENBLAS_FROM = 100_000;

/** Makes OpenBLAS one of the engines; false where this machine has none. */
export async function registerOpenblas(): Promise<boolean> {
  const engine = await openblasAlgebra();
  if (engine !== null) registerEngine(engine, OPENBLAS_FROM);
  return engine !== null;
}

/**
 * Takes the dense-algebra engine of that name in this thread, or with "auto" the one that suits each size. OpenBLAS is
 * looked for unless another engine is named; where it is found, "auto" gives it the large matrices: the
 * last bits of a result then depend on the machine, though never on the number of threads.
 *
 * @throws UsageError for an engine that this machine does not have
 */
export async function useEngine(name: string): Promise<void> {
  if (!engineNames().includes(name)) await registerOpenblas();
  const names = ["auto", ...engineNames()];
  if (!names.includes(name)) {
    const near = closestName(name, names);
    const hint =
      name === "openblas" ? `; to get openblas, ${openblasAdvice}` : near === null ? "" : ` (did you mean "${near}"?)`;
    throw new UsageError(`--engine: ${JSON.stringify(name)} must be one of ${names.join(", ")}${hint}`);
  }
  forceEngine(name);
}
