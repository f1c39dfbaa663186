import type { FigureResult } from "../core/index.ts";
import { verdictText } from "./experiment-text.ts";
import { figureSummary, formatReference, loudSigmas } from "./figure-report.ts";
import { formatNumber, formatSeconds } from "./number-format.ts";
import { type TextOptions, textTable, toned, wrap } from "./text-table.ts";

/** A regenerated figure as text for a terminal: the published numbers beside ours with z-scores; 110 characters wide. */
export function figureTable(result: FigureResult, options: TextOptions = {}): string {
  const { provenance } = result;
  const rows = result.references.map(({ quantity, reference, found, z }) => [
    quantity,
    formatReference(reference),
    formatReference(found),
    { text: formatNumber(z, 2), tone: Math.abs(z) <= loudSigmas ? ("plain" as const) : ("bad" as const) },
    { text: Math.abs(z) <= loudSigmas ? "" : "differs", tone: "bad" as const },
  ]);
  return [
    toned(wrap(`${result.id}: ${result.title}`), "strong", options),
    wrap(`${result.panels.length} panels. ${figureSummary(result)}`),
    ...(result.verdicts === undefined ? [] : ["", verdictText(result.verdicts, options)]),
    ...(rows.length === 0 ? [] : ["", textTable(["quantity", "published", "found", "z", ""], rows, options, [0, 4])]),
    "",
    wrap(
      `scorepath ${provenance.version}, seed ${provenance.seed}, ${formatSeconds(provenance.wallSeconds)}: ${provenance.command}`,
    ),
    "",
  ].join("\n");
}
