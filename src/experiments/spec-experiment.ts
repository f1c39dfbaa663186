import type { Region } from "../core/index.ts";
import type { Judging } from "../validate/index.ts";
import type { ClaimSpec } from "./spec-claims.ts";
import type { DataSpec } from "./spec-data.ts";
import type { ModelSpec } from "./spec-model.ts";
import type { DisplaySpec } from "./spec-regions.ts";
import type { EnsembleSpec, SamplingSpec } from "./spec-sampling.ts";
import type { ScheduleSpec } from "./spec-schedule.ts";

/** One experiment: what is learned from which data, how it is sampled, and what is claimed about the outcome. */
export interface ExperimentSpec {
  readonly name: string;
  readonly question: string;
  readonly seed: number;
  readonly data: DataSpec;
  readonly schedule: ScheduleSpec;
  readonly model: ModelSpec;
  /** P, one cell of the result each. */
  readonly sampleCounts: readonly number[];
  readonly sampling: SamplingSpec;
  readonly ensemble: EnsembleSpec;
  readonly regions?: readonly Region[];
  readonly display?: DisplaySpec;
  readonly claims: readonly ClaimSpec[];
  readonly judging: Judging;
}
