/**
 * Theory and exact ensemble of every cell on which the rule of the closure is fitted and tested: raw sums of CDFs, one line of JSON a piece
 * of work, appended. Pieces that are there are left out, so that a stopped run goes on where it was; passes of 2500 models
 * go over all cells in turn.
 * Run: npx tsx bench/closure-sweep.ts <file.jsonl> [passes], then bench/closure-fit.ts
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { runValidityTask } from "../src/experiments/figures/validity-tasks.ts";
import { memberRanges } from "../src/experiments/member-ranges.ts";
import type { CdfBlock } from "../src/path-integral/index.ts";
import { calibrationSettings, heldOutSettings } from "./closure-settings.ts";

const [file, passes = "4"] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: closure-sweep.ts <file.jsonl> [passes]");
const seed = 1;
const fields = 2000;
const modelsPerPass = 2500;
const done = new Set(
  (existsSync(file) ? readFileSync(file, "utf8") : "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { key: string }).key),
);
const cells = [...calibrationSettings, ...heldOutSettings].flatMap(({ sampleCounts, ...setting }) =>
  sampleCounts.map((sampleCount) => ({ setting, sampleCount })),
);

/** Does a piece of work unless it is there. */
function piece(key: string, work: () => object): void {
  if (done.has(key)) return;
  const start = process.cpuUsage();
  const found = work();
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  appendFileSync(file!, `${JSON.stringify({ key, ...found, seconds }, plainArrays)}\n`);
  process.stdout.write(`${key}: ${seconds.toFixed(1)} s\n`);
}

function plainArrays(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? Array.from(value) : value;
}

for (let pass = 0; pass < Number(passes); pass++) {
  for (const { setting, sampleCount } of cells) {
    const cell = { setting, sampleCount, seed };
    if (pass === 0)
      piece(`theory/${setting.name}/${sampleCount}`, () => {
        try {
          return { laws: runValidityTask({ task: "figure/validity-theory", input: { ...cell, fields } }) };
        } catch (error) {
          return { failure: String(error) };
        }
      });
    piece(`exact/${setting.name}/${sampleCount}/${pass}`, () => ({
      blocks: memberRanges(modelsPerPass).map(({ from, to }) => {
        const shift = pass * modelsPerPass;
        const input = { ...cell, from: from + shift, to: to + shift };
        return runValidityTask({ task: "figure/validity-exact", input }) as CdfBlock;
      }),
    }));
  }
}
