import type { CellResult, ExperimentResult } from "../core/index.ts";
import { cellTitle } from "./cell-names.ts";
import { type DensityFrame, type DrawnCurve, densityFrame, densityTraces } from "./density-traces.ts";
import { formatNumber } from "./number-format.ts";
import { ink, inOrder, shortName } from "./palette.ts";
import { axis, baseLayout, type NamedPlot, plotText } from "./plot.ts";
import { laneHeight, regionMarks } from "./region-marks.ts";

/** The laws of a cell that have a density, in the order of the story. */
export function drawnCurves(cell: CellResult): DrawnCurve[] {
  return inOrder(cell.curves).flatMap(({ name, label, density }) =>
    density === null ? [] : [{ name, label, density }],
  );
}

/** One frame for all cells, so that they compare by eye. */
export function commonFrame(result: ExperimentResult): DensityFrame {
  return densityFrame(result.cells.flatMap(drawnCurves));
}

/**
 * The densities of one cell: exact grey and black, measured solid, predicted dashed, one standard error as a band,
 * regions shaded and named. `layout.meta` holds the ranges of the linear and the logarithmic axis.
 *
 * @returns null where no law has a density (states of more than one dimension)
 */
export function densityFigure(result: ExperimentResult, cell: CellResult, frame: DensityFrame): NamedPlot | null {
  const curves = drawnCurves(cell);
  if (curves.length === 0) return null;
  const marks = regionMarks(result.regions, frame.x);
  const own = new Set(curves.map(({ name }) => name));
  const cut = frame.cut.filter(({ name }) => own.has(name));
  const notes = cut.map(({ name, peak }) => `${shortName(name)} peaks at ${formatNumber(peak, 2)}`).join(" · ");
  const base = baseLayout(420);
  return {
    name: `density-${cell.sampleCount}`,
    title: `${result.name}: ${cellTitle(cell)}`,
    data: curves.flatMap((curve) => densityTraces(curve)),
    layout: {
      ...base,
      margin: { l: 68, r: 14, t: 10 + laneHeight * Math.max(1, marks.lanes), b: 48 },
      hovermode: "x unified",
      xaxis: axis("state x", { range: frame.x, showgrid: false, hoverformat: ".3~f" }),
      yaxis: axis("density averaged over models", { range: frame.linear, type: "linear" }),
      shapes: marks.shapes,
      annotations: [
        ...marks.annotations,
        ...(notes === ""
          ? []
          : [
              {
                xref: "paper",
                yref: "paper",
                x: 0.995,
                y: 0.985,
                xanchor: "right",
                yanchor: "top",
                showarrow: false,
                name: "cut",
                text: plotText(`above the frame: ${notes}`),
                font: { size: 11, color: ink.text },
              },
            ]),
      ],
      meta: { linear: frame.linear, log: frame.log },
    },
  };
}
