import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Image files that are not shipped: in the folder that SCOREPATH_DATA names, or in shared/data beside the repository. Null where
 * they are not.
 */
export function imageFile(name: string): string | null {
  const beside = fileURLToPath(new URL("../../../shared/data", import.meta.url));
  const path = `${process.env.SCOREPATH_DATA ?? beside}/${name}`;
  return existsSync(path) ? path : null;
}
