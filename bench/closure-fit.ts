/**
 * Fits the constants of the rule on the calibration cells and tests it on the held-out ones: the tables between the marks of
 * docs/accuracy.md, section "Measured: the rule of the closure", and the recorded run of the validity map.
 * Run: npx tsx bench/closure-fit.ts && npx biome format --write docs src/experiments/figures
 */
import { readFileSync, writeFileSync } from "node:fs";
import {
  type ClosureDistances,
  type ClosureLawName,
  closureConstants,
  closureLimit,
  judgeClosure,
} from "../src/experiments/closure/closure-rule.ts";
import { type ClosureCell, closureCells } from "./closure-data.ts";

const laws: readonly ClosureLawName[] = ["sandwich", "cavity", "edgeworth"];
const cells = closureCells().filter(({ theory }) => theory !== null);
const calibration = cells.filter(({ list }) => list === "calibration");
const heldOut = cells.filter(({ list }) => list === "held-out");

/** Distances as the rule reads them. */
function distancesOf({ theory }: ClosureCell): ClosureDistances {
  const { sandwichCavity, sandwichEdgeworth, cavityEdgeworth } = theory!.between;
  return {
    leading: Math.max(0, sandwichCavity.value, sandwichEdgeworth.value),
    last: Math.max(0, cavityEdgeworth.value),
  };
}

/** Effective features per effective sample up to which a cell is in the fit: beyond, all laws are wrong, and in which way does not matter. */
const reach = 15;
/** Scatter of the logarithm of errors around their predictions that no constant removes. */
const scatter = 0.2;
const shares = Array.from({ length: 41 }, (_, k) => 0.05 * k);

const page: string[] = [];
page.push(
  "| law | cells | a | b | errors over predictions | in the code: a, b, above, below |\n| - | - | - | - | - | - |\n",
);
for (const law of laws) {
  const known = calibration.filter(({ theory }) => {
    const { value, standardError } = theory!.errors[law];
    return theory!.diagnostics.effectiveFeaturesPerSample <= reach && value > 2.5 * standardError;
  });
  const ratio = (cell: ClosureCell, a: number, b: number): number => {
    const { leading, last } = distancesOf(cell);
    return cell.theory!.errors[law].value / (a * leading + b * last);
  };
  let best = { a: 0, b: 0, misfit: Infinity };
  for (const a of shares) {
    for (const b of law === "sandwich" ? [0] : shares) {
      if (a === 0 && b === 0) continue;
      const misfit = known.reduce((sum, cell) => {
        const { value, standardError } = cell.theory!.errors[law];
        return sum + Math.log(ratio(cell, a, b)) ** 2 / (scatter ** 2 + (standardError / value) ** 2);
      }, 0);
      if (misfit < best.misfit) best = { a, b, misfit };
    }
  }
  const found = known.map((cell) => ratio(cell, best.a, best.b));
  const { leading, last, above, below } = closureConstants[law];
  page.push(
    `| ${law} | ${known.length} | ${best.a.toFixed(2)} | ${best.b.toFixed(2)} | ${Math.min(...found).toFixed(2)} to ${Math.max(...found).toFixed(2)} | ${leading}, ${last}, ${above}, ${below} |\n`,
  );
}

/** Ranks with ties shared. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [ranks(a), ranks(b)];
  const middle = (a.length + 1) / 2;
  const product = (u: readonly number[], v: readonly number[]): number =>
    u.reduce((sum, value, k) => sum + (value - middle) * (v[k]! - middle), 0);
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right));
}

const titles = { sandwich: "Leading order", cavity: "Cavity", edgeworth: "Corrected" } as const;
for (const [title, list] of [
  ["cells of the fit", calibration],
  ["held-out cells", heldOut],
] as const) {
  for (const law of laws) {
    const judged = list.map((cell) => ({
      cell,
      found: cell.theory!.errors[law],
      ...judgeClosure(law, distancesOf(cell)),
    }));
    const rows = judged.map(({ cell, found, predicted, bound, claim }) => {
      const error = Math.max(1, Math.round(1e4 * found.standardError));
      const features = cell.theory!.diagnostics.effectiveFeaturesPerSample.toFixed(2);
      return `| ${cell.setting} | ${cell.sampleCount} | ${features} | ${cell.models} | ${found.value.toFixed(4)}(${error}) | ${found.plugIn.toFixed(4)} | ${predicted.toFixed(4)} | ${bound.toFixed(4)} | ${claim} |`;
    });
    const holds = judged.filter(({ claim }) => claim === "holds");
    const fails = judged.filter(({ claim }) => claim === "does not hold");
    const wrongHolds = holds.filter(({ found }) => found.value > closureLimit + found.standardError);
    const wrongFails = fails.filter(({ found }) => found.value < closureLimit - found.standardError);
    const largest = Math.max(0, ...holds.map(({ found }) => found.plugIn));
    const rank = spearman(
      judged.map(({ predicted }) => predicted),
      judged.map(({ found }) => found.value),
    );
    page.push(
      `\n${titles[law]}, ${title}: rank correlation ${rank.toFixed(3)} over ${list.length} cells; "holds" in ${holds.length}, wrong in ${wrongHolds.length}, largest distance as it is ${largest.toFixed(4)}; "does not hold" in ${fails.length}, wrong in ${wrongFails.length}.\n\n| setting | P | features per sample | models | measured | as it is | predicted | bound | claim |\n| - | - | - | - | - | - | - | - | - |\n${rows.join("\n")}\n`,
    );
  }
}

const docs = new URL("../docs/accuracy.md", import.meta.url);
const [open, close] = ["<!-- closure-fit -->", "<!-- end of closure-fit -->"];
const text = readFileSync(docs, "utf8");
const [from, to] = [text.indexOf(open) + open.length, text.indexOf(close)];
if (to < from) throw new Error(`docs/accuracy.md: ${open} … ${close} not found`);
writeFileSync(docs, `${text.slice(0, from)}\n\n${page.join("").trim()}\n\n${text.slice(to)}`);

const estimate = ({ value, standardError }: { value: number; standardError: number }): string =>
  `{ value: ${value}, standardError: ${standardError} }`;
const rows = calibration.map(({ setting, sampleCount, models, theory }) => {
  const [family, cutoffTime] = setting.split("/");
  const { sandwich, edgeworth } = theory!.errors;
  return `{ family: "${family}", cutoffTime: ${cutoffTime}, sampleCount: ${sampleCount}, models: ${models}, sandwich: ${estimate(sandwich)}, edgeworth: ${estimate(edgeworth)} },`;
});
const table = new URL("../src/experiments/figures/validity-table.ts", import.meta.url);
const source = readFileSync(table, "utf8");
const list = source.indexOf("= [") + 3;
writeFileSync(table, `${source.slice(0, list)}\n${rows.join("\n")}\n];\n`);
