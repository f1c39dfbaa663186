import type { FigurePanel, FigureResult } from "../core/index.ts";
import { budgetAxes, budgetFrame, budgetTraces, isBudgetPanel } from "./budget-panel.ts";
import { type DensityFrame, densityFrame, densityTraces, valueFrame } from "./density-traces.ts";
import { mapAxes, mapTraces } from "./map-panel.ts";
import { ink } from "./palette.ts";
import { axis, baseLayout, type NamedPlot, type PlotLayout, type PlotTrace, plotText, slug } from "./plot.ts";
import { regionMarks } from "./region-marks.ts";

const thinBar = { thickness: 9, outlinewidth: 0, ticks: "", nticks: 5, tickfont: { size: 10 }, xpad: 2, ypad: 0 };

/** The frame that all density panels share. */
export function panelFrame(result: Pick<FigureResult, "panels">): DensityFrame {
  return densityFrame(result.panels.flatMap(({ curves, axes }) => (axes === undefined ? curves : [])));
}

/** The frame of one panel: its own where its curves are no densities of states. */
function frameOf({ axes, curves }: FigurePanel, shared: DensityFrame): DensityFrame {
  return axes === undefined ? shared : { ...densityFrame(curves), ...valueFrame(curves, axes.logarithmic ?? []) };
}

/** Axes of curves. */
function curveAxes(
  { axes }: FigurePanel,
  frame: DensityFrame,
  extra: { readonly x: PlotLayout; readonly y: PlotLayout },
): { readonly x: PlotLayout; readonly y: PlotLayout } {
  const type = (which: "x" | "y", [low, high]: readonly [number, number]): PlotLayout => {
    if (!axes?.logarithmic?.includes(which)) return { type: "linear" };
    // Decades where there are several, else 1, 2 and 5 of each.
    return { type: "log", dtick: high - low > 1.5 ? 1 : "D2" };
  };
  return {
    x: axis(axes?.x ?? "", { range: frame.x, showgrid: false, ...extra.x, ...type("x", frame.x) }),
    y: axis(axes?.y ?? "", { range: frame.linear, nticks: 5, ...extra.y, ...type("y", frame.linear) }),
  };
}

/** Traces of all curves of a panel. */
function curveTraces({ curves, axes: own }: FigurePanel, axes: PlotTrace = {}): PlotTrace[][] {
  return curves.map((curve) => densityTraces(curve, axes, own === undefined ? "density" : "values"));
}

/** One panel by itself, as the page shows it. */
export function panelPlot(
  panel: FigurePanel,
  index: number,
  shared: DensityFrame,
  masses: readonly [number, number],
): NamedPlot {
  const frame = frameOf(panel, shared);
  const base = baseLayout(panel.map ? 180 : 230);
  const name = `panel-${index + 1}-${slug(panel.title)}`;
  if (isBudgetPanel(panel)) {
    const { x, y } = budgetAxes(panel, masses, true);
    const layout = {
      ...base,
      barmode: "group",
      bargap: 0.25,
      margin: { l: 78, r: 6, t: 4, b: 40 },
      xaxis: x,
      yaxis: y,
      font: { ...(base.font as object), size: 11 },
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", font: { size: 10 } },
    };
    return { name, title: panel.title, data: budgetTraces(panel.budgets, {}, index === 0), layout };
  }
  if (panel.map) {
    // Cells that say their values need no bar beside every map.
    const scaleBar = panel.map.cells === undefined ? { ...thinBar, len: 0.96, x: 1.01 } : null;
    const { x, y } = mapAxes(panel, "x");
    const layout = {
      ...base,
      margin: panel.axes ? { l: 52, r: 6, t: 4, b: 40 } : { l: 30, r: 6, t: 4, b: 24 },
      xaxis: x,
      yaxis: y,
      font: { ...(base.font as object), size: 11 },
      meta: { aspect: panel.map.cells === undefined ? 0.84 : 0.54 },
    };
    return { name, title: panel.title, data: mapTraces(panel.map, {}, scaleBar), layout };
  }
  const marks = regionMarks(panel.axes ? [] : panel.regions, frame.x);
  const places = curveAxes(panel, frame, { x: { nticks: 6, hoverformat: ".3~f" }, y: {} });
  const layout = {
    ...base,
    margin: panel.axes ? { l: 52, r: 6, t: 4, b: 40 } : { l: 34, r: 6, t: 4, b: 26 },
    hovermode: "x unified",
    xaxis: places.x,
    yaxis: places.y,
    shapes: marks.shapes,
    annotations: [],
    font: { ...(base.font as object), size: 11 },
    // What the switch of the density axis reads; values have an axis of their own.
    meta: panel.axes ? {} : { linear: frame.linear, log: frame.log },
  };
  return { name, title: panel.title, data: curveTraces(panel).flat(), layout };
}

