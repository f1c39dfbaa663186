import { curveNames, type ExperimentResult } from "../core/index.ts";
import type { BudgetQuantity } from "./budget-figure.ts";
import { curveOf } from "./cell-names.ts";
import { formatEstimate, formatRatio } from "./number-format.ts";
import { curveStyle, ink } from "./palette.ts";
import { axis, baseLayout, type NamedPlot, type PlotTrace, plotText, slug } from "./plot.ts";

/**
 * The mass of one region, or the distance to the data, against F/P: one marker with its error per law and cell, measured filled, predicted open.
 * This is the figure in which theory and measurement are seen to part.
 */
export function massFigure(result: ExperimentResult, quantity: BudgetQuantity): NamedPlot {
  const cells = [...result.cells].sort((a, b) => a.validity.featureRatio - b.validity.featureRatio);
  const names = curveNames.filter((name) => cells.some((cell) => curveOf(cell, name)));
  const shown = names.filter((name) => curveStyle(name).shown);
  const title =
    quantity === "wasserstein1"
      ? "Wasserstein-1 distance to the data"
      : `mass of “${result.regions[quantity]?.name ?? "region"}”`;
  const data = names.map((name): PlotTrace => {
    const style = curveStyle(name);
    const place = Math.max(0, shown.indexOf(name));
    const offset = (place - (shown.length - 1) / 2) * (0.62 / Math.max(1, shown.length));
    const points = cells.flatMap((cell, k) => {
      const curve = curveOf(cell, name);
      const mass = quantity === "wasserstein1" ? curve?.wasserstein1ToData : curve?.masses[quantity];
      return curve && mass && Number.isFinite(mass.value) ? [{ k, mass, label: curve.label, side: curve.side }] : [];
    });
    return {
      type: "scatter",
      mode: "lines+markers",
      legendgroup: name,
      visible: style.shown ? true : "legendonly",
      name: plotText(points[0]?.label ?? style.short),
      x: points.map(({ k }) => k + offset),
      y: points.map(({ mass }) => mass.value),
      customdata: points.map(({ mass }) => formatEstimate(mass)),
      hovertemplate: `%{customdata}<extra>${plotText(style.short)}</extra>`,
      error_y: {
        type: "data",
        array: points.map(({ mass }) => mass.standardError),
        color: style.light,
        thickness: 1.5,
        width: 4,
      },
      line: { color: style.light, width: 1.2, dash: style.dash },
      marker: {
        color: points.map(({ side }) => (side === "predicted" ? ink.paper : style.light)),
        size: 9,
        symbol: points.map(({ side }) => ({ exact: "square", measured: "circle", predicted: "diamond" })[side]),
        line: { color: style.light, width: 2 },
      },
    };
  });
  const visible = data.flatMap((trace) => (trace.visible === true ? (trace.y as readonly number[]) : []));
  const largest = visible.reduce((most, value) => Math.max(most, value), 0) || 1;
  const smallest = visible
    .filter((value) => value > 1e-5 * largest)
    .reduce((least, value) => Math.min(least, value), largest);
  const linear = [-0.04 * largest, 1.1 * largest];
  return {
    name:
      quantity === "wasserstein1"
        ? "distance-to-data"
        : `mass-${quantity}-${slug(result.regions[quantity]?.name ?? "")}`,
    title: `${result.name}: ${title}`,
    data,
    layout: {
      ...baseLayout(330),
      xaxis: axis("features per sample, F/P", {
        tickmode: "array",
        tickvals: cells.map((_, k) => k),
        ticktext: cells.map((cell) => `${formatRatio(cell.validity.featureRatio)}<br>P = ${cell.sampleCount}`),
        range: [-0.55, cells.length - 0.45],
        showgrid: false,
        fixedrange: true,
      }),
      yaxis: axis(plotText(title), { range: linear }),
      meta: { linear, log: [Math.log10(smallest) - 0.25, Math.log10(largest) + 0.12] },
      margin: { l: 62, r: 14, t: 12, b: 66 },
    },
  };
}
