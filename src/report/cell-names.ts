import type { CellResult, CurveName, CurveResult, Estimate, ExperimentResult } from "../core/index.ts";
import { formatRatio } from "./number-format.ts";

/** F/P = 1/4, P = 1024. */
export function cellTitle(cell: CellResult): string {
  return `F/P = ${formatRatio(cell.validity.featureRatio)}, P = ${cell.sampleCount}`;
}

/** A law of a cell by name, if the cell has it. */
export function curveOf(cell: CellResult, name: CurveName): CurveResult | undefined {
  return cell.curves.find((curve) => curve.name === name);
}

/** The mass a law puts in a region, if the cell has the law. */
export function massOf(cell: CellResult, name: CurveName, region: number): Estimate | undefined {
  return curveOf(cell, name)?.masses[region];
}

/**
 * The region a report opens with: the one called a gap, else the one in which the exact score and the trained models
 * differ most, over all cells.
 */
export function focusRegion(result: ExperimentResult): number {
  const gap = result.regions.findIndex(({ name }) => /\bgaps?\b/i.test(name));
  if (gap >= 0) return gap;
  const changes = result.regions.map((_, r) =>
    Math.max(
      0,
      ...result.cells.map((cell) => {
        const learned = massOf(cell, "trained-noisy", r);
        const exact = massOf(cell, "exact-score", r);
        return learned && exact ? Math.abs(learned.value - exact.value) : 0;
      }),
    ),
  );
  return Math.max(0, changes.indexOf(Math.max(...changes)));
}
