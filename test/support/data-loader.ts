import { readFile } from "node:fs/promises";
import type { DataLoader } from "../../src/experiments/data-loader.ts";

/** Files of this machine, and the assets of this repository. */
export const diskLoader: DataLoader = {
  read: (path) => readFile(path),
  asset: (name) => readFile(new URL(`../../assets/${name}`, import.meta.url)),
};
