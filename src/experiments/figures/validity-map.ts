import type { Estimate, FigurePanel, FigureResult, ReferenceRow } from "../../core/index.ts";
import { zScore } from "../../core/index.ts";
import { averageCdf, type CdfBlock } from "../../path-integral/index.ts";
import type { ClosureLaws } from "../closure/closure-laws.ts";
import { type ClosurePrediction, closureLimit, predictClosureErrors } from "../closure/closure-rule.ts";
import { type ClosureSetting, closureEdges } from "../closure/closure-setting.ts";
import { totalVariationEstimate } from "../closure/total-variation-estimate.ts";
import { inTurn } from "../in-turn.ts";
import { memberRanges } from "../member-ranges.ts";
import type { RunContext } from "../run-context.ts";
import { provenanceOf } from "./provenance.ts";
import { validityFamilies, validityMap, validitySetting } from "./validity-setting.ts";
import { validityTable } from "./validity-table.ts";
import type { ExactInput, TheoryInput } from "./validity-tasks.ts";

/** Cells in flight: threads then have work while a cell's theory runs on one. */
const cellsAtOnce = 3;
/** Gaussian fields a law: without training they cost little. */
const fields = 2000;

type Corrected = "sandwich" | "edgeworth";

/** One cell of the map. */
interface ValidityCell {
  readonly setting: ClosureSetting;
  readonly sampleCount: number;
  readonly measured: Readonly<Record<Corrected, Estimate>>;
  readonly predicted: Readonly<Record<Corrected, ClosurePrediction>>;
}

/**
 * Where the theory of the average learned law is right: total variation between theory and exactly trained models over F/P and the
 * cutoff time, for both feature families, beside what the rule says in advance from theory alone.
 *
 * @param models - trained models a cell
 * @source GTV, Proposition 3.1 (closure) and section 5 (leading order in 1/P); rule and numbers ours
 */
export async function validityMapFigure(seed: number, models: number, context: RunContext): Promise<FigureResult> {
  const { families, cutoffTimes, sampleCounts } = validityMap;
  const settings = families.flatMap((family) => cutoffTimes.map((cutoffTime) => validitySetting(family, cutoffTime)));
  const places = settings.flatMap((setting) => sampleCounts.map((sampleCount) => ({ setting, sampleCount })));
  const total = places.length * (1 + memberRanges(models).length);
  let done = 0;
  const cells = await inTurn(places, cellsAtOnce, ({ setting, sampleCount }) =>
    validityCell(setting, sampleCount, seed, models, context, () =>
      context.onProgress?.(++done, total, `${setting.name}, P = ${sampleCount}`),
    ),
  );
  return {
    format: "scorepath-figure-1",
    id: "gtv-validity",
    title: "Where the theory of the average learned law is right, and where it says so in advance",
    caption: `Total variation between theory and ${models} exactly trained models a cell, on bins of 0.1 and their tails. Three points, 8 × 8 features, ridge 0.1; across F/P, up the cutoff time ε. Left: measured, with standard error. Right: what the rule predicts from theory alone. Leading order is the Gaussian field of order 1/P; corrected is the cavity field reweighted by predicted third and fourth cumulants. Framed: the rule says that the law holds to ${closureLimit}.`,
    panels: families.flatMap((family, k) => panelsOf(family, 2 * (families.length - 1 - k), cells)),
    references: cells.flatMap(referencesOf),
    provenance: provenanceOf(context, seed),
  };
}

async function validityCell(
  setting: ClosureSetting,
  sampleCount: number,
  seed: number,
  models: number,
  { parallel }: RunContext,
  onTask: () => void,
): Promise<ValidityCell> {
  const cell = { setting, sampleCount, seed };
  const theoryInput: TheoryInput = { ...cell, fields };
  const [laws] = await parallel.map<ClosureLaws>([{ task: "figure/validity-theory", input: theoryInput }], onTask);
  const blocks = await parallel.map<CdfBlock>(
    memberRanges(models).map((range) => {
      const input: ExactInput = { ...cell, ...range };
      return { task: "figure/validity-exact", input };
    }),
    onTask,
  );
  const exact = averageCdf(closureEdges, blocks);
  return {
    setting,
    sampleCount,
    measured: {
      sandwich: totalVariationEstimate(exact, laws!.sandwich),
      edgeworth: totalVariationEstimate(exact, laws!.edgeworth),
    },
    predicted: predictClosureErrors(laws!),
  };
}

