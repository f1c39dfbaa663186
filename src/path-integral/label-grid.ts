import {
  ArgumentError,
  type FlowOptions,
  type ForwardProcess,
  probabilityFlow,
  type ScoreField,
} from "../core/index.ts";

/** Cells of the label line: their faces [G + 1] and middles [G]. */
export interface LabelGrid {
  readonly faces: Float64Array;
  readonly labels: Float64Array;
}

/** Half-width of the label line, in standard deviations of the start law: mass 2e-9 lies beyond. */
const halfWidth = 6;
/** Labels of the first look at the flow. */
const probes = 4001;

/**
 * Cells of the label line, dense where the noise-free flow pulls labels apart: half of the cells are spread evenly over
 * labels within six standard deviations, half evenly over their end states X(y, ε).
 *
 * @param cells - number of cells; at least 8
 * @accuracy spacing of either kind: 24 σ(T)/cells in labels, 2 (range of X)/cells in end states
 */
export function labelGrid(process: ForwardProcess, field: ScoreField, cells: number, options: FlowOptions): LabelGrid {
  if (!(Number.isInteger(cells) && cells >= 8))
    throw new ArgumentError("labelGrid", "cells", cells, "an integer of at least 8");
  const reach = halfWidth * process.schedule.sigma(process.schedule.terminalTime);
  const y = Float64Array.from({ length: probes }, (_, i) => -reach + (2 * reach * i) / (probes - 1));
  const x = probabilityFlow(process, field, { count: probes, dim: 1, values: y }, options).values;
  const travelled = new Float64Array(probes);
  for (let i = 1; i < probes; i++) travelled[i] = travelled[i - 1]! + Math.abs(x[i]! - x[i - 1]!);
  const whole = travelled[probes - 1]!;
  const clock = travelled.map((way, i) => (i / (probes - 1) + (whole > 0 ? way / whole : i / (probes - 1))) / 2);
  const faces = new Float64Array(cells + 1);
  for (let g = 0, i = 0; g <= cells; g++) {
    const at = g / cells;
    while (i < probes - 2 && clock[i + 1]! < at) i++;
    const share = (at - clock[i]!) / (clock[i + 1]! - clock[i]!);
    faces[g] = y[i]! + Math.min(1, Math.max(0, share)) * (y[i + 1]! - y[i]!);
  }
  return { faces, labels: Float64Array.from({ length: cells }, (_, g) => (faces[g]! + faces[g + 1]!) / 2) };
}
