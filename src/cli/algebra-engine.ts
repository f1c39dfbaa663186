import { closestName } from "../core/index.ts";
import { engineNames, forceEngine } from "../experiments/index.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Takes the dense-algebra engine of that name in this thread, or with "auto" the one that suits each size.
 *
 * @throws UsageError for an engine that this machine does not have
 */
export function useEngine(name: string): void {
  const names = ["auto", ...engineNames()];
  if (!names.includes(name)) {
    const near = closestName(name, names);
    const hint = near === null ? "" : ` (did you mean "${near}"?)`;
    throw new UsageError(`--engine: ${JSON.stringify(name)} must be one of ${names.join(", ")}${hint}`);
  }
  forceEngine(name);
}
