import type { Rng } from "../numerics/index.ts";
import type { ForwardProcess } from "./forward-process.ts";
import type { Propagation } from "./learned-distribution.ts";
import type { ScoreEnsemble } from "./score-ensemble.ts";

/**
 * Averages sampling over an ensemble of learned scores.
 * Laws: equal streams give equal results; V = 0 equals the deterministic flow of the mean score; mass one.
 */
export interface Propagator {
  readonly name: string;
  propagate(rng: Rng, process: ForwardProcess, ensemble: ScoreEnsemble): Propagation;
}
