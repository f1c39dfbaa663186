/**
 * Total variations of every cell of a sweep, as the data on which the rule is fitted and tested.
 * Run: npx tsx bench/closure-summary.ts <file.jsonl> && npx biome format --write bench; writes bench/closure-data.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { Density } from "../src/core/index.ts";
import type { ClosureLaws } from "../src/experiments/closure/closure-laws.ts";
import { closureEdges } from "../src/experiments/closure/closure-setting.ts";
import {
  type TotalVariationEstimate,
  totalVariationEstimate,
} from "../src/experiments/closure/total-variation-estimate.ts";
import { averageCdf, type CdfBlock } from "../src/path-integral/index.ts";
import type { ClosureCell } from "./closure-data.ts";
import { calibrationSettings, heldOutSettings } from "./closure-settings.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: closure-summary.ts <file.jsonl>");
interface Line {
  readonly key: string;
  readonly laws?: ClosureLaws;
  readonly failure?: string;
  readonly blocks?: readonly CdfBlock[];
}
const lines = new Map(
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line)
    .map((line) => [line.key, line] as const),
);
const revived = (law: Density): Density => ({
  ...law,
  x: closureEdges,
  cdf: Float64Array.from(law.cdf),
  cdfStandardError: Float64Array.from(law.cdfStandardError),
  blocks: law.blocks.map((block) => Float64Array.from(block)),
});
const rounded = ({ value, standardError, plugIn }: TotalVariationEstimate): TotalVariationEstimate => {
  const digits = (number: number): number => Number(number.toFixed(6));
  return { value: digits(value), standardError: digits(standardError), plugIn: digits(plugIn) };
};
const cells: ClosureCell[] = [];
for (const [list, settings] of [
  ["calibration", calibrationSettings],
  ["held-out", heldOutSettings],
] as const) {
  for (const { sampleCounts, name } of settings) {
    for (const sampleCount of sampleCounts) {
      const theory = lines.get(`theory/${name}/${sampleCount}`);
      const blocks: CdfBlock[] = [];
      for (let pass = 0; lines.has(`exact/${name}/${sampleCount}/${pass}`); pass++) {
        for (const { models, sum, squares } of lines.get(`exact/${name}/${sampleCount}/${pass}`)!.blocks!)
          blocks.push({ models, sum: Float64Array.from(sum), squares: Float64Array.from(squares) });
      }
      if (theory === undefined || blocks.length === 0) continue;
      const models = blocks.reduce((sum, block) => sum + block.models, 0);
      if (theory.laws === undefined) {
        cells.push({ list, setting: name, sampleCount, models, failure: theory.failure!, theory: null });
        continue;
      }
      const exact = averageCdf(closureEdges, blocks);
      const [sandwich, cavity, edgeworth] = [theory.laws.sandwich, theory.laws.cavity, theory.laws.edgeworth].map(
        revived,
      ) as [Density, Density, Density];
      cells.push({
        list,
        setting: name,
        sampleCount,
        models,
        failure: null,
        theory: {
          errors: {
            sandwich: rounded(totalVariationEstimate(exact, sandwich)),
            cavity: rounded(totalVariationEstimate(exact, cavity)),
            edgeworth: rounded(totalVariationEstimate(exact, edgeworth)),
          },
          between: {
            sandwichCavity: rounded(totalVariationEstimate(sandwich, cavity)),
            sandwichEdgeworth: rounded(totalVariationEstimate(sandwich, edgeworth)),
            cavityEdgeworth: rounded(totalVariationEstimate(cavity, edgeworth)),
          },
          diagnostics: theory.laws.diagnostics,
        },
      });
    }
  }
}
writeFileSync(
  new URL("./closure-data.json", import.meta.url),
  `${JSON.stringify(
    {
      provenance:
        "bench/closure-sweep.ts, seed 1, 2000 Gaussian fields a law; total variation on 30 bins of 0.1 over [-1.5, 1.5] and two tails; value: signs from 19 of 20 folds, plugIn: as it is",
      cells,
    },
    null,
    1,
  )}\n`,
);
const shown = ({ value, standardError, plugIn }: TotalVariationEstimate): string =>
  `${value.toFixed(4)}(${(1e4 * standardError).toFixed(0)})[${plugIn.toFixed(4)}]`;
for (const { list, setting, sampleCount, models, theory, failure } of cells) {
  if (theory === null) {
    process.stdout.write(`${setting} P=${sampleCount}: ${failure}\n`);
    continue;
  }
  const { errors, between, diagnostics: d } = theory;
  process.stdout.write(
    `${list === "held-out" ? "*" : " "}${setting.slice(0, 22)} P=${sampleCount} E=${models} r=${d.effectiveFeaturesPerSample.toFixed(2)} x=${d.varianceExcess.toFixed(2)} w=${d.weightSpread.toFixed(2)} cut=${d.negativeShare.toFixed(3)} h=${d.largestLeverage.toFixed(2)} | S ${shown(errors.sandwich)} C ${shown(errors.cavity)} E ${shown(errors.edgeworth)} | SC ${shown(between.sandwichCavity)} SE ${shown(between.sandwichEdgeworth)} CE ${shown(between.cavityEdgeworth)}\n`,
  );
}
