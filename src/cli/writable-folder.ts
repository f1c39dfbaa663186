import { accessSync, constants, mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "./usage-error.ts";

/**
 * Makes the folder of --out where it is missing, and finds out at once whether it can be written.
 *
 * @param prepare - what has to succeed inside it too; the folders are removed again when it throws
 * @returns the topmost folder that was missing, or null
 * @throws UsageError when the path is a file, or cannot be made or written
 */
export function makeWritableFolder(folder: string, prepare: () => void = () => {}): string | null {
  const path = resolve(folder);
  const made: string[] = [];
  try {
    for (const at of missingFolders(path)) {
      mkdirSync(at);
      made.push(at);
    }
    accessSync(path, constants.W_OK | constants.X_OK);
    prepare();
  } catch (error) {
    for (const at of made.reverse()) rmdirSync(at);
    const reason = (error as Error).message;
    throw new UsageError(`--out: ${JSON.stringify(folder)} must be a folder that can be written: ${reason}`);
  }
  return made[0] ?? null;
}

/** Folders to make, topmost first; not by a recursive mkdir, which never returns below /proc. */
function missingFolders(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [...missingFolders(dirname(path)), path];
  if (!found.isDirectory()) throw new Error(`${path} is a file`);
  return [];
}
