import {
  type Estimate,
  type FigureResult,
  meanEstimate,
  type ReferenceRow,
  type Region,
  zScore,
} from "../../core/index.ts";
import { massPerModel } from "../../validate/index.ts";
import { inTurn } from "../in-turn.ts";
import { memberRanges } from "../member-ranges.ts";
import type { PopulationResult } from "../population-result.ts";
import type { RunContext } from "../run-context.ts";
import { figurePanel, type PanelLaws, panelLaws, rowLaws } from "./gap-filling-panel.ts";
import { gapFilling, gapRegions } from "./gap-filling-setting.ts";
import { gapColumns, gapTable, publishedColumns, publishedTable } from "./gap-filling-tables.ts";
import type { GapSampler } from "./gap-filling-tasks.ts";
import { provenanceOf } from "./provenance.ts";

/** Panels in flight: threads then have work while the results of a panel are put together. */
const panelsAtOnce = 3;

/** Samples per model, as in the reference computation of each scheme. */
const paths = { published: 250, accurate: 40 } as const;

/**
 * Figure 2: the average law of 256-feature linear models trained on P draws of three points, five curves and the error
 * budget in each panel; rows are cutoff times, columns F/P.
 *
 * @param scheme - "published": 30 uniform Euler steps, states rounded up to a 200-point grid, histogram as published;
 * "accurate": converged Runge–Kutta on geometric times, no grid
 * @source GTV, Figure 2
 */
export async function gapFillingFigure(
  scheme: "published" | "accurate",
  seed: number,
  models: number,
  context: RunContext,
): Promise<FigureResult> {
  const { parallel, onProgress } = context;
  const { cutoffTimes, sampleCounts } = gapFilling;
  const total = cutoffTimes.length * (1 + sampleCounts.length * 4 * memberRanges(models).length);
  let done = 0;
  const onTask = (label: string): void => onProgress?.(++done, total, label);
  const rows = cutoffTimes.map(async (cutoffTime) => {
    const [population] = await parallel.map<PopulationResult>([
      { task: "figure/gap-population", input: { cutoffTime } },
    ]);
    onTask(`ε = ${cutoffTime}: population moments`);
    return rowLaws(cutoffTime, samplersOf(scheme, cutoffTime), population!);
  });
  // Panels wait for their rows and pass errors on; a row that no panel has asked for yet must not end the process.
  for (const row of rows) row.catch(() => {});
  const places = cutoffTimes.flatMap((cutoffTime, row) =>
    sampleCounts.map((sampleCount, column) => ({ cutoffTime, sampleCount, row, column })),
  );
  const found = await inTurn(places, panelsAtOnce, async ({ cutoffTime, sampleCount, row, column }) => {
    const samplers = samplersOf(scheme, cutoffTime);
    const plan = { seed, cutoffTime, sampleCount, models, paths: paths[scheme], samplers };
    const laws = await panelLaws(plan, rows[row]!, parallel, () => onTask(`ε = ${cutoffTime}, P = ${sampleCount}`));
    const references =
      scheme === "published"
        ? publishedReferences(cutoffTime, sampleCount, laws[0]!)
        : accurateReferences(sampleCount, laws);
    return { panel: figurePanel(plan, await rows[row]!, laws[0]!, { row, column }), references };
  });
  return {
    format: "scorepath-figure-1",
    id: "gtv-fig2",
    title: `What linear score models learn from three points (${scheme} scheme)`,
    caption: captions[scheme],
    panels: found.map(({ panel }) => panel),
    references: found.flatMap(({ references }) => references),
    provenance: provenanceOf(context, seed),
  };
}

const captions = {
  published:
    "Density averaged over models (line), quartiles over models (band). 30 uniform Euler steps, states rounded up to a 200-point grid, histogram normalised over the samples in range, all as published. Rows: cutoff time ε; columns: F/P with F = 256.",
  accurate:
    "Density averaged over models (line), quartiles over models (band). Runge–Kutta on geometric times, converged to 1e-5 in mass, no grid. Rows: cutoff time ε; columns: F/P with F = 256. The reference table holds the same models against the published decomposition, which used 300 uniform Euler steps; the converged masses stand beside it.",
} as const;

/** The decomposition table was made with 300 Euler steps at ε = 0.01, so the same models are sampled that way too. */
function samplersOf(scheme: "published" | "accurate", cutoffTime: number): readonly GapSampler[] {
  if (scheme === "published") return ["lookup"];
  return cutoffTime === 0.01 ? ["converged", "euler-300"] : ["converged"];
}

/** Half-width of the windows over which reference densities are averaged. */
const window = 0.05;

/** A column of a reference table: the mass of a named region, or the density in a window around a state. */
function estimateOf({ laws }: PanelLaws, name: string, column: string): Estimate {
  const { law, samples, models } = laws.get(name)!;
  const named = gapRegions.findIndex((region) => region.name === column);
  if (named >= 0) return meanEstimate(law.masses[named]!);
  const center = Number(/\((.*)\)/.exec(column)![1]);
  const region: Region = { name: column, kind: "intervals", intervals: [[center - window, center + window]] };
  const set = { kind: "samples", points: { count: samples.length, dim: 1, values: samples }, models } as const;
  return meanEstimate(massPerModel(set, region).map((mass) => mass / (2 * window)));
}

function compared(quantity: string, reference: Estimate, found: Estimate): ReferenceRow {
  return { quantity, reference, found, z: zScore(found, reference) };
}

/** The panel's row of the reference table, and the exact-score row with the first column. */
function publishedReferences(cutoffTime: number, sampleCount: number, panel: PanelLaws): ReferenceRow[] {
  const rows = publishedTable.filter(
    (row) =>
      row.cutoffTime === cutoffTime &&
      (row.sampleCount === sampleCount || (row.sampleCount === null && sampleCount === gapFilling.sampleCounts[0])),
  );
  return rows.flatMap((row) =>
    publishedColumns.map((column, k) => {
      const [value, standardError] = row.values[k]!;
      const who = row.sampleCount === null ? "exact score" : `P = ${sampleCount}`;
      return compared(
        `ε = ${cutoffTime}, ${who}: ${column}`,
        { value, standardError },
        estimateOf(panel, row.sampleCount === null ? "exact-score" : "trained-noisy", column),
      );
    }),
  );
}

/** Statistical errors of the decomposition table, as its source states them: .001–.003, and .002–.005 for J0. */
const decompositionErrors: Readonly<Record<(typeof gapColumns)[number], number>> = {
  "trained-noisy": 0.002,
  "trained-noise-free": 0.0035,
  "mean-flow": 0.002,
  "moment-matched": 0.002,
  sandwich: 0.002,
};

/** The decomposition of the gap mass at ε = 0.01 under its own integrator. */
function accurateReferences(sampleCount: number, found: readonly PanelLaws[]): ReferenceRow[] {
  const euler = found.find((panel) => panel.sampler === "euler-300");
  const row = gapTable.find((candidate) => candidate.sampleCount === sampleCount);
  if (euler === undefined || row === undefined) return [];
  return gapColumns.flatMap((column, k) => {
    const value = row.values[k];
    if (value === null || value === undefined) return [];
    const reference = { value, standardError: decompositionErrors[column] };
    const converged = estimateOf(found[0]!, column, "gap");
    const quantity = `ε = 0.01, P = ${sampleCount}: gap, ${column}, 300 Euler steps (converged: ${converged.value.toFixed(4)})`;
    return [compared(quantity, reference, estimateOf(euler, column, "gap"))];
  });
}
