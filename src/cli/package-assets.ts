import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Version of this package. */
export function packageVersion(): string {
  return (require("../../package.json") as { version: string }).version;
}

/** Where the Plotly bundle of the reports lies. */
export function plotlyPath(): string {
  return require.resolve("plotly.js-cartesian-dist-min");
}

/** The Plotly bundle as text, to be inlined in reports. */
export function plotlyBundle(): string {
  return readFileSync(plotlyPath(), "utf8");
}
