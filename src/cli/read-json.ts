import { readFile } from "node:fs/promises";
import { UsageError } from "./usage-error.ts";

/**
 * JSON from a file, or from standard input for "-".
 *
 * @throws UsageError when the file cannot be read or is not JSON
 */
export async function readJson(path: string): Promise<unknown> {
  const shown = path === "-" ? "standard input" : path;
  let text: string;
  try {
    text = path === "-" ? await standardInput() : await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${shown}: must be a file that can be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${shown}: must be JSON: ${(error as Error).message}`);
  }
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
