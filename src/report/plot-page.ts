import { escapeHtml, escapeScript, jsonForScript } from "./html.ts";
import { contentPolicy } from "./page.ts";
import { ink } from "./palette.ts";
import { type NamedPlot, plotText } from "./plot.ts";

/**
 * A minimal page that draws one figure and exposes `window.scorepathImage(format, width?, height?)`, which resolves to
 * a data URL of the figure as "svg" or "png" (twice the size), on white, with its title and legend.
 */
export function plotPage(plot: NamedPlot, plotly: string): string {
  const data = plot.data.filter((trace) => trace.visible !== "legendonly");
  const layout = {
    ...plot.layout,
    paper_bgcolor: ink.paper,
    plot_bgcolor: ink.paper,
    autosize: false,
    ...titled(plot),
  };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<title>${escapeHtml(plot.title)}</title>
</head>
<body style="margin:0;background:#fff">
<div id="plot"></div>
<script>${escapeScript(plotly)}</script>
<script type="application/json" id="figure">${jsonForScript({ data, layout })}</script>
<script>(() => {
  const { data, layout } = JSON.parse(document.getElementById("figure").textContent);
  const place = document.getElementById("plot");
  const drawn = Plotly.newPlot(place, data, layout, { staticPlot: true });
  window.scorepathImage = async (format, width = layout.width, height = layout.height) => {
    await drawn;
    return Plotly.toImage(place, { format, width, height, scale: format === "png" ? 2 : 1 });
  };
})();</script>
</body>
</html>
`;
}

/** The layout with a title above and room for it and for a legend below. */
function titled(plot: NamedPlot): Record<string, unknown> {
  const margin = plot.layout.margin as {
    readonly l: number;
    readonly r: number;
    readonly t: number;
    readonly b: number;
  };
  const entries = plot.data.filter(
    ({ showlegend, name, visible }) => showlegend !== false && name !== undefined && visible !== "legendonly",
  ).length;
  const above = (plot.layout.legend as { readonly yanchor?: string } | undefined)?.yanchor === "bottom";
  const width = Number(plot.layout.width ?? 960);
  const legendRows = entries < 2 ? 0 : Math.ceil((entries * 230) / width);
  const more = { top: above ? 70 : 46, bottom: above ? 0 : 20 * legendRows };
  return {
    width,
    height: Number(plot.layout.height) + more.top + more.bottom,
    margin: { ...margin, t: margin.t + more.top, b: margin.b + more.bottom },
    title: {
      text: plotText(plot.title),
      x: 0.5,
      xanchor: "center",
      y: 0.985,
      yanchor: "top",
      font: { size: 16, color: ink.text },
    },
  };
}
