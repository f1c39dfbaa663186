import type { BudgetPart, ErrorBudget, Estimate } from "../core/index.ts";
import { formatSigned } from "./number-format.ts";
import { curveStyle, ink } from "./palette.ts";
import { axis, baseLayout, type NamedPlot, type PlotTrace, plotText } from "./plot.ts";

/** Order of the parts of a budget, from the clean data to the learned law. */
export const budgetOrder: readonly BudgetPart["part"][] = [
  "data blur",
  "integrator",
  "bias",
  "variance",
  "input noise",
  "target noise",
  "closure",
  "total",
];

/** What each part is, in one line. */
export const budgetMeaning: Readonly<Record<BudgetPart["part"], string>> = {
  "data blur": "stopping at the cutoff time ε instead of 0",
  integrator: "finite steps and the grid",
  bias: "features and ridge, at infinite data",
  variance: "differences between trained networks, V",
  "input noise": "which states the training set happens to visit",
  "target noise": "the noisy denoising target",
  closure: "what the theory leaves out, against the trained models",
  total: "learned minus data",
};

/** Which quantity of a budget is meant: the mass of a region by its index, or the Wasserstein-1 distance. */
export type BudgetQuantity = number | "wasserstein1";

/** The change that a part of a budget makes to a quantity. */
export function budgetChange(part: BudgetPart, quantity: BudgetQuantity): Estimate | undefined {
  return quantity === "wasserstein1" ? part.wasserstein1 : part.masses[quantity];
}

/** The parts that occur in any of the budgets, in the order of the path, the total last. */
export function budgetRows(budgets: readonly ErrorBudget[]): BudgetPart["part"][] {
  const present = new Set(budgets.flatMap(({ parts }) => parts.map(({ part }) => part)));
  return budgetOrder.filter((part) => part === "total" || present.has(part));
}

/** A word for each attribution, as legends show it. */
export function attributionName(budget: ErrorBudget): string {
  return budget.attribution === "theory" ? "by theory" : "by trained models";
}

/**
 * Waterfall of a budget: every bar starts where the one above it ended, the total starts at zero; both attributions
 * beside each other, predicted hatched, measured solid.
 */
export function budgetFigure(
  name: string,
  title: string,
  budgets: readonly ErrorBudget[],
  quantity: BudgetQuantity,
  quantityName: string,
): NamedPlot {
  const rows = budgetRows(budgets);
  const what = quantity === "wasserstein1" ? "Wasserstein-1 distance to the data" : `mass of “${quantityName}”`;
  return {
    name,
    title: `${title}: where the ${what} comes from`,
    data: budgets.map((budget) => waterfall(budget, quantity)),
    layout: {
      ...baseLayout(90 + 54 * rows.length),
      barmode: "group",
      bargap: 0.28,
      bargroupgap: 0.08,
      margin: { l: 92, r: 16, t: 10, b: 50 },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 12 } },
      xaxis: axis(plotText(`change of the ${what}`), {
        zeroline: true,
        zerolinecolor: ink.zero,
        zerolinewidth: 1.5,
        nticks: 6,
      }),
      yaxis: axis("", {
        categoryorder: "array",
        categoryarray: rows,
        showgrid: false,
        ticks: "",
        range: [rows.length - 0.5, -0.5],
        fixedrange: true,
        automargin: true,
      }),
      shapes: [
        {
          type: "line",
          xref: "paper",
          yref: "y",
          x0: 0,
          x1: 1,
          y0: rows.length - 1.5,
          y1: rows.length - 1.5,
          line: { color: ink.zero, width: 1, dash: "dot" },
        },
      ],
    },
  };
}

/** Bars of a budget: each starts where the one above it ended, the total starts at zero. */
export function waterfall(budget: ErrorBudget, quantity: BudgetQuantity): PlotTrace {
  const style = curveStyle(budget.attribution === "theory" ? "sandwich" : "trained-noisy");
  let reached = 0;
  const bars = [...budget.parts, budget.total].flatMap((part) => {
    const change = budgetChange(part, quantity);
    if (change === undefined || !Number.isFinite(change.value)) return [];
    const base = part.part === "total" ? 0 : reached;
    reached = base + change.value;
    return [{ part: part.part, base, change }];
  });
  return {
    type: "bar",
    orientation: "h",
    name: attributionName(budget),
    y: bars.map(({ part }) => part),
    x: bars.map(({ change }) => change.value),
    base: bars.map(({ base }) => base),
    customdata: bars.map(({ change }) => formatSigned(change)),
    hovertemplate: `%{y}: %{customdata}<extra>${attributionName(budget)}</extra>`,
    error_x: {
      type: "data",
      array: bars.map(({ change }) => change.standardError),
      color: ink.text,
      thickness: 1.2,
      width: 3,
    },
    marker: {
      color: style.light,
      line: { color: style.light, width: 1.5 },
      pattern:
        budget.attribution === "theory"
          ? { shape: "/", fillmode: "replace", fgcolor: style.light, size: 7, solidity: 0.35 }
          : {},
    },
  };
}
