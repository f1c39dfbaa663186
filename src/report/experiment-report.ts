import { type CellResult, type CurveName, curveNames, type ExperimentResult } from "../core/index.ts";
import { budgetFigure } from "./budget-figure.ts";
import { cellTitle, focusRegion, massOf } from "./cell-names.ts";
import { diagnosis, provenanceSection, validityBox } from "./cell-parts.ts";
import { commonFrame, densityFigure } from "./density-figure.ts";
import { agreementSigmas, confrontations, headline, spokesman } from "./headline.ts";
import { html, type Markup } from "./html.ts";
import { massFigure } from "./mass-figure.ts";
import { formatEstimate, formatNumber, formatRatio } from "./number-format.ts";
import { page } from "./page.ts";
import { choice, legendChips, plotPlace } from "./page-parts.ts";
import { shortName } from "./palette.ts";
import type { NamedPlot } from "./plot.ts";
import { budgetTable, comparisonTable, massTable, table, verdictTable } from "./tables.ts";

/** The entry of the region menu that is no region. */
const distanceKey = "wasserstein1";

/**
 * The whole result as one self-contained page: question, answer, figures, tables, provenance.
 * Nothing is fetched; the tables need no script.
 *
 * @param plotly - text of the Plotly bundle, inlined
 */
export function experimentReport(result: ExperimentResult, plotly: string): string {
  const focus = focusRegion(result);
  const plots: Record<string, NamedPlot> = {};
  const parts = [
    opening(result),
    toolbar(result, focus),
    overview(result, focus, plots),
    overallClaims(result),
    ...result.cells.map((cell) => cellSection(result, cell, focus, plots)),
    provenanceSection(result.provenance, result.spec),
  ];
  return page({ title: result.name, body: html`${parts}`, plots, plotly, curves: drawnNames(result) });
}

function opening(result: ExperimentResult): Markup {
  const { summary, predicted, measured, fails, why } = headline(result);
  const blocks = [
    ["Predicted", "predicted", predicted],
    ["Measured", "measured", measured],
    ["Where theory fails", "fails", fails],
    ["Why", "why", why],
  ] as const;
  return html`<header><p class="brand">scorepath · experiment</p><h1>${result.name}</h1><p class="question">${result.question}</p></header>
<section id="answer" class="answer"><p class="summary">${summary}</p><div class="blocks">${blocks.map(([name, kind, text]) => html`<div class="block ${kind}"><h3>${name}</h3><p>${text}</p></div>`)}</div></section>`;
}

function overview(result: ExperimentResult, focus: number, plots: Record<string, NamedPlot>): Markup {
  const theory = spokesman(result);
  const name = result.regions[focus]?.name ?? "region";
  for (const quantity of [...result.regions.keys(), distanceKey] as const)
    plots[`mass/${quantity}`] = massFigure(result, quantity);
  const others = (["mean-flow", "trained-noise-free", "exact-score"] as const).filter((curve) => curve !== theory);
  const columns = [
    { heading: "F/P" },
    { heading: shortName("trained-noisy"), number: true },
    { heading: theory ? shortName(theory) : "theory", number: true },
    { heading: "theory against J1" },
    { heading: "in σ", number: true },
    ...others.map((curve) => ({ heading: shortName(curve), number: true })),
  ];
  const pairs = new Map(confrontations(result, focus).map((pair) => [pair.cell, pair]));
  const rows = result.cells.map((cell) => {
    const pair = pairs.get(cell);
    const number = (curve: CurveName | null): Markup => {
      const mass = curve && massOf(cell, curve, focus);
      return html`<td class="number">${mass ? formatEstimate(mass) : "–"}</td>`;
    };
    const sigmas = pair?.sigmas ?? null;
    return html`<tr><th scope="row"><a href="#cell-${cell.sampleCount}">${formatRatio(cell.validity.featureRatio)}</a> <small class="inline">P = ${cell.sampleCount}</small></th>${number("trained-noisy")}${number(theory)}<td>${pair ? html`<span class="badge ${pair.agrees ? "passed" : "failed"}">${pair.agrees ? "agrees" : "differs"}</span> ` : null}${cell.validity.trusted ? null : html`<span class="badge silent">outside domain</span>`}</td><td class="number">${sigmas === null ? "–" : formatNumber(sigmas, 2)}</td>${others.map(number)}</tr>`;
  });
  return html`<section id="overview"><h2>Theory against measurement</h2>
${plotPlace("mass/{region}", 330, "mass of the chosen region under every law against F/P")}
${table(columns, rows, `Mass of “${name}” averaged over models. Theory agrees where it lies within ${agreementSigmas} combined standard errors of the models trained on the noisy target (J1).`, "overview")}</section>`;
}