/** Colours of all maps: from far below the limit of the rule to no overlap. */
const scale = { quantity: "total variation", range: [0.002, 0.5], stretch: "logarithmic" } as const;

/** The maps of one family: leading order above the corrected law, measured beside predicted; `row` is that of the lower ones. */
function panelsOf(family: ClosureSetting["family"], row: number, all: readonly ValidityCell[]): FigurePanel[] {
  const { cutoffTimes, sampleCounts, featureCount } = validityMap;
  const cells = all.filter(({ setting }) => setting.family === family);
  const at = (column: number, line: number): ValidityCell => cells[line * sampleCounts.length + column]!;
  const lines = cutoffTimes.map((_, line) => sampleCounts.map((_count, column) => at(column, line)));
  const map = (
    law: Corrected,
    value: (cell: ValidityCell) => number,
    text: (cell: ValidityCell) => string,
  ): FigurePanel["map"] => ({
    x: sampleCounts.map((_, column) => column),
    y: cutoffTimes.map((_, line) => line),
    values: lines.map((line) => line.map((cell) => Math.max(scale.range[0], value(cell)))),
    marks: [],
    scale,
    cells: {
      columns: sampleCounts.map((sampleCount) => ratioText(featureCount, sampleCount)),
      rows: cutoffTimes.map(String),
      text: lines.map((line) => line.map(text)),
      framed: lines.flatMap((line, j) =>
        line.flatMap(({ predicted }, i) => (predicted[law].claim === "holds" ? [[i, j] as const] : [])),
      ),
    },
  });
  const name = validityFamilies[family];
  return (["edgeworth", "sandwich"] as const).flatMap((law, step) => {
    const title = `${name}, ${law === "sandwich" ? "leading order" : "corrected"}`;
    const measured = map(
      law,
      (cell) => cell.measured[law].value,
      (cell) => measuredText(cell.measured[law]),
    );
    const predicted = map(
      law,
      (cell) => cell.predicted[law].predicted,
      (cell) => predictedText(cell.predicted[law]),
    );
    const common = { row: row + step, curves: [], budgets: [], regions: [] };
    return [
      { ...common, title: `${title}: measured`, column: 0, axes: { x: "F/P", y: "ε" }, map: measured },
      { ...common, title: `${title}: predicted`, column: 1, axes: { x: "F/P", y: "" }, map: predicted },
    ];
  });
}

function ratioText(featureCount: number, sampleCount: number): string {
  return featureCount >= sampleCount ? String(featureCount / sampleCount) : `1/${sampleCount / featureCount}`;
}

/** As .014(2): the error in units of the last digit, with digits that it allows. */
function measuredText({ value, standardError }: Estimate): string {
  const digits = standardError < 0.00095 ? 4 : standardError < 0.0095 ? 3 : 2;
  return `${withoutZero(value, digits)}(${Math.max(1, Math.round(standardError * 10 ** digits))})`;
}

function predictedText({ predicted }: ClosurePrediction): string {
  return withoutZero(predicted, predicted < 0.1 ? 3 : 2);
}

function withoutZero(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^(-?)0\./, "$1.")
    .replace("-", "−");
}

/** The recorded run beside this one. */
function referencesOf({ setting, sampleCount, measured }: ValidityCell): ReferenceRow[] {
  const { family, cutoffTime } = setting;
  const row = validityTable.find(
    (own) => own.family === family && own.cutoffTime === cutoffTime && own.sampleCount === sampleCount,
  );
  if (row === undefined) return [];
  const place = `${validityFamilies[family]}, ε = ${cutoffTime}, F/P = ${ratioText(validityMap.featureCount, sampleCount)}`;
  return (["sandwich", "edgeworth"] as const).map((law) => ({
    quantity: `${place}: ${law === "sandwich" ? "leading order" : "corrected"}`,
    reference: row[law],
    found: measured[law],
    z: zScore(measured[law], row[law]),
  }));
}
