import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { onInterruption } from "./interruption.ts";
import { UsageError } from "./usage-error.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** How to get a browser for images. */
export const chromiumAdvice: string =
  "install Chromium (Debian, Ubuntu: apt install chromium) or set CHROMIUM to the path of a Chrome or Chromium";

/** Path of a Chromium: $CHROMIUM, or the first of the usual names on PATH; null when there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | null {
  const named = environment.CHROMIUM;
  if (named) return isExecutable(named) ? named : null;
  for (const folder of (environment.PATH ?? "").split(delimiter).filter(Boolean)) {
    const found = names.map((name) => join(folder, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * The same, where images were asked for.
 *
 * @throws UsageError that says how to get one
 */
export function requireChromium(): string {
  const found = findChromium();
  if (found === null) throw new UsageError(`--images: needs a Chromium and found none; ${chromiumAdvice}`);
  return found;
}

/** The document that a page has become after its scripts have run; no network, no profile is kept. */
export async function renderedDocument(chromium: string, page: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "scorepath-chromium-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const forget = onInterruption(remove);
  try {
    const file = join(folder, "page.html");
    writeFileSync(file, page);
    const flags = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-extensions",
      "--hide-scrollbars",
      "--window-size=1600,1200",
      `--user-data-dir=${join(folder, "profile")}`,
      "--virtual-time-budget=30000",
      "--dump-dom",
      pathToFileURL(file).href,
    ];
    const { stdout } = await promisify(execFile)(chromium, flags, { maxBuffer: 2 ** 28, timeout: 120_000 });
    return stdout;
  } catch (error) {
    const reason = (error as Error).message.split("\n").slice(0, 2).join(" ");
    throw new UsageError(`--images: ${chromium} did not render a page: ${reason}; ${chromiumAdvice}`);
  } finally {
    forget();
    remove();
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
