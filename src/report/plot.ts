import { ink } from "./palette.ts";

/** A Plotly figure as plain data. */
export interface NamedPlot {
  /** File-name stem: lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  readonly data: readonly PlotTrace[];
  readonly layout: PlotLayout;
}

export type PlotTrace = Readonly<Record<string, unknown>>;
export type PlotLayout = Readonly<Record<string, unknown>>;

/** Font stack of pages and figures: what the machine has, nothing is fetched. */
export const fontStack =
  'Inter, "Source Sans 3", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

/** The parts that all layouts share; transparent, so that the page's own colour shows. */
export function baseLayout(height: number): Record<string, unknown> {
  return {
    height,
    margin: { l: 58, r: 14, t: 16, b: 48 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: fontStack, size: 13, color: ink.text },
    hoverlabel: { bgcolor: ink.paper, bordercolor: ink.grid, font: { family: fontStack, size: 12, color: ink.text } },
    legend: { orientation: "h", x: 0, y: -0.2, yanchor: "top", font: { size: 12 } },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: ink.zero, activecolor: ink.text },
    showlegend: true,
  };
}

/** An axis with a title and quiet lines. */
export function axis(title: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: { text: title, standoff: 8, font: { size: 13 } },
    gridcolor: ink.grid,
    zeroline: false,
    linecolor: ink.zero,
    tickcolor: ink.zero,
    ticks: "outside",
    ticklen: 4,
    exponentformat: "power",
    fixedrange: false,
    ...more,
  };
}

/** Text for Plotly, which reads a little HTML of its own: nothing of the text is read as markup. */
export function plotText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** A name as a file-name stem. */
export function slug(text: string): string {
  const stem = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return stem.slice(0, 60) || "plot";
}

/** Five significant digits: more than a screen shows; null where a number is not finite, which Plotly leaves out. */
export function brief(values: readonly number[], digits: number = 5): (number | null)[] {
  return values.map((value) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : null));
}
