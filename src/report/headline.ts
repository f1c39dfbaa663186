import type { BudgetPart, CellResult, CurveName, Estimate, ExperimentResult, Verdict } from "../core/index.ts";
import { attributionName } from "./budget-figure.ts";
import { focusRegion, massOf } from "./cell-names.ts";
import { formatEstimate, formatNumber, formatRatio, formatSigned } from "./number-format.ts";

/** Deviations up to this many combined standard errors count as agreement. */
export const agreementSigmas = 4;

/** The four answers a reader looks for first, and the sentence above them; every one is made from the numbers. */
export interface Headline {
  readonly summary: string;
  readonly predicted: string;
  readonly measured: string;
  readonly fails: string;
  readonly why: string;
}

/** Prediction against measurement for one cell and the focus region. */
export interface Confrontation {
  readonly cell: CellResult;
  readonly predicted: Estimate;
  readonly measured: Estimate;
  /** (predicted − measured) in combined standard errors; null where both are without error. */
  readonly sigmas: number | null;
  readonly agrees: boolean;
}

const theories: readonly CurveName[] = ["sandwich", "moment-matched", "quenched", "mean-flow", "infinite-data"];

/** The law that speaks for the theory: the leading-order field where there is one. */
export function spokesman(result: ExperimentResult): CurveName | null {
  return theories.find((name) => result.cells.some((cell) => cell.curves.some((curve) => curve.name === name))) ?? null;
}

/** Predicted against measured mass of a region in every cell that has both. */
export function confrontations(result: ExperimentResult, region: number): Confrontation[] {
  const theory = spokesman(result);
  if (theory === null) return [];
  return result.cells.flatMap((cell) => {
    const predicted = massOf(cell, theory, region);
    const measured = massOf(cell, "trained-noisy", region);
    if (!predicted || !measured) return [];
    const error = Math.hypot(predicted.standardError, measured.standardError);
    const change = predicted.value - measured.value;
    const sigmas = error > 0 ? change / error : change === 0 ? 0 : null;
    return [{ cell, predicted, measured, sigmas, agrees: sigmas !== null && Math.abs(sigmas) <= agreementSigmas }];
  });
}

/** The headline of a result. */
export function headline(result: ExperimentResult): Headline {
  const region = focusRegion(result);
  const name = `“${result.regions[region]?.name ?? "the region"}”`;
  const pairs = confrontations(result, region);
  return {
    summary: [claimSentence(result), agreementSentence(pairs, name)].filter(Boolean).join(" "),
    predicted: predictedSentence(result, region, name),
    measured: measuredSentence(result, region, name),
    fails: failSentence(pairs, name),
    why: whySentences(result, pairs, region, name),
  };
}

