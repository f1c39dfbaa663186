import { inTurn } from "../in-turn.ts";
import { memberRanges } from "../member-ranges.ts";
import type { PopulationResult } from "../population-result.ts";
import type { RunContext } from "../run-context.ts";
import { type PanelLaws, type PanelPlan, panelLaws, type RowLaws, rowLaws } from "./gap-filling-panel.ts";
import { gapFilling } from "./gap-filling-setting.ts";
import type { GapSampler } from "./gap-filling-tasks.ts";

/** Panels in flight: threads then have work while the results of a panel are put together. */
const panelsAtOnce = 3;

/** Which panels of the three-point model, and how they are sampled. */
export interface GapPanelsPlan extends Pick<PanelPlan, "seed" | "models" | "paths"> {
  /** Rows, from the bottom. */
  readonly cutoffTimes: readonly number[];
  samplersOf(cutoffTime: number): readonly GapSampler[];
}

/** A computed panel with its place in the grid. */
export interface GapPanel {
  readonly plan: PanelPlan;
  readonly row: RowLaws;
  /** One per sampler. */
  readonly laws: readonly PanelLaws[];
  readonly place: { readonly row: number; readonly column: number };
}

/** Computes every panel, rows of cutoff times and columns of F/P, and makes something of each; in the order of the grid. */
export async function overGapPanels<Made>(
  { cutoffTimes, samplersOf, seed, models, paths }: GapPanelsPlan,
  { parallel, onProgress }: RunContext,
  make: (panel: GapPanel) => Made,
): Promise<Made[]> {
  const { sampleCounts } = gapFilling;
  const total = cutoffTimes.length * (1 + sampleCounts.length * 4 * memberRanges(models).length);
  let done = 0;
  const onTask = (label: string): void => onProgress?.(++done, total, label);
  const rows = cutoffTimes.map(async (cutoffTime) => {
    const [population] = await parallel.map<PopulationResult>([
      { task: "figure/gap-population", input: { cutoffTime } },
    ]);
    onTask(`ε = ${cutoffTime}: population moments`);
    return rowLaws(cutoffTime, samplersOf(cutoffTime), population!);
  });
  // Panels wait for their rows and pass errors on; a row that no panel has asked for yet must not end the process.
  for (const row of rows) row.catch(() => {});
  const places = cutoffTimes.flatMap((cutoffTime, row) =>
    sampleCounts.map((sampleCount, column) => ({ cutoffTime, sampleCount, row, column })),
  );
  return inTurn(places, panelsAtOnce, async ({ cutoffTime, sampleCount, row, column }) => {
    const plan = { seed, cutoffTime, sampleCount, models, paths, samplers: samplersOf(cutoffTime) };
    const laws = await panelLaws(plan, rows[row]!, parallel, () => onTask(`ε = ${cutoffTime}, P = ${sampleCount}`));
    return make({ plan, row: await rows[row]!, laws, place: { row, column } });
  });
}
