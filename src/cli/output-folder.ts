import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { onInterruption } from "./interruption.ts";
import { makeWritableFolder } from "./writable-folder.ts";

/** A folder that changes only when everything is there. */
export interface OutputFolder {
  /** Absolute path. */
  readonly path: string;
  /** Writes a file to the side; it appears in the folder with `commit`. */
  write(name: string, content: string | Uint8Array): void;
  /** Moves every file into the folder, each in one step. */
  commit(): void;
  /** Removes what was written and, if this run made it, the folder; no effect after `commit`. */
  discard(): void;
}

/**
 * Opens a folder for results, making it where needed, and finds out at once whether it can be written.
 * Files are collected in a hidden folder inside it, on the same file system, and moved by `commit`.
 *
 * @throws UsageError when the path is a file, or cannot be made or written
 */
export function openOutputFolder(folder: string): OutputFolder {
  const path = resolve(folder);
  const side = join(path, `.scorepath-partial-${process.pid}`);
  const made = makeWritableFolder(folder, () => mkdirSync(side));
  let open = true;
  const discard = (): void => {
    if (!open) return;
    open = false;
    forget();
    rmSync(side, { recursive: true, force: true });
    if (made !== null) removeEmpty(path, made);
  };
  const forget = onInterruption(discard);
  return {
    path,
    write: (name, content) => writeFileSync(join(side, name), content),
    commit() {
      for (const name of readdirSync(side)) renameSync(join(side, name), join(path, name));
      open = false;
      forget();
      rmSync(side, { recursive: true, force: true });
    },
    discard,
  };
}

/** Removes `path` and the folders above it up to `top`, as far as they are empty. */
function removeEmpty(path: string, top: string): void {
  try {
    for (let at = path; ; at = dirname(at)) {
      rmdirSync(at);
      if (at === top || basename(at) === "") return;
    }
  } catch {
    // Somebody else put something there: it stays.
  }
}

/** Writes one file so that it is either the old one or the new one, never a part. */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const side = join(dirname(resolve(file)), `.${basename(file)}.partial-${process.pid}`);
  const forget = onInterruption(() => rmSync(side, { force: true }));
  try {
    writeFileSync(side, content);
    renameSync(side, resolve(file));
  } finally {
    rmSync(side, { force: true });
    forget();
  }
}