function claimSentence(result: ExperimentResult): string {
  const verdicts = [...result.cells.flatMap((cell) => cell.verdicts), ...(result.verdicts ?? [])];
  if (verdicts.length === 0) return "The specification makes no claims.";
  const count = (status: Verdict["status"]): number => verdicts.filter((verdict) => verdict.status === status).length;
  const failed = count("failed");
  const open = count("undecided");
  const silent = count("no claim");
  const parts = [`${count("passed")} of ${verdicts.length} claims passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (open > 0) parts.push(`${open} ${open === 1 ? "is" : "are"} undecided within the errors`);
  if (silent > 0) parts.push(`${silent} ${silent === 1 ? "lies" : "lie"} outside the theory's domain`);
  return `${parts.join(", ")}.`;
}

function agreementSentence(pairs: readonly Confrontation[], name: string): string {
  if (pairs.length === 0) return "";
  const good = pairs.filter(({ agrees }) => agrees);
  const where = good.map(({ cell }) => ratioName(cell)).join(", ");
  if (good.length === pairs.length) return `Theory and trained models agree on the mass of ${name} at every F/P.`;
  if (good.length === 0) return `Theory and trained models disagree on the mass of ${name} at every F/P.`;
  return `Theory and trained models agree on the mass of ${name} at ${where} and part elsewhere.`;
}

function predictedSentence(result: ExperimentResult, region: number, name: string): string {
  const theory = spokesman(result);
  if (theory === null) return "This result holds no prediction.";
  const label = result.cells.flatMap(({ curves }) => curves).find((curve) => curve.name === theory)!.label;
  const flow = listMasses(result, "mean-flow", region);
  return `${label}, mass in ${name}: ${listMasses(result, theory, region)}.${theory !== "mean-flow" && flow ? ` Without variance (V = 0): ${flow}.` : ""}`;
}

function measuredSentence(result: ExperimentResult, region: number, name: string): string {
  const noisy = listMasses(result, "trained-noisy", region);
  if (!noisy) return "This result holds no trained models.";
  const free = listMasses(result, "trained-noise-free", region);
  const exact = listMasses(result, "exact-score", region);
  return [
    `Trained on the noisy target, mass in ${name}: ${noisy}.`,
    free && `On the noise-free target: ${free}.`,
    exact && `The exact score through the same integrator: ${exact}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

function failSentence(pairs: readonly Confrontation[], name: string): string {
  if (pairs.length === 0) return "Prediction and measurement cannot be compared: one of them is missing.";
  const bad = pairs.filter(({ agrees }) => !agrees);
  if (bad.length === 0)
    return `Nowhere among these cells: the mass of ${name} agrees within ${agreementSigmas} standard errors.`;
  return bad
    .map(({ cell, predicted, measured, sigmas }) => {
      const factor =
        measured.value > 0 ? ` (${formatNumber(predicted.value / measured.value, 2)} of the measured mass)` : "";
      const direction = predicted.value < measured.value ? "low" : "high";
      const distance = sigmas === null ? "" : ` by ${formatNumber(Math.abs(sigmas), 2)} standard errors`;
      return `At ${ratioName(cell)} the prediction is too ${direction}${distance}: ${formatEstimate(predicted)} against ${formatEstimate(measured)}${factor}.`;
    })
    .join(" ");
}

function whySentences(result: ExperimentResult, pairs: readonly Confrontation[], region: number, name: string): string {
  const bad = pairs.filter(({ agrees }) => !agrees).map(({ cell }) => cell);
  const cells = bad.length > 0 ? bad : result.cells;
  return cells
    .map((cell) => {
      const flag = cell.validity.trusted
        ? "the leading order in 1/P is inside its domain"
        : "the leading order in 1/P is outside its domain";
      return `At ${ratioName(cell)} ${flag}: ${sentence(cell.validity.reason)}${largestPart(cell, region, name)}`;
    })
    .join(" ");
}

function largestPart(cell: CellResult, region: number, name: string): string {
  const budget = cell.budgets.find(({ attribution }) => attribution === "measured") ?? cell.budgets[0];
  const changes = (budget?.parts ?? []).flatMap((part: BudgetPart) => {
    const change = part.masses[region];
    return change && Number.isFinite(change.value) ? [{ part: part.part, change }] : [];
  });
  if (!budget || changes.length === 0) return "";
  const largest = changes.reduce((best, next) =>
    Math.abs(next.change.value) > Math.abs(best.change.value) ? next : best,
  );
  return ` The largest part of the mass in ${name}, ${attributionName(budget)}: ${largest.part}, ${formatSigned(largest.change)}.`;
}

function listMasses(result: ExperimentResult, curve: CurveName, region: number): string {
  const masses = result.cells.flatMap((cell) => {
    const mass = massOf(cell, curve, region);
    return mass ? [{ text: formatEstimate(mass), at: ratioName(cell) }] : [];
  });
  if (new Set(masses.map(({ text }) => text)).size === 1) return masses[0]!.text;
  return masses.map(({ text, at }) => `${text} at ${at}`).join(", ");
}

function ratioName(cell: CellResult): string {
  return `F/P\u00a0=\u00a0${formatRatio(cell.validity.featureRatio)}`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
