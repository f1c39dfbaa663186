import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CheckpointStore } from "../experiments/index.ts";
import { UsageError } from "./usage-error.ts";
import { makeWritableFolder } from "./writable-folder.ts";

/**
 * States of a training in a folder, two generations of each: a state is written to the side and forced to the disk before it
 * takes its name, and the one before it stays until then, so that at every moment one whole state is there.
 *
 * @throws UsageError when the folder cannot be made
 */
export function checkpointFolder(folder: string): CheckpointStore {
  makeWritableFolder(folder);
  const paths = (name: string): { now: string; before: string; side: string } => ({
    now: join(folder, `${name}.state`),
    before: join(folder, `${name}.state.before`),
    side: join(folder, `.${name}.state.partial`),
  });
  return {
    async read(name) {
      const { now, before } = paths(name);
      return [now, before].flatMap((path) => readWhole(path) ?? []);
    },
    async write(name, bytes) {
      const { now, before, side } = paths(name);
      try {
        const file = openSync(side, "w");
        try {
          for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
        if (existsSync(now)) renameSync(now, before);
        renameSync(side, now);
        syncFolder(dirname(now));
      } catch (error) {
        rmSync(side, { recursive: true, force: true });
        throw new UsageError(
          `--out: the state ${name} could not be written, the one before it is kept: ${(error as Error).message}`,
        );
      }
    },
  };
}

/** A file's bytes, or null when it is not there. */
function readWhole(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Forces the names of a folder to the disk, where the system can. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    fsyncSync(handle);
    closeSync(handle);
  } catch {
    // Not every file system knows this; the file itself is safe.
  }
}
