import type { CellResult, ErrorBudget, ExperimentResult, Verdict } from "../core/index.ts";
import { attributionName, type BudgetQuantity, budgetChange, budgetMeaning, budgetRows } from "./budget-figure.ts";
import { type Fragment, html, type Markup } from "./html.ts";
import { formatEstimate, formatNumber, formatSigned } from "./number-format.ts";
import { lineSample } from "./page-parts.ts";
import { inOrder, shortName } from "./palette.ts";

/** One column of a table: its heading and whether it holds numbers. */
export interface Column {
  readonly heading: Fragment;
  readonly number?: boolean;
}

/** A table that scrolls sideways by itself where the page is narrow. */
export function table(
  columns: readonly Column[],
  rows: readonly Markup[],
  caption: Fragment = null,
  kind: string = "",
): Markup {
  const heads = columns.map(
    ({ heading, number }) => html`<th scope="col"${number ? html` class="number"` : null}>${heading}</th>`,
  );
  return html`<figure><div class="scroll" tabindex="0"><table class="${kind}"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>${caption === null ? null : html`<figcaption>${caption}</figcaption>`}</figure>`;
}

/** Masses of every region under every law of a cell, with mean, variance and distance to the data. */
export function massTable(result: ExperimentResult, cell: CellResult): Markup {
  const columns: Column[] = [
    { heading: "law" },
    ...result.regions.map(({ name }) => ({ heading: name, number: true })),
    { heading: "mean", number: true },
    { heading: "variance", number: true },
    { heading: "W₁ to data", number: true },
  ];
  const rows = inOrder(cell.curves).map((curve) => {
    const size = curve.models > 1 ? `, ${curve.models} × ${curve.pathsPerModel} paths` : "";
    const masses = result.regions.map((_, r) => curve.masses[r]);
    const numbers = [...masses, curve.mean, curve.variance, curve.wasserstein1ToData].map(
      (estimate) => html`<td class="number">${estimate ? formatEstimate(estimate) : "–"}</td>`,
    );
    return html`<tr data-row="${curve.name}"><th scope="row" class="law">${lineSample(curve.name)}<span class="long">${curve.label}</span><span class="short">${shortName(curve.name)}</span><small>${curve.side}, ${curve.route}${size}</small></th>${numbers}</tr>`;
  });
  return table(
    columns,
    rows,
    "Mass of each region, averaged over models (models × paths of each); the error is one standard error over models.",
    "masses",
  );
}

/** What a verdict says in one word, and its style. */
export function outcome(verdict: Verdict): { readonly word: string; readonly kind: "passed" | "failed" | "silent" } {
  const { status } = verdict;
  if (status === "no claim") return { word: "no claim: outside domain", kind: "silent" };
  return { word: status, kind: status === "undecided" ? "silent" : status };
}

/** Claims and what came out of them. */
export function verdictTable(verdicts: readonly Verdict[]): Markup {
  if (verdicts.length === 0) return html`<p class="quiet">The specification makes no claim about this cell.</p>`;
  const rows = verdicts.map((verdict) => {
    const { word, kind } = outcome(verdict);
    const tested = verdict.test;
    return html`<tr class="${kind}"><th scope="row">${verdict.statement}<small>${verdict.explanation}</small></th><td>${tested?.kind ?? "–"}</td><td><span class="badge ${kind}">${word}</span></td><td class="number">${formatEstimate(verdict.found)}</td><td class="number">${verdict.expected ? formatEstimate(verdict.expected) : "–"}</td><td class="number">${formatNumber(verdict.bound)}</td><td class="number">${decidingP(verdict)}</td></tr>`;
  });
  const columns = [
    { heading: "claim" },
    { heading: "kind" },
    { heading: "verdict" },
    { heading: "found", number: true },
    { heading: "expected", number: true },
    { heading: "bound", number: true },
    { heading: "p", number: true },
  ];
  return table(columns, rows, judgingNote(verdicts), "verdicts");
}

/** The p-value behind the verdict: of the claim where it failed, else of its opposite; a dash where that was not tested. */
export function decidingP({ status, test }: Verdict): string {
  if (test === undefined || status === "no claim") return "–";
  const p = status === "failed" ? test.claimP : test.oppositeP;
  if (p === null) return "–";
  return p < 1e-4 ? "< 10⁻⁴" : formatNumber(p, 2);
}

/** How sure the verdicts are and over how many claims, in a sentence; null for results that do not say. */
export function judgingNote(verdicts: readonly Verdict[]): string | null {
  const test = verdicts.find((verdict) => verdict.test !== undefined)?.test;
  if (test === undefined) return null;
  const claims = `${test.family} ${test.family === 1 ? "claim" : "claims"}`;
  const over =
    test.correction === "none"
      ? "each claim by itself, without a correction for their number"
      : `Holm's correction over ${claims} of all cells`;
  return `Confidence ${formatNumber(100 * test.confidence, 3)} %, ${over}; p is that of a failed claim, or else of the opposite of a tested one.`;
}

/** One quantity of the budget: both attributions beside each other, signed, with the total last. */
export function budgetTable(budgets: readonly ErrorBudget[], quantity: BudgetQuantity): Markup {
  const rows = budgetRows(budgets).map((name) => {
    const cells = budgets.map((budget) => {
      const part = name === "total" ? budget.total : budget.parts.find((candidate) => candidate.part === name);
      const change = part && budgetChange(part, quantity);
      return html`<td class="number">${change ? formatSigned(change) : "–"}</td>`;
    });
    return html`<tr class="${name === "total" ? "total" : ""}"><th scope="row">${name}<small>${budgetMeaning[name]}</small></th>${cells}</tr>`;
  });
  return table(
    [{ heading: "part" }, ...budgets.map((budget) => ({ heading: attributionName(budget), number: true }))],
    rows,
    null,
    "budget",
  );
}

/** Distances between laws: one row per pair, one column per metric; the direction of a divergence stands in its name. */
export function comparisonTable(cell: CellResult): Markup {
  const metrics = [...new Set(cell.comparisons.map(({ metric }) => metric))];
  const pairs = [...new Set(cell.comparisons.map(({ from, to }) => `${from}\n${to}`))];
  const rows = pairs.map((pair) => {
    const [from, to] = pair.split("\n") as [string, string];
    const found = metrics.map((metric) =>
      cell.comparisons.find((c) => c.from === from && c.to === to && c.metric === metric),
    );
    return html`<tr><th scope="row" class="law">${lineSample(from)}${shortName(from)}</th><th scope="row" class="law">${lineSample(to)}${shortName(to)}</th>${found.map((comparison) => html`<td class="number">${comparison ? formatEstimate(comparison.distance) : "–"}</td>`)}</tr>`;
  });
  const columns = [
    { heading: "from" },
    { heading: "to" },
    ...metrics.map((metric) => ({ heading: metric, number: true })),
  ];
  return table(
    columns,
    rows,
    "Distances with bootstrap errors over models; “from” and “to” fix the direction of divergences.",
  );
}
