import { readFileSync } from "node:fs";
import type { ClosureDiagnostics } from "../src/experiments/closure/closure-laws.ts";
import type { TotalVariationEstimate } from "../src/experiments/closure/total-variation-estimate.ts";

/** One measured cell. */
export interface ClosureCell {
  readonly list: "calibration" | "held-out";
  readonly setting: string;
  readonly sampleCount: number;
  /** Exactly trained models. */
  readonly models: number;
  /** Why there is no theory. */
  readonly failure: string | null;
  readonly theory: {
    /** Distances to the exact ensemble. */
    readonly errors: Readonly<Record<"sandwich" | "cavity" | "edgeworth", TotalVariationEstimate>>;
    /** Distances between laws of theory. */
    readonly between: Readonly<
      Record<"sandwichCavity" | "sandwichEdgeworth" | "cavityEdgeworth", TotalVariationEstimate>
    >;
    readonly diagnostics: ClosureDiagnostics;
  } | null;
}

/** The cells that bench/closure-summary.ts wrote. */
export function closureCells(): readonly ClosureCell[] {
  const text = readFileSync(new URL("./closure-data.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly cells: readonly ClosureCell[] }).cells;
}
