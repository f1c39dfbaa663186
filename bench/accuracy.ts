/**
 * Errors of the elementary functions on arrays against mpmath at 50 digits, in units of ε, as a table in Markdown: the
 * section "Elementary functions" of docs/accuracy.md.
 * Run: npx tsx bench/accuracy.ts && npx biome format --write docs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { measuredFunctions, measuredLogSumExp, measuredSoftmax } from "../test/support/elementary-accuracy.ts";
import { withKernels, withoutKernels } from "../test/support/with-engine.ts";

const measure = () => [...measuredFunctions(), measuredLogSumExp(), ...measuredSoftmax()];
const kernels = withKernels(measure);
const plain = withoutKernels(measure);
const heading = "## Elementary functions";
const number = (value: number): string => value.toPrecision(2);
const lines = [
  heading,
  "",
  "Errors in units of ε = 2⁻⁵² of the exact result (below the smallest normal number: of that number), against mpmath with 50",
  "digits: `test/reference/generate-elementary.py`, 150 points a range. Made by `npx tsx bench/accuracy.ts`; the bounds are",
  "asserted in `test/reference/elementary-reference.test.ts`. Correct rounding leaves at most half a unit. Means are relative",
  "to the largest |μ|, covariances to their largest entry; their bounds grow with the exponents like a |x| |μ| D / v, as one",
  "rounding of the data does.",
  "",
  "| function | range | largest, WebAssembly | mean | bound | largest, plain TypeScript |",
  "| --- | --- | --- | --- | --- | --- |",
  ...kernels.map(
    ({ what, range, largest, mean, bound }, i) =>
      `| ${what} | ${range.replaceAll("|", "\\|")} | ${number(largest)} | ${number(mean)} | ${number(bound)} | ${number(plain[i]!.largest)} |`,
  ),
  "",
];
const path = new URL("../docs/accuracy.md", import.meta.url);
const document = readFileSync(path, "utf8");
const start = document.indexOf(`${heading}\n`);
if (start < 0) throw new Error(`docs/accuracy.md has no section "${heading}"`);
const next = document.indexOf("\n## ", start);
const rest = next < 0 ? "" : document.slice(next);
writeFileSync(path, `${document.slice(0, start)}${lines.join("\n")}${rest}`);
process.stdout.write(lines.join("\n"));
