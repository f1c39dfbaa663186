import type { Provenance } from "../../core/index.ts";
import { activeEngine, elementaryEngine } from "../engines.ts";
import type { RunContext } from "../run-context.ts";

/** Provenance of a figure; whoever has a clock fills in the wall time. */
export function provenanceOf(context: RunContext, seed: number): Provenance {
  return {
    ...context.provenance,
    seed,
    algebra: activeEngine(),
    elementary: elementaryEngine(),
    threads: context.parallel.threads,
    wallSeconds: 0,
  };
}
