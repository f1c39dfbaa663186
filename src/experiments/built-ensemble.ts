import type { ScoreEnsemble } from "../core/index.ts";

/** An ensemble with what limits its moments and where they come from. */
export interface BuiltEnsemble {
  readonly ensemble: ScoreEnsemble;
  readonly accuracy: string;
  readonly source: string;
}
