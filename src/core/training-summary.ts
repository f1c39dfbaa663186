import type { Estimate } from "./estimate.ts";
import type { FigurePanel, Provenance } from "./experiment-result.ts";

/** A number measured on trained members, or why there is none. */
export interface TrainingMeasurement {
  readonly quantity: string;
  /** With its standard error over members; null where the quantity is not defined. */
  readonly estimate: Estimate | null;
  /** How it was measured, or why it was not. */
  readonly note: string;
}

/** What a training run came to, for a page. */
export interface TrainingSummary {
  readonly name: string;
  readonly members: number;
  /** Members that were left out, in words. */
  readonly failed: readonly string[];
  readonly losses: FigurePanel;
  readonly measurements: readonly TrainingMeasurement[];
  /** What the networks were trained on. */
  readonly backend: string;
  readonly gradientClipping: string;
  readonly spec: unknown;
  readonly provenance: Provenance;
}