function overallClaims({ verdicts = [] }: ExperimentResult): Markup | null {
  if (verdicts.length === 0) return null;
  return html`<section id="claims"><h2>Claims about several cells</h2>${verdictTable(verdicts)}</section>`;
}

function toolbar(result: ExperimentResult, focus: number): Markup {
  const options = result.regions.map(
    ({ name }, r) => html`<option value="${r}"${r === focus ? html` selected` : null}>${name}</option>`,
  );
  return html`<div class="toolbar" data-script-only>${legendChips(drawnLabels(result))}<div class="controls">
<label>region <select data-region>${options}<option value="${distanceKey}">W₁ to data</option></select></label>
${choice("scale", "Vertical axis", [
  ["linear", "linear"],
  ["log", "log"],
])}</div></div>`;
}

function cellSection(
  result: ExperimentResult,
  cell: CellResult,
  focus: number,
  plots: Record<string, NamedPlot>,
): Markup {
  const id = cell.sampleCount;
  const title = cellTitle(cell);
  const density = densityFigure(result, cell, commonFrame(result));
  if (density) plots[`density/${id}`] = density;
  const budgetBlock = (quantity: number | typeof distanceKey, name: string): Markup => {
    plots[`budget/${id}/${quantity}`] = budgetFigure(`budget-${id}-${quantity}`, title, cell.budgets, quantity, name);
    return html`<div data-for-region="${quantity}"${quantity === focus ? null : html` hidden`}><h4>${quantity === distanceKey ? "Wasserstein-1 distance to the data" : `Mass of “${name}”`}</h4>${budgetTable(cell.budgets, quantity)}</div>`;
  };
  const budgets = [...result.regions.map(({ name }, r) => budgetBlock(r, name)), budgetBlock(distanceKey, "")];
  return html`<section class="cell" id="cell-${id}"><h2>${title}<small>${cell.featureCount} features</small></h2>
${density ? plotPlace(`density/${id}`, 420, `densities of all laws at ${title}`) : html`<p class="quiet">States have ${result.dim} dimensions: no density is drawn, the masses below compare the laws.</p>`}
<h3>Claims</h3>${verdictTable(cell.verdicts)}
<h3>Mass by region</h3>${massTable(result, cell)}
${
  cell.budgets.length === 0
    ? null
    : html`<h3>Error budget: where the mass comes from</h3>
<p class="quiet">Signed changes along a path of laws from the clean data to the learned one; parts add up to the total. ${cell.budgets.map((budget) => html`<br>${budget.attribution === "theory" ? "By theory" : "By trained models"}: ${budget.path.map(shortName).join(" → ")}.`)}</p>
<div class="pair"><div>${budgets}</div>${plotPlace(`budget/${id}/{region}`, 430, "the error budget as a waterfall")}</div>`
}
<div class="pair"><div><h3>Diagnosis</h3>${diagnosis(cell)}</div><div><h3>Validity of the theory</h3>${validityBox(cell)}</div></div>
${cell.comparisons.length === 0 ? null : html`<details open><summary>Distances between the laws</summary>${comparisonTable(cell)}</details>`}
</section>`;
}

function drawnNames(result: ExperimentResult): string[] {
  return drawnLabels(result).map(({ name }) => name);
}

/** The laws that occur in any cell, in the order of the story. */
function drawnLabels(result: ExperimentResult): { name: string; label: string }[] {
  const all = result.cells.flatMap(({ curves }) => curves);
  return curveNames.flatMap((name) => {
    const curve = all.find((candidate) => candidate.name === name);
    return curve ? [{ name, label: curve.label }] : [];
  });
}