/** Distinct values in increasing order. */
export function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** All panels in one figure for export: row 0 at the bottom, column 0 on the left, one legend for all. */
export function gridPlot(result: FigureResult): NamedPlot {
  const rows = distinct(result.panels.map(({ row }) => row));
  const columns = distinct(result.panels.map(({ column }) => column));
  const shared = panelFrame(result);
  const masses = budgetFrame(result.panels);
  const budgets = result.panels.some(isBudgetPanel);
  // Axes with names need room for them between panels.
  const named = hasNamedAxes(result);
  const cell = cellSize(result);
  const layout: Record<string, unknown> = {
    ...baseLayout(cell.height * rows.length + 70),
    width: cell.width * columns.length + 80,
    ...(budgets ? { barmode: "group", bargap: 0.25 } : {}),
    margin: {
      l: budgets ? 86 : result.panels.some(({ map }) => map?.cells) ? 60 : 40,
      r: result.panels.some(({ map }) => map?.scale) ? 84 : 20,
      t: 20,
      b: 50,
    },
  };
  const annotations: PlotLayout[] = [];
  const listed = new Set<string>();
  const data = result.panels.flatMap((panel, k) => {
    const suffix = k === 0 ? "" : String(k + 1);
    const frame = frameOf(panel, shared);
    const [left, right] = slot(columns.indexOf(panel.column), columns.length, named ? 0.24 : columnGap(panel));
    const [bottom, top] = slot(rows.indexOf(panel.row), rows.length, named ? 0.38 : 0.26);
    const places = panel.map
      ? mapAxes(panel, `x${suffix}`)
      : curveAxes(panel, frame, { x: { nticks: 5 }, y: { showgrid: true } });
    layout[`xaxis${suffix}`] = { ...places.x, domain: [left, right], anchor: `y${suffix}` };
    layout[`yaxis${suffix}`] = { ...places.y, domain: [bottom, top], anchor: `x${suffix}` };
    annotations.push({
      xref: "paper",
      yref: "paper",
      x: (left + right) / 2,
      y: top,
      xanchor: "center",
      yanchor: "bottom",
      showarrow: false,
      text: plotText(panel.title),
      font: { size: 12, color: ink.text },
    });
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    if (isBudgetPanel(panel)) {
      const { x, y } = budgetAxes(panel, masses, panel.row === rows[0]);
      layout[`xaxis${suffix}`] = { ...x, domain: [left, right], anchor: `y${suffix}` };
      const outer = panel.column === columns[0];
      layout[`yaxis${suffix}`] = { ...y, domain: [bottom, top], anchor: `x${suffix}`, showticklabels: outer };
      return budgetTraces(panel.budgets, axes, k === 0);
    }
    if (panel.map) return mapTraces(panel.map, axes, barOf(panel.map, k, right, bottom, top));
    return curveTraces(panel, axes).flatMap((traces, c) => {
      const { name } = panel.curves[c]!;
      const first = !listed.has(name);
      listed.add(name);
      return first ? traces : traces.map((trace) => ({ ...trace, showlegend: false }));
    });
  });
  const legend = { orientation: "h", x: 0, y: -36 / (cell.height * rows.length), yanchor: "top", font: { size: 12 } };
  return { name: slug(result.id), title: result.title, data, layout: { ...layout, annotations, legend } };
}

/** Whether curves of a figure have axes with names. */
function hasNamedAxes({ panels }: Pick<FigureResult, "panels">): boolean {
  return panels.some(({ axes, map }) => axes !== undefined && map === null);
}

/** Pixels of one panel: square maps that share a bar stand closer. */
function cellSize({ panels }: Pick<FigureResult, "panels">): { readonly width: number; readonly height: number } {
  if (panels.some(isBudgetPanel)) return { width: 280, height: 290 };
  if (hasNamedAxes({ panels })) return { width: 310, height: 255 };
  if (!panels.some(({ map }) => map)) return { width: 270, height: 210 };
  if (panels.some(({ map }) => map?.cells)) return { width: 390, height: 245 };
  return { width: panels.some(({ map }) => map?.scale) ? 214 : 270, height: 240 };
}

/** Maps with bars of their own need room for them. */
function columnGap({ map }: FigurePanel): number {
  if (map === null) return 0.14;
  return map.scale === undefined ? 0.32 : 0.16;
}

/** A bar beside every map, or one for all maps of a shared scale, over the full height on the right. */
function barOf(
  map: NonNullable<FigurePanel["map"]>,
  index: number,
  right: number,
  bottom: number,
  top: number,
): PlotTrace | null {
  if (map.scale === undefined) return { ...thinBar, x: right, y: (bottom + top) / 2, len: top - bottom };
  return index === 0 ? { ...thinBar, thickness: 12, x: 1, xpad: 10, y: 0.5, len: 0.9, tickfont: { size: 11 } } : null;
}

/** The part of [0, 1] that slot k of n takes, with a gap that is a share of the slot. */
function slot(k: number, n: number, gap: number): [number, number] {
  const width = 1 / (n - gap * (n > 1 ? 1 : 0) || 1);
  const size = n > 1 ? 1 / n : width;
  return [k * size + (size * gap) / 2, (k + 1) * size - (size * gap) / 2];
}
