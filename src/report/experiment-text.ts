import type { CellResult, ExperimentResult, Verdict } from "../core/index.ts";
import { attributionName, budgetChange, budgetRows } from "./budget-figure.ts";
import { cellTitle, focusRegion } from "./cell-names.ts";
import { headline } from "./headline.ts";
import { formatEstimate, formatNumber, formatPercent, formatSeconds, formatSigned } from "./number-format.ts";
import { inOrder, shortName } from "./palette.ts";
import { decidingP, judgingNote, outcome } from "./tables.ts";
import { oneLine, type TextOptions, textTable, toned, wrap } from "./text-table.ts";

/** A result as text for a terminal: the answer, then masses, claims, budget and validity per cell; 110 characters wide. */
export function experimentTable(result: ExperimentResult, options: TextOptions = {}): string {
  const { summary } = headline(result);
  const { provenance } = result;
  return [
    toned(wrap(result.name), "strong", options),
    wrap(result.question),
    "",
    wrap(summary),
    ...result.cells.map((cell) => `\n${cellText(result, cell, options)}`),
    ...overallText(result, options),
    "",
    wrap(
      `scorepath ${provenance.version}, seed ${provenance.seed}, ${formatSeconds(provenance.wallSeconds)}: ${provenance.command}`,
    ),
    "",
  ].join("\n");
}

/** Claims about several cells, and how all claims were judged. */
function overallText({ cells, verdicts = [] }: ExperimentResult, options: TextOptions): string[] {
  const note = judgingNote([...cells.flatMap((cell) => cell.verdicts), ...verdicts]);
  return [
    ...(verdicts.length === 0
      ? []
      : ["", toned("Claims about several cells", "strong", options), verdictText(verdicts, options)]),
    ...(note === null ? [] : ["", wrap(note)]),
  ];
}

function cellText(result: ExperimentResult, cell: CellResult, options: TextOptions): string {
  const { validity } = cell;
  const trust = validity.trusted ? "inside the theory's domain" : "outside the theory's domain";
  return [
    toned(`${cellTitle(cell)}  (${trust})`, "strong", options),
    wrap(validity.reason, "  "),
    wrap(
      `effective features ${formatNumber(validity.effectiveFeatures)} (${formatNumber(validity.effectiveFeaturesPerSample)} per sample), effective sample share ${formatPercent(validity.effectiveSampleFraction)}, variance ratio ${formatEstimate(validity.varianceRatio)}, mean score error ${formatEstimate(cell.meanScoreError)}, V-kernel error ${formatEstimate(cell.vKernelError)}`,
      "  ",
    ),
    "",
    massText(result, cell, options),
    ...(cell.budgets.length === 0 ? [] : ["", budgetText(result, cell, options)]),
    ...(cell.verdicts.length === 0 ? [] : ["", verdictText(cell.verdicts, options)]),
  ].join("\n");
}

function massText(result: ExperimentResult, cell: CellResult, options: TextOptions): string {
  const head = ["mass", ...result.regions.map(({ name }) => name), "W1 to data"];
  const rows = inOrder(cell.curves).map((curve) => [
    shortName(curve.name),
    ...result.regions.map((_, r) => {
      const mass = curve.masses[r];
      return mass ? formatEstimate(mass) : "–";
    }),
    formatEstimate(curve.wasserstein1ToData),
  ]);
  return textTable(head, rows, options);
}

function budgetText(result: ExperimentResult, cell: CellResult, options: TextOptions): string {
  const region = focusRegion(result);
  const name = result.regions[region]?.name;
  const quantity = name === undefined ? "wasserstein1" : region;
  const head = [
    `budget of ${name === undefined ? "W1 to data" : `“${oneLine(name)}”`}`,
    ...cell.budgets.map(attributionName),
  ];
  const rows = budgetRows(cell.budgets).map((part) => [
    { text: part, tone: part === "total" ? ("strong" as const) : ("plain" as const) },
    ...cell.budgets.map((budget) => {
      const found = part === "total" ? budget.total : budget.parts.find((candidate) => candidate.part === part);
      const change = found && budgetChange(found, quantity);
      return change ? formatSigned(change) : "–";
    }),
  ]);
  return textTable(head, rows, options);
}

/** Verdicts as a table for a terminal. */
export function verdictText(verdicts: readonly Verdict[], options: TextOptions): string {
  const tones = { passed: "good", failed: "bad", silent: "warn" } as const;
  const rows = verdicts.map((verdict) => {
    const { kind } = outcome(verdict);
    return [
      verdict.statement,
      verdict.test?.kind ?? "–",
      formatEstimate(verdict.found),
      verdict.expected ? formatEstimate(verdict.expected) : "–",
      formatNumber(verdict.bound),
      decidingP(verdict),
      { text: verdict.status, tone: tones[kind] },
    ];
  });
  const head = ["claim", "kind", "found", "expected", "bound", "p", "verdict"];
  return textTable(head, rows, options, [0, 1, 6]);
}
