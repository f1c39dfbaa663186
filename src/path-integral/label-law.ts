import { ArgumentError, type Density, type ForwardProcess } from "../core/index.ts";
import { normalCdf } from "../numerics/index.ts";
import type { LabelGrid } from "./label-grid.ts";

/** Prior mass of each cell under N(0, σ(T)²); what lies beyond the line is given to its end cells. */
export function labelMasses({ schedule }: ForwardProcess, { faces }: LabelGrid): Float64Array {
  const sigma = schedule.sigma(schedule.terminalTime);
  const last = faces.length - 2;
  return Float64Array.from({ length: faces.length - 1 }, (_, i) => {
    const below = i === 0 ? 0 : normalCdf(faces[i]! / sigma);
    const above = i === last ? 1 : normalCdf(faces[i + 1]! / sigma);
    return above - below;
  });
}

/**
 * The law of end states from the law of labels, F(x) = Φ(y_x/σ(T)) + Σ_i (what noise adds of cell i below y_x): without noise
 * it is exact, whatever the cells.
 *
 * @param x - end states; strictly increasing; shape [G]
 * @param labels - their labels y_x; shape [G]
 * @param added - change of the mass below a label that noise makes; data → mass
 */
export function densityOfLabels(
  { schedule }: ForwardProcess,
  x: Float64Array,
  labels: Float64Array,
  added: (label: number) => number,
): Density {
  const sigma = schedule.sigma(schedule.terminalTime);
  // It never falls; where it is flat, rounding and the cells can make the sum do so.
  let below = 0;
  const cdf = labels.map((label) => {
    below = Math.min(1, Math.max(below, normalCdf(label / sigma) + added(label)));
    return below;
  });
  return {
    kind: "density",
    x: x.slice(),
    cdf,
    cdfStandardError: new Float64Array(x.length),
    models: 1,
    blocks: [cdf],
  };
}

/** Share of a cell that lies below a label. */
export function shareBelow({ faces }: LabelGrid, cell: number, label: number): number {
  const width = faces[cell + 1]! - faces[cell]!;
  return Math.min(1, Math.max(0, (label - faces[cell]!) / width));
}

/** @throws ArgumentError unless states are finite and strictly increasing */
export function checkEndStates(where: string, x: Float64Array): void {
  const turn = x.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && !(value > x[i - 1]!)));
  if (turn >= 0) throw new ArgumentError(where, `x[${turn}]`, x[turn], "finite and above the state before it");
}
