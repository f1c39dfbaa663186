import type { DensityCurve, Estimate, FigurePanel } from "../../core/index.ts";

/** Losses of an ensemble along training, for a figure. */
export interface LossCurve {
  readonly label: string;
  readonly name: string;
  /** Steps, from 0, and mean losses over members with their errors. */
  readonly losses: readonly (Estimate & { readonly step: number })[];
}

/** Training losses against the number of the step, which counts from 1 here, on logarithmic axes. */
export function lossPanel(
  title: string,
  curves: readonly LossCurve[],
  place: { readonly row: number; readonly column: number },
): FigurePanel {
  return {
    title,
    ...place,
    axes: { x: "step", y: "training loss", logarithmic: ["x", "y"] },
    map: null,
    curves: curves.map(({ label, name, losses }) => ({ label, name, density: densityOf(losses) })),
    budgets: [],
    regions: [],
  };
}

function densityOf(losses: LossCurve["losses"]): DensityCurve {
  return {
    x: losses.map(({ step }) => step + 1),
    density: losses.map(({ value }) => value),
    standardError: losses.map(({ standardError }) => standardError),
  };
}
