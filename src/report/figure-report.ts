import { curveNames, type Estimate, type FigureResult, type ReferenceRow, type Verdict } from "../core/index.ts";
import { budgetFrame } from "./budget-panel.ts";
import { provenanceSection } from "./cell-parts.ts";
import { html, type Markup } from "./html.ts";
import { formatEstimate, formatNumber } from "./number-format.ts";
import { page } from "./page.ts";
import { choice, legendChips, plotPlace } from "./page-parts.ts";
import { distinct, panelFrame, panelPlot } from "./panel-plots.ts";
import type { NamedPlot } from "./plot.ts";
import { budgetTable, table, verdictTable } from "./tables.ts";

/** Deviations beyond this many combined standard errors are highlighted. */
export const loudSigmas = 4;

/**
 * A regenerated figure as one self-contained page: the grid of panels (row 0 at the bottom, column 0 on the left), the
 * published numbers beside ours, budgets per panel, provenance.
 */
export function figureReport(result: FigureResult, plotly: string): string {
  const frame = panelFrame(result);
  const masses = budgetFrame(result.panels);
  const plots: Record<string, NamedPlot> = {};
  const rows = distinct(result.panels.map(({ row }) => row));
  const columns = distinct(result.panels.map(({ column }) => column));
  const panels = result.panels.map((panel, k) => {
    plots[`panel/${k}`] = panelPlot(panel, k, frame, masses);
    const place = `grid-row:${rows.length - rows.indexOf(panel.row)};grid-column:${columns.indexOf(panel.column) + 1}`;
    return html`<div class="panel" style="${place}"><h4>${panel.title}</h4>${plotPlace(`panel/${k}`, panel.map ? 120 : 230, panel.title)}</div>`;
  });
  const curves = labels(result);
  const body = html`<header><p class="brand">scorepath · figure ${result.id}</p><h1>${result.title}</h1><p class="question">${result.caption}</p></header>
<section class="answer" id="answer"><p class="summary">${figureSummary(result)}</p></section>
${
  curves.length === 0
    ? null
    : html`<div class="toolbar" data-script-only>${legendChips(curves, result.backend === undefined ? "short" : "label")}<div class="controls">${choice(
        "scale",
        "Density axis",
        [
          ["linear", "linear"],
          ["log", "log"],
        ],
      )}</div></div>`
}
<section id="panels"><h2>Panels</h2><div class="panels${result.panels.some(({ map }) => map) ? " maps" : ""}" style="grid-template-columns:repeat(${columns.length},minmax(0,1fr))">${panels}</div></section>
${result.verdicts === undefined ? null : html`<section id="claims"><h2>Claims</h2>${verdictTable(result.verdicts)}</section>`}
${result.references.length === 0 ? null : html`<section id="references"><h2>Published and found</h2>${referenceTable(result.references)}</section>`}
${budgets(result)}
${provenanceSection(result.provenance, undefined)}`;
  return page({ title: result.title, body, plots, plotly, curves: curves.map(({ name }) => name) });
}

/** What a figure says about theory: its claims' verdicts and the published numbers, whichever it has. */
export function figureSummary({ references, verdicts, backend }: FigureResult): string {
  const claims = verdicts === undefined ? "" : verdictSummary(verdicts);
  const published = references.length > 0 || verdicts === undefined ? agreementSummary(references) : "";
  const trained = backend === undefined ? "" : `Networks were trained with TensorFlow.js on ${backend}.`;
  return [claims, published, trained].filter(Boolean).join(" ");
}

function verdictSummary(verdicts: readonly Verdict[]): string {
  const count = (status: Verdict["status"]): number => verdicts.filter((verdict) => verdict.status === status).length;
  const others = (["failed", "undecided", "no claim"] as const)
    .map((status) => ({ status, number: count(status) }))
    .filter(({ number }) => number > 0)
    .map(({ status, number }) => `${number} ${status}`);
  return `${count("passed")} of ${verdicts.length} claims passed${others.length > 0 ? `; ${others.join(", ")}` : ""}.`;
}

/** How far the regenerated numbers are from the published ones, in a sentence. */
export function agreementSummary(references: readonly ReferenceRow[]): string {
  if (references.length === 0) return "No published numbers stand beside this figure.";
  const sizes = references.map(({ z }) => Math.abs(z));
  const loud = sizes.filter((z) => !(z <= loudSigmas)).length;
  const largest = Math.max(...sizes.filter(Number.isFinite), 0);
  return `${references.length - loud} of ${references.length} published numbers are met within ${loudSigmas} combined standard errors; the largest deviation is ${formatNumber(largest, 2)}.`;
}

/** As formatEstimate, but a number without error keeps the digits that papers print. */
export function formatReference(estimate: Estimate): string {
  return estimate.standardError > 0 ? formatEstimate(estimate) : formatNumber(estimate.value, 9);
}

function referenceTable(references: readonly ReferenceRow[]): Markup {
  const rows = references.map(
    ({ quantity, reference, found, z }) =>
      html`<tr class="${Math.abs(z) <= loudSigmas ? "" : "loud"}"><th scope="row">${quantity}</th><td class="number">${formatReference(reference)}</td><td class="number">${formatReference(found)}</td><td class="number">${formatNumber(z, 2)}</td></tr>`,
  );
  const columns = [
    { heading: "quantity" },
    { heading: "published", number: true },
    { heading: "found", number: true },
    { heading: "z", number: true },
  ];
  return table(
    columns,
    rows,
    `z is the difference in combined standard errors; rows beyond ${loudSigmas} are highlighted.`,
  );
}

function budgets(result: FigureResult): Markup | null {
  const panels = result.panels.filter(({ budgets: own }) => own.length > 0);
  if (panels.length === 0) return null;
  return html`<section id="budgets"><h2>Error budgets</h2>${panels.map(
    (panel) =>
      html`<details><summary>${panel.title}</summary>${[...panel.regions.entries()].map(([r, region]) => html`<h4>Mass of “${region.name}”</h4>${budgetTable(panel.budgets, r)}`)}<h4>Wasserstein-1 distance to the data</h4>${budgetTable(panel.budgets, "wasserstein1")}</details>`,
  )}</section>`;
}

/** The laws of all panels, known ones in the order of the story. */
function labels(result: FigureResult): { name: string; label: string }[] {
  // A law goes by its first label: later panels may say more of it.
  const found = new Map<string, string>();
  for (const { curves } of result.panels)
    for (const { name, label } of curves) if (!found.has(name)) found.set(name, label);
  const rank = (name: string): number => (curveNames as readonly string[]).indexOf(name) + 1 || curveNames.length + 1;
  return [...found].map(([name, label]) => ({ name, label })).sort((a, b) => rank(a.name) - rank(b.name));
}
