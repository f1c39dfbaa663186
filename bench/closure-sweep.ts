/**
 * Theory and exact ensemble of every cell of a list of settings: one line of JSON a cell, appended; cells that are there are left out, so
 * that a stopped run goes on where it was.
 * Run: npx tsx bench/closure-sweep.ts calibration|held-out <file.jsonl> [models]
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { closureLaws } from "../src/experiments/closure/closure-laws.ts";
import { closureCell, closureEdges } from "../src/experiments/closure/closure-setting.ts";
import { exactBlock } from "../src/experiments/closure/exact-law.ts";
import { totalVariationEstimate } from "../src/experiments/closure/total-variation-estimate.ts";
import { memberRanges } from "../src/experiments/member-ranges.ts";
import { seededRng } from "../src/numerics/index.ts";
import { averageCdf } from "../src/path-integral/index.ts";
import { calibrationSettings, heldOutSettings } from "./closure-settings.ts";

const [list, file, count = "10000"] = process.argv.slice(2);
if (file === undefined || (list !== "calibration" && list !== "held-out"))
  throw new Error("usage: closure-sweep.ts calibration|held-out <file.jsonl> [models]");
const models = Number(count);
const seed = 20;
const fields = 10_000;
const done = new Set(
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as { setting: string; sampleCount: number })
        .map(({ setting, sampleCount }) => `${setting}/${sampleCount}`)
    : [],
);
const rounded = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toPrecision(7)));
for (const { sampleCounts, ...setting } of list === "calibration" ? calibrationSettings : heldOutSettings) {
  for (const sampleCount of sampleCounts) {
    if (done.has(`${setting.name}/${sampleCount}`)) continue;
    const start = process.cpuUsage();
    const seconds = (): number => {
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1e6;
    };
    const { model, process: forward } = closureCell(setting, sampleCount);
    const rng = seededRng(seed);
    const options = { fields, x: closureEdges, refinement: 1 };
    const laws = closureLaws(rng.split(`theory/${setting.name}/${sampleCount}`), model, forward, options);
    const theorySeconds = seconds();
    const blocks = memberRanges(models).map(({ from, to }) =>
      exactBlock(rng.split(`exact/${setting.name}/${sampleCount}`), model, forward, closureEdges, from, to),
    );
    const exact = averageCdf(closureEdges, blocks);
    const { sandwich, cavity, edgeworth, diagnostics } = laws;
    const line = {
      setting: setting.name,
      sampleCount,
      models,
      fields,
      errors: {
        sandwich: totalVariationEstimate(exact, sandwich),
        cavity: totalVariationEstimate(exact, cavity),
        edgeworth: totalVariationEstimate(exact, edgeworth),
      },
      between: {
        sandwichCavity: totalVariationEstimate(sandwich, cavity),
        sandwichEdgeworth: totalVariationEstimate(sandwich, edgeworth),
        cavityEdgeworth: totalVariationEstimate(cavity, edgeworth),
      },
      diagnostics,
      cdfs: Object.fromEntries(
        Object.entries({ exact, sandwich, cavity, edgeworth }).map(([name, law]) => [name, rounded(law.cdf)]),
      ),
      seconds: { theory: theorySeconds, all: seconds() },
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    const shown = (estimate: { value: number; standardError: number; plugIn: number }): string =>
      `${estimate.value.toFixed(4)}(${(1e4 * estimate.standardError).toFixed(0)}) [${estimate.plugIn.toFixed(4)}]`;
    process.stdout.write(
      `${setting.name} P=${sampleCount} r=${diagnostics.effectiveFeaturesPerSample.toFixed(2)} excess=${diagnostics.varianceExcess.toFixed(3)} spread=${diagnostics.weightSpread.toFixed(2)} cut=${diagnostics.negativeShare.toFixed(3)} | sandwich ${shown(line.errors.sandwich)} cavity ${shown(line.errors.cavity)} edgeworth ${shown(line.errors.edgeworth)} | s-c ${shown(line.between.sandwichCavity)} s-e ${shown(line.between.sandwichEdgeworth)} c-e ${shown(line.between.cavityEdgeworth)} | ${theorySeconds.toFixed(1)} / ${seconds().toFixed(1)} s\n`,
    );
  }
}
