import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { DataLoader } from "../experiments/index.ts";

/** Files of this machine, relative paths from `folder`, and the assets of the package. */
export function diskLoader(folder: string): DataLoader {
  return {
    read: (path) => readFile(resolve(folder, path)),
    asset: (name) => readFile(new URL(`../../assets/${name}`, import.meta.url)),
  };
}
