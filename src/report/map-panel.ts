import type { FigurePanel } from "../core/index.ts";
import { mapColours } from "./map-colours.ts";
import { ink } from "./palette.ts";
import { axis, brief, type PlotLayout, type PlotTrace, plotText } from "./plot.ts";

type PanelMap = NonNullable<FigurePanel["map"]>;

/** A map as heatmap with the data points marked. Dark is low: the scale is Cividis, even for every colour vision. */
export function mapTraces(
  map: NonNullable<FigurePanel["map"]>,
  axes: PlotTrace,
  scaleBar: PlotTrace | null,
): PlotTrace[] {
  if (map.cells !== undefined) return cellTraces(map, map.cells, axes, scaleBar);
  const stretched = map.scale !== undefined && map.scale.stretch !== "linear";
  const heat: PlotTrace = {
    type: "heatmap",
    x: brief(map.x),
    y: brief(map.y),
    ...mapColours(map, scaleBar),
    ...(stretched ? { customdata: map.values.map((row) => brief(row, 4)) } : {}),
    hovertemplate: `(%{x:.3~f}, %{y:.3~f}): %{${stretched ? "customdata" : "z"}:.4~f}<extra></extra>`,
    zsmooth: false,
    ...axes,
  };
  if (map.marks.length === 0) return [heat];
  const points: PlotTrace = {
    type: "scatter",
    mode: "markers",
    x: map.marks.map((mark) => mark[0] ?? null),
    y: map.marks.map((mark) => mark[1] ?? null),
    // Rings around the data leave a density that peaks there in sight.
    marker: map.scale
      ? { color: ink.mark, symbol: "circle-open", size: 11, opacity: 0.85, line: { width: 1.2 } }
      : { color: ink.mark, size: 7, line: { color: "#101318", width: 1.5 } },
    hovertemplate: "data (%{x:.3~f}, %{y:.3~f})<extra></extra>",
    showlegend: false,
    ...axes,
  };
  return [heat, points];
}

/** A map of few cells that say something each; frames stand around the cells that have one. */
function cellTraces(
  map: PanelMap,
  cells: NonNullable<PanelMap["cells"]>,
  axes: PlotTrace,
  scaleBar: PlotTrace | null,
): PlotTrace[] {
  const heat: PlotTrace = {
    type: "heatmap",
    x: brief(map.x),
    y: brief(map.y),
    ...mapColours(map, scaleBar),
    text: cells.text.map((row) => row.map(plotText)),
    texttemplate: "%{text}",
    textfont: { size: 12 },
    hovertemplate: "%{text}<extra></extra>",
    xgap: 3,
    ygap: 3,
    ...axes,
  };
  const reach = 0.46;
  const corners = [-1, 1, 1, -1, -1];
  const sides = [-1, -1, 1, 1, -1];
  const frames: PlotTrace = {
    type: "scatter",
    mode: "lines",
    x: cells.framed.flatMap(([column]) => [...corners.map((side) => column + reach * side), null]),
    y: cells.framed.flatMap(([, row]) => [...sides.map((side) => row + reach * side), null]),
    line: { color: ink.rise, width: 3 },
    hoverinfo: "skip",
    showlegend: false,
    ...axes,
  };
  return cells.framed.length === 0 ? [heat] : [heat, frames];
}

/** Axes of a map: square where it shows places, named where its cells have names. */
export function mapAxes(panel: FigurePanel, across: string): { readonly x: PlotLayout; readonly y: PlotLayout } {
  const cells = panel.map?.cells;
  if (cells === undefined) {
    const quiet = { constrain: "domain", showgrid: false, nticks: 5 };
    return { x: axis("", quiet), y: axis("", { ...quiet, scaleanchor: across }) };
  }
  const named = (names: readonly string[]): Record<string, unknown> => ({
    showgrid: false,
    tickmode: "array",
    tickvals: names.map((_, k) => k),
    ticktext: names.map(plotText),
    range: [-0.5, names.length - 0.5],
  });
  return { x: axis(panel.axes?.x ?? "", named(cells.columns)), y: axis(panel.axes?.y ?? "", named(cells.rows)) };
}
