import { fileURLToPath } from "node:url";

/** The program that looks at every training backend. */
export function backendProbePath(): string {
  const file = import.meta.url.endsWith(".ts") ? "./backend-probe.ts" : "./backend-probe.js";
  return fileURLToPath(new URL(file, import.meta.url));
}
