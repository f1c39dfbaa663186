import type { Estimate } from "../../core/index.ts";
import type { ClosureSetting } from "../closure/closure-setting.ts";

/** Total variations of one cell, measured once with 10 000 models. */
export interface ValidityRow {
  readonly family: ClosureSetting["family"];
  readonly cutoffTime: number;
  readonly sampleCount: number;
  readonly sandwich: Estimate;
  readonly edgeworth: Estimate;
}

/** The recorded run: `scorepath figure gtv-validity --models 10000 --seed 1`. */
export const validityTable: readonly ValidityRow[] = [];
