import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** The sources as the global setup has bundled them. */
const main = fileURLToPath(new URL("../../build/cli/main.js", import.meta.url));

/** What a command left behind. */
export interface CliOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `scorepath` from the sources. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcessByStdio<Writable, Readable, Readable> {
  const env = { ...process.env, ...environment };
  return spawn(process.execPath, [main, ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
}

/** Waits for a started command. */
export function finished(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  input: string = "",
): Promise<CliOutcome> {
  const collect = (stream: Readable): (() => string) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString("utf8");
  };
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: stdout(), stderr: stderr() }));
  });
}

/** Runs `scorepath` to its end. */
export function runCli(
  args: readonly string[],
  input: string = "",
  environment: Readonly<Record<string, string>> = {},
): Promise<CliOutcome> {
  return finished(startCli(args, environment), input);
}

/** A folder for one test, removed after it. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "scorepath-test-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
