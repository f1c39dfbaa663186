import type { FigureResult, ReferenceRow } from "../../core/index.ts";
import type { RunContext } from "../run-context.ts";
import { compared, decompositionReferences, estimateOf } from "./gap-decomposition.ts";
import { figurePanel, type PanelLaws } from "./gap-filling-panel.ts";
import { gapFilling } from "./gap-filling-setting.ts";
import { publishedColumns, publishedTable } from "./gap-filling-tables.ts";
import type { GapSampler } from "./gap-filling-tasks.ts";
import { overGapPanels } from "./gap-panels.ts";
import { provenanceOf } from "./provenance.ts";

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
  const found = await overGapPanels(
    {
      cutoffTimes: gapFilling.cutoffTimes,
      samplersOf: (cutoffTime) => samplersOf(scheme, cutoffTime),
      seed,
      models,
      paths: paths[scheme],
    },
    context,
    ({ plan, row, laws, place }) => ({
      panel: figurePanel(plan, row, laws[0]!, place),
      references:
        scheme === "published"
          ? publishedReferences(plan.cutoffTime, plan.sampleCount, laws[0]!)
          : decompositionReferences(plan.cutoffTime, plan.sampleCount, laws),
    }),
  );
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
