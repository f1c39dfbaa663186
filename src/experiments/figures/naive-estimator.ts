import { type Estimate, type FigurePanel, type FigureResult, type ReferenceRow, zScore } from "../../core/index.ts";
import type { RunContext } from "../run-context.ts";
import {
  explodingError,
  explodingTable,
  naiveSimulations,
  naiveTable,
  naiveTableErrors,
  naiveTail,
} from "./naive-table.ts";
import type { NaiveCell, NaiveCellInput } from "./naive-tasks.ts";
import { provenanceOf } from "./provenance.ts";

/** Simulated paths of a panel, each an independent run of the scheme. */
const defaultPaths = 12_000;

const schedules = ["variance-exploding", "variance-preserving"] as const;
const tables = { "variance-preserving": naiveTable, "variance-exploding": explodingTable } as const;
const short = { "variance-preserving": "VP", "variance-exploding": "VE" } as const;

/**
 * The naive estimator on three points: what the noise of the denoising target does when it is drawn afresh in every step. Each
 * panel has the exact score (κ = 0), the Fokker–Planck equation, and the simulated scheme with its error; rows are schedules,
 * columns κ. The scheme keeps no training set, so that there is no J0 to set against J1: its noise-free target is κ = 0.
 *
 * @param paths - simulated paths of a panel
 * @source GTV, Proposition 4.1
 */
export async function naiveFigure(seed: number, paths: number | undefined, context: RunContext): Promise<FigureResult> {
  const inputs = schedules.flatMap((schedule) =>
    tables[schedule].map(({ kappa }): NaiveCellInput => ({ schedule, kappa, seed, paths: paths ?? defaultPaths })),
  );
  let done = 0;
  const cells = await context.parallel.map<NaiveCell>(
    inputs.map((input) => ({ task: "figure/naive-cell", input })),
    () => context.onProgress?.(++done, inputs.length, "naive estimator"),
  );
  return {
    format: "scorepath-figure-1",
    id: "gtv-naive",
    title: "The naive estimator on three points: noise that is drawn afresh in every step",
    caption:
      "Density for data {−1, 0, 1}; upper row: variance-preserving schedule, ε = 0.01; lower row: σ = t, ε = 0.05, T = 20; columns: κ. Exact score (κ = 0, the noise-free target of this scheme, which keeps no training set and so has no J0), Fokker–Planck equation in the sense of Itô, and the simulated scheme with 600 geometric steps. Noise empties the gaps and takes weight from the middle mode; it does not fill gaps. Reference widths hold up to 1 % of numerical diffusion of the solver that made them; midpoint densities are orders of magnitude.",
    panels: inputs.map((input, k) => panelOf(input, cells[k]!)),
    references: inputs.flatMap((input, k) => referencesOf(input, cells[k]!)),
    provenance: provenanceOf(context, seed),
  };
}

function panelOf({ schedule, kappa }: NaiveCellInput, { exact, equation, simulation }: NaiveCell): FigurePanel {
  return {
    title: `${short[schedule]}, κ = ${kappa}`,
    row: schedules.indexOf(schedule),
    column: tables[schedule].findIndex((row) => row.kappa === kappa),
    map: null,
    curves: [
      { name: "exact-score", label: "exact score, κ = 0", density: exact.density },
      { name: "fokker-planck", label: "Fokker–Planck (Itô)", density: equation.density },
      { name: "interleaved", label: "simulated scheme", density: simulation.density },
    ],
    budgets: [],
    regions: [],
  };
}

const exactly = (value: number): Estimate => ({ value, standardError: 0 });

function compared(quantity: string, reference: Estimate, found: Estimate): ReferenceRow {
  return { quantity, reference, found, z: zScore(found, reference) };
}

function referencesOf(input: NaiveCellInput, cell: NaiveCell): ReferenceRow[] {
  const { schedule, kappa } = input;
  const what = `${short[schedule]}, κ = ${kappa}`;
  const rows =
    schedule === "variance-preserving" ? preservingRows(what, kappa, cell) : explodingRows(what, kappa, cell);
  const simulated = naiveSimulations
    .filter((row) => row.schedule === schedule && row.kappa === kappa)
    .map(({ center: [value, standardError] }) =>
      compared(`${what}: weight of the middle mode, simulated`, { value, standardError }, cell.simulation.center),
    );
  // The transfer matrix sums over the steps that the simulation draws, so that nothing but chance is between them.
  const consistent = (["center", "right", "tail"] as const).map((name) =>
    compared(`${what}: ${name}, transfer matrix against simulation`, cell.transfer[name], cell.simulation[name]),
  );
  return [...rows, ...simulated, ...consistent.filter(({ found }) => found.standardError > 0)];
}

function preservingRows(what: string, kappa: number, { equation, simulation }: NaiveCell): ReferenceRow[] {
  const row = naiveTable.find((candidate) => candidate.kappa === kappa)!;
  const { weight, width, midpointDecades } = naiveTableErrors;
  const rows = [
    compared(`${what}: weight of the middle mode`, { value: row.center, standardError: weight }, equation.center),
    compared(`${what}: weight of the right mode`, { value: row.right, standardError: weight }, equation.right),
    compared(
      `${what}: width of the middle mode / σ(ε)`,
      { value: row.centerWidth, standardError: width },
      exactly(equation.centerWidth),
    ),
    compared(
      `${what}: width of the right mode / σ(ε)`,
      { value: row.rightWidth, standardError: width },
      exactly(equation.rightWidth),
    ),
    compared(
      `${what}: log₁₀ of the density midway between modes`,
      { value: Math.log10(row.midpoint), standardError: midpointDecades },
      exactly(Math.log10(equation.midpoint)),
    ),
  ];
  if (kappa !== naiveTail.kappa) return rows;
  const { value, standardError } = naiveTail;
  return [...rows, compared(`${what}: mass beyond |x| = 1.25, simulated`, { value, standardError }, simulation.tail)];
}

function explodingRows(what: string, kappa: number, { equation }: NaiveCell): ReferenceRow[] {
  const { center } = explodingTable.find((candidate) => candidate.kappa === kappa)!;
  return [
    compared(`${what}: weight of the middle mode`, { value: center, standardError: explodingError }, equation.center),
  ];
}
