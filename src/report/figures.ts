import type { ExperimentResult, FigureResult } from "../core/index.ts";
import { budgetFigure } from "./budget-figure.ts";
import { cellTitle, focusRegion } from "./cell-names.ts";
import { commonFrame, densityFigure } from "./density-figure.ts";
import { massFigure } from "./mass-figure.ts";
import { gridPlot } from "./panel-plots.ts";
import type { NamedPlot } from "./plot.ts";

/** The figures of an experiment for export: densities and budget per cell, and the mass of the focus region over cells. */
export function experimentFigures(result: ExperimentResult): NamedPlot[] {
  const region = focusRegion(result);
  const name = result.regions[region]?.name;
  const frame = commonFrame(result);
  const cells = result.cells.flatMap((cell) => {
    const density = densityFigure(result, cell, frame);
    const title = `${result.name}, ${cellTitle(cell)}`;
    const budget =
      cell.budgets.length === 0
        ? []
        : [
            budgetFigure(
              `budget-${cell.sampleCount}`,
              title,
              cell.budgets,
              name === undefined ? "wasserstein1" : region,
              name ?? "",
            ),
          ];
    return density ? [density, ...budget] : budget;
  });
  return [...(name === undefined ? [] : [massFigure(result, region)]), ...cells];
}

/** The regenerated figure for export: all panels in one. */
export function figurePlots(result: FigureResult): NamedPlot[] {
  return result.panels.length === 0 ? [] : [gridPlot(result)];
}
