/**
 * Errors of the elementary functions on arrays against mpmath at 50 digits, in units of ε, as a table in Markdown;
 * written to docs/accuracy-elementary.md.
 * Run: npx tsx bench/accuracy.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { measuredFunctions, measuredLogSumExp, measuredSoftmax } from "../test/support/elementary-accuracy.ts";
import { withKernels, withoutKernels } from "../test/support/with-engine.ts";

const measure = () => [...measuredFunctions(), measuredLogSumExp(), ...measuredSoftmax()];
const kernels = withKernels(measure);
const plain = withoutKernels(measure);
const number = (value: number): string => value.toPrecision(2);
const lines = [
  "# Accuracy of elementary functions on arrays",
  "",
  "Errors in units of ε = 2⁻⁵² of the exact result (below the smallest normal number: of that number), against mpmath with 50",
  "digits: `test/reference/generate-elementary.py`, 150 points a range. Made by `npx tsx bench/accuracy.ts`; the bounds are",
  "asserted in `test/reference/elementary-reference.test.ts`. Correct rounding leaves at most half a unit. Means are relative",
  "to the largest |μ|, covariances to their largest entry; their bounds grow with the exponents like a |x| |μ| D / v, as one",
  "rounding of the data does.",
  "",
  "| function | range | largest, WebAssembly | mean | bound | largest, without WebAssembly |",
  "| --- | --- | --- | --- | --- | --- |",
  ...kernels.map(
    ({ what, range, largest, mean, bound }, i) =>
      `| ${what} | ${range.replaceAll("|", "\\|")} | ${number(largest)} | ${number(mean)} | ${number(bound)} | ${number(plain[i]!.largest)} |`,
  ),
  "",
];
mkdirSync(new URL("../docs/", import.meta.url), { recursive: true });
writeFileSync(new URL("../docs/accuracy-elementary.md", import.meta.url), lines.join("\n"));
process.stdout.write(lines.join("\n"));
