import { type Estimate, meanEstimate, type ReferenceRow, type Region, zScore } from "../../core/index.ts";
import { massPerModel } from "../../validate/index.ts";
import type { PanelLaws } from "./gap-filling-panel.ts";
import { gapRegions } from "./gap-filling-setting.ts";
import { gapColumns, gapFlows, gapTable } from "./gap-filling-tables.ts";

/** Half-width of the windows over which reference densities are averaged. */
const window = 0.05;

/** A column of a reference table: the mass of a named region, or the density in a window around a state. */
export function estimateOf({ laws }: PanelLaws, name: string, column: string): Estimate {
  const { law, samples, models } = laws.get(name)!;
  const named = gapRegions.findIndex((region) => region.name === column);
  if (named >= 0) return meanEstimate(law.masses[named]!);
  const center = Number(/\((.*)\)/.exec(column)![1]);
  const region: Region = { name: column, kind: "intervals", intervals: [[center - window, center + window]] };
  const set = { kind: "samples", points: { count: samples.length, dim: 1, values: samples }, models } as const;
  return meanEstimate(massPerModel(set, region).map((mass) => mass / (2 * window)));
}

/** A published number beside ours. */
export function compared(quantity: string, reference: Estimate, found: Estimate): ReferenceRow {
  return { quantity, reference, found, z: zScore(found, reference) };
}

/** Statistical errors of the decomposition table, as its source states them: .001–.003, and .002–.005 for J0. */
const decompositionErrors: Readonly<Record<(typeof gapColumns)[number], number>> = {
  "trained-noisy": 0.002,
  "trained-noise-free": 0.0035,
  "mean-flow": 0.002,
  "moment-matched": 0.002,
  sandwich: 0.002,
};

/**
 * The published decomposition of the gap mass beside ours under the same 300 Euler steps, where the source has it.
 *
 * @param columns - which laws are compared; all of the table by default
 */
export function decompositionReferences(
  cutoffTime: number,
  sampleCount: number,
  found: readonly PanelLaws[],
  columns: readonly (typeof gapColumns)[number][] = gapColumns,
): ReferenceRow[] {
  const row = gapTable.find((each) => each.cutoffTime === cutoffTime && each.sampleCount === sampleCount);
  return columns.flatMap((column) => {
    const value = row?.values[gapColumns.indexOf(column)];
    if (value === null || value === undefined) return [];
    const reference = { value, standardError: decompositionErrors[column] };
    return eulerReference(`ε = ${cutoffTime}, P = ${sampleCount}`, found, column, reference);
  });
}

/** The flows without training noise, which do not depend on P, beside ours; printed digits are their error. */
export function flowReferences(cutoffTime: number, found: readonly PanelLaws[]): ReferenceRow[] {
  return gapFlows
    .filter((flow) => flow.cutoffTime === cutoffTime)
    .flatMap(({ name, value }) =>
      eulerReference(`ε = ${cutoffTime}, P = ∞`, found, name, { value, standardError: flowError }),
    );
}

/** Statistical error of a published gap mass of a single flow: 40 000 paths. */
const flowError = 0.0005;

function eulerReference(place: string, found: readonly PanelLaws[], law: string, reference: Estimate): ReferenceRow[] {
  const euler = found.find((panel) => panel.sampler === "euler-300");
  if (euler === undefined) return [];
  const converged = estimateOf(found[0]!, law, "gap");
  const quantity = `${place}: gap, ${law}, 300 Euler steps (converged: ${converged.value.toFixed(4)})`;
  return [compared(quantity, reference, estimateOf(euler, law, "gap"))];
}
