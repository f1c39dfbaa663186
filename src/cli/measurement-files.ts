import { join, resolve } from "node:path";
import type { TrainingBackend } from "../experiments/index.ts";
import { writeAtomically } from "./output-folder.ts";
import { packageVersion } from "./package-assets.ts";
import { makeWritableFolder } from "./writable-folder.ts";

/** Where a measurement was made, and how. */
export interface MeasurementProvenance {
  readonly version: string;
  readonly command: string;
  readonly node: string;
  readonly backend: string;
  readonly adapter: TrainingBackend["adapter"];
  readonly seed: number;
  readonly wallSeconds: number;
  /** UTC, to the second. */
  readonly madeAt: string;
}

/** Keeps the newest state of a measurement in a file, whole at every moment. */
export function measurementFile(
  folder: string,
  name: string,
  backend: TrainingBackend,
  seed: number,
): (found: unknown) => void {
  const path = resolve(folder);
  makeWritableFolder(folder);
  const start = performance.now();
  return (found) => {
    const provenance: MeasurementProvenance = {
      version: packageVersion(),
      command: ["scorepath", ...process.argv.slice(2)].join(" "),
      node: process.versions.node,
      backend: backend.name,
      adapter: backend.adapter,
      seed,
      wallSeconds: Math.round((performance.now() - start) / 100) / 10,
      madeAt: `${new Date().toISOString().slice(0, 19)}Z`,
    };
    writeAtomically(join(path, `${name}.json`), `${JSON.stringify({ measurement: name, provenance, found })}\n`);
  };
}
