/**
 * Fits the constants of the rule on the calibration cells and tests it on the held-out ones; tables in Markdown for docs/accuracy.md,
 * section "Measured: the rule of the closure".
 * Run: npx tsx bench/closure-fit.ts
 */
import {
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

/** Distance between laws of theory that stands for the error of a law. */
function distanceOf({ theory }: ClosureCell, law: ClosureLawName): number {
  const { sandwichEdgeworth, cavityEdgeworth } = theory!.between;
  return Math.max(0, (law === "sandwich" ? sandwichEdgeworth : cavityEdgeworth).value);
}

/** Largest distance at which a cell tells of the rule where it is used: beyond, all laws are wrong, and in which way does not matter. */
const reach = 0.1;
/** Errors are known when they are so many standard errors above zero. */
const sigmas = 4;

process.stdout.write("| law | cells of the fit | factor | margin | in the code |\n| - | - | - | - | - |\n");
for (const law of laws) {
  const ratios = calibration
    .filter((cell) => {
      const { value, standardError } = cell.theory!.errors[law];
      return distanceOf(cell, law) <= reach && value > sigmas * standardError;
    })
    .map((cell) => Math.log(cell.theory!.errors[law].value / distanceOf(cell, law)));
  const middle = ratios.reduce((sum, ratio) => sum + ratio / ratios.length, 0);
  const widest = Math.max(...ratios.map((ratio) => Math.abs(ratio - middle)));
  const { factor, margin, floor } = closureConstants[law];
  process.stdout.write(
    `| ${law} | ${ratios.length} | ${Math.exp(middle).toFixed(2)} | ${Math.exp(widest).toFixed(2)} | ${factor}, ${margin}, ${floor} |\n`,
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

for (const [title, list] of [
  ["calibration", calibration],
  ["held-out", heldOut],
] as const) {
  process.stdout.write(
    `\n${title}\n\n| setting | P | models | features per sample | ${laws.map((law) => `${law}: predicted, bound | measured | as it is | claim`).join(" | ")} |\n| ${"- | ".repeat(4 + 4 * laws.length)}\n`,
  );
  for (const cell of list) {
    const judged = laws.map((law) => {
      const { value, standardError, plugIn } = cell.theory!.errors[law];
      const { predicted, bound, claim } = judgeClosure(law, distanceOf(cell, law));
      const wrong = claim === "holds" && value > closureLimit + standardError;
      return `${predicted.toFixed(4)}, ${bound.toFixed(4)} | ${value.toFixed(4)}(${Math.max(1, Math.round(1e4 * standardError))}) | ${plugIn.toFixed(4)} | ${claim}${wrong ? ", WRONG" : ""}`;
    });
    process.stdout.write(
      `| ${cell.setting} | ${cell.sampleCount} | ${cell.models} | ${cell.theory!.diagnostics.effectiveFeaturesPerSample.toFixed(2)} | ${judged.join(" | ")} |\n`,
    );
  }
  for (const law of laws) {
    const predicted = list.map((cell) => judgeClosure(law, distanceOf(cell, law)).predicted);
    const measured = list.map((cell) => cell.theory!.errors[law].value);
    const holds = list.filter((cell) => judgeClosure(law, distanceOf(cell, law)).claim === "holds");
    const wrong = holds.filter(({ theory }) => {
      const { value, standardError } = theory!.errors[law];
      return value > closureLimit + standardError;
    });
    process.stdout.write(
      `\n${law}: rank correlation ${spearman(predicted, measured).toFixed(3)} over ${list.length} cells; "holds" in ${holds.length}, of which ${wrong.length} are wrong`,
    );
  }
  process.stdout.write("\n");
}
