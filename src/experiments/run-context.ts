import type { ParallelMap, Provenance } from "../core/index.ts";
import type { DataLoader } from "./data-loader.ts";

/** What a run is given from outside: threads, files, who watches, and where it comes from. */
export interface RunContext {
  readonly parallel: ParallelMap;
  readonly loader: DataLoader;
  /** Called as work gets done; `label` says on what. */
  readonly onProgress?: (done: number, total: number, label: string) => void;
  /** What only the caller knows; whoever has a clock fills in the wall time afterwards. */
  readonly provenance: Pick<Provenance, "version" | "command" | "node">;
}
