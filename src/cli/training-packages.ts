import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { PackageSource } from "../experiments/index.ts";

const require = createRequire(import.meta.url);

/** TensorFlow.js packages as installed beside this one. */
export const installedPackages: PackageSource = {
  load: (name) => import(name),
  wasmFolder: (name) => `${dirname(require.resolve(name))}/`,
};
