/**
 * Theory and exact ensemble of every cell on which the rule of the closure is fitted and tested: raw sums of CDFs, one line of JSON a piece
 * of work, appended. Pieces that are there are left out, so that a stopped run goes on where it was. First 2500 models of every cell, then the
 * others cell by cell, without held-out cells where no law can hold: 2500 models say that well enough.
 * Run: npx tsx bench/closure-sweep.ts <file.jsonl> [passes], then bench/closure-fit.ts
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { ClosureLaws } from "../src/experiments/closure/closure-laws.ts";
import { predictClosureErrors } from "../src/experiments/closure/closure-rule.ts";
import { runValidityTask } from "../src/experiments/figures/validity-tasks.ts";
import { memberRanges } from "../src/experiments/member-ranges.ts";
import type { CdfBlock } from "../src/path-integral/index.ts";
import { calibrationSettings, heldOutSettings } from "./closure-settings.ts";

const [file, passes = "4"] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: closure-sweep.ts <file.jsonl> [passes]");
const seed = 1;
const fields = 2000;
const modelsPerPass = 2500;
const done = new Set<string>();
/** Laws that the rule lets hold in each cell, and cells where it rules out every law. */
const holding = new Map<string, number>();
const hopeless = new Set<string>();
for (const line of (existsSync(file) ? readFileSync(file, "utf8") : "").split("\n")) {
  if (line === "") continue;
  const { key, laws } = JSON.parse(line) as { readonly key: string; readonly laws?: ClosureLaws };
  done.add(key);
  if (laws !== undefined) note(key, laws);
}
const heldOut = new Set(heldOutSettings.map(({ name }) => name));
const cells = [...calibrationSettings, ...heldOutSettings].flatMap(({ sampleCounts, ...setting }) =>
  sampleCounts.map((sampleCount) => ({ setting, sampleCount })),
);

function note(key: string, laws: ClosureLaws): void {
  const judged = Object.values(predictClosureErrors(laws));
  holding.set(key.replace("theory/", ""), judged.filter(({ claim }) => claim === "holds").length);
  if (judged.every(({ claim }) => claim === "does not hold")) hopeless.add(key.replace("theory/", ""));
}

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

/** Held-out cells before cells of the fit, and those where more laws hold before others: there the claims are tested. */
function byClaims(all: typeof cells): typeof cells {
  const rank = ({ setting, sampleCount }: (typeof cells)[number]): number =>
    (heldOut.has(setting.name) ? 10 : 0) + (holding.get(`${setting.name}/${sampleCount}`) ?? 0);
  return all.toSorted((a, b) => rank(b) - rank(a));
}

function plainArrays(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? Array.from(value) : value;
}

for (const { setting, sampleCount } of cells) {
  const cell = { setting, sampleCount, seed };
  piece(`theory/${setting.name}/${sampleCount}`, () => {
    try {
      const laws = runValidityTask({ task: "figure/validity-theory", input: { ...cell, fields } }) as ClosureLaws;
      note(`${setting.name}/${sampleCount}`, laws);
      return { laws };
    } catch (error) {
      return { failure: String(error) };
    }
  });
  exactPass(cell, 0);
}
for (const { setting, sampleCount } of byClaims(cells)) {
  if (heldOut.has(setting.name) && hopeless.has(`${setting.name}/${sampleCount}`)) continue;
  for (let pass = 1; pass < Number(passes); pass++) exactPass({ setting, sampleCount, seed }, pass);
}

function exactPass(cell: (typeof cells)[number] & { readonly seed: number }, pass: number): void {
  const shift = pass * modelsPerPass;
  piece(`exact/${cell.setting.name}/${cell.sampleCount}/${pass}`, () => ({
    blocks: memberRanges(modelsPerPass).map(({ from, to }) => {
      const input = { ...cell, from: from + shift, to: to + shift };
      return runValidityTask({ task: "figure/validity-exact", input }) as CdfBlock;
    }),
  }));
}
