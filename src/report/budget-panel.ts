import type { ErrorBudget, FigurePanel } from "../core/index.ts";
import { budgetChange, budgetRows, waterfall } from "./budget-figure.ts";
import { ink } from "./palette.ts";
import { axis, type PlotLayout, type PlotTrace, plotText } from "./plot.ts";

/** Whether a panel shows nothing but its budgets: a waterfall of the mass of its first region. */
export function isBudgetPanel({ map, curves, budgets, regions }: FigurePanel): boolean {
  return map === null && curves.length === 0 && budgets.length > 0 && regions.length > 0;
}

/** The range of masses that all budget panels share, with a margin; errors included. */
export function budgetFrame(panels: readonly FigurePanel[]): readonly [number, number] {
  let low = 0;
  let high = 0;
  for (const budget of panels.filter(isBudgetPanel).flatMap(({ budgets }) => budgets)) {
    let reached = 0;
    for (const part of [...budget.parts, budget.total]) {
      const change = budgetChange(part, 0);
      if (change === undefined) continue;
      reached = part.part === "total" ? change.value : reached + change.value;
      low = Math.min(low, reached - change.standardError);
      high = Math.max(high, reached + change.standardError);
    }
  }
  const margin = 0.06 * (high - low);
  return [low - margin, high + margin];
}

/** Waterfalls of a panel; `first` of a figure brings the legend. */
export function budgetTraces(budgets: readonly ErrorBudget[], axes: PlotTrace, first: boolean): PlotTrace[] {
  return budgets.map((budget) => ({
    ...waterfall(budget, 0),
    ...axes,
    legendgroup: budget.attribution,
    showlegend: first,
  }));
}

/** Axes of a budget panel: masses along x, parts along y from the data down to the total. */
export function budgetAxes(
  { budgets, regions }: FigurePanel,
  frame: readonly [number, number],
  named: boolean,
): { readonly x: PlotLayout; readonly y: PlotLayout } {
  const rows = budgetRows(budgets);
  return {
    x: axis(plotText(named ? `mass of “${regions[0]!.name}”` : ""), {
      range: frame,
      zeroline: true,
      zerolinecolor: ink.zero,
      zerolinewidth: 1.2,
      nticks: 5,
    }),
    y: axis("", {
      categoryorder: "array",
      categoryarray: rows,
      range: [rows.length - 0.5, -0.5],
      showgrid: false,
      ticks: "",
      fixedrange: true,
    }),
  };
}
