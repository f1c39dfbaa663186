import type { DataDistribution } from "./data-distribution.ts";
import type { NoiseSchedule } from "./noise-schedule.ts";
import type { TimeGrid } from "./time-grid.ts";

/** What prediction and measurement are both given: clean data, how noise is added, at which times sampling steps. */
export interface ForwardProcess {
  readonly data: DataDistribution;
  readonly schedule: NoiseSchedule;
  readonly grid: TimeGrid;
}
