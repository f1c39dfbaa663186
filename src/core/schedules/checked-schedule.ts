import { ArgumentError } from "../../numerics/index.ts";
import type { NoiseSchedule } from "../noise-schedule.ts";

/** The time window of a schedule. */
export interface TimeWindow {
  /** Time at which sampling stops; dimensionless; σ(cutoffTime) > 0. */
  readonly cutoffTime: number;
  /** Time at which sampling starts; dimensionless; above the cutoff time. */
  readonly terminalTime: number;
}

/** Refuses a window that is not 0 ≤ cutoffTime < terminalTime < ∞. */
export function checkTimes(where: string, { cutoffTime, terminalTime }: TimeWindow): void {
  if (!(Number.isFinite(cutoffTime) && cutoffTime >= 0)) {
    throw new ArgumentError(where, "cutoffTime", cutoffTime, "a finite number, at least 0");
  }
  if (!Number.isFinite(terminalTime)) throw new ArgumentError(where, "terminalTime", terminalTime, "a finite number");
  if (!(cutoffTime < terminalTime)) {
    throw new ArgumentError(where, "cutoffTime", cutoffTime, `below terminalTime = ${terminalTime}`);
  }
}

/** The schedule itself, after its ends: there is noise at the cutoff time, and signal and finite noise at the terminal time. */
export function checkedSchedule(where: string, schedule: NoiseSchedule): NoiseSchedule {
  const { cutoffTime, terminalTime } = schedule;
  if (!(schedule.variance(cutoffTime) > 0)) {
    throw new ArgumentError(where, "cutoffTime", cutoffTime, "a time with noise: sigma(cutoffTime) must be above 0");
  }
  const alpha = schedule.alpha(terminalTime);
  if (!(alpha > 0)) {
    throw new ArgumentError(where, "terminalTime", terminalTime, `a time with signal: alpha(terminalTime) is ${alpha}`);
  }
  const variance = schedule.variance(terminalTime);
  if (!Number.isFinite(variance)) {
    throw new ArgumentError(where, "terminalTime", terminalTime, `earlier: sigma(terminalTime)² is ${variance}`);
  }
  return schedule;
}
