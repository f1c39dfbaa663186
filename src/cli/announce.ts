import { join } from "node:path";
import type { GlobalOptions } from "./global-options.ts";

/**
 * Tells what came out: the table and the place of the report. With --json the result goes to standard output and the
 * rest to standard error.
 */
export function announce<Result>(
  { json }: GlobalOptions,
  outcome: { readonly result: Result; readonly files: readonly string[]; readonly folder: string },
  asJson: (result: Result) => string,
  asTable: (result: Result, options: { readonly color: boolean }) => string,
): void {
  const stream = json ? process.stderr : process.stdout;
  const color = stream.isTTY === true && !process.env.NO_COLOR;
  const others = outcome.files.filter((name) => name !== "report.html");
  if (json) process.stdout.write(asJson(outcome.result));
  stream.write(`${asTable(outcome.result, { color }).trimEnd()}\n\n`);
  stream.write(`report: ${join(outcome.folder, "report.html")}\n`);
  stream.write(`beside it: ${others.join(", ")}\n`);
}
