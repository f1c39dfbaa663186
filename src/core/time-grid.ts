import { ArgumentError } from "../numerics/index.ts";
import type { NoiseSchedule } from "./noise-schedule.ts";

/** Strictly decreasing sampling times, from the terminal time to the cutoff time; shape [K + 1] for K steps. */
export interface TimeGrid {
  readonly name: string;
  readonly times: Float64Array;
}

function grid(
  where: string,
  name: string,
  schedule: NoiseSchedule,
  steps: number,
  at: (u: number) => number,
): TimeGrid {
  if (!(Number.isInteger(steps) && steps > 0)) throw new ArgumentError(where, "steps", steps, "a positive integer");
  const times = Float64Array.from({ length: steps + 1 }, (_, k) => at(k / steps));
  times[0] = schedule.terminalTime;
  times[steps] = schedule.cutoffTime;
  return { name: `${name}, ${steps} steps`, times };
}

/** Equal steps in t. */
export function uniformGrid(schedule: NoiseSchedule, steps: number): TimeGrid {
  const { cutoffTime, terminalTime } = schedule;
  return grid("uniformGrid", "uniform", schedule, steps, (u) => terminalTime + u * (cutoffTime - terminalTime));
}

/** Equal steps in log t. */
export function geometricGrid(schedule: NoiseSchedule, steps: number): TimeGrid {
  const { cutoffTime, terminalTime } = schedule;
  if (!(cutoffTime > 0)) throw new ArgumentError("geometricGrid", "cutoffTime", cutoffTime, "positive");
  return grid("geometricGrid", "geometric", schedule, steps, (u) => terminalTime * (cutoffTime / terminalTime) ** u);
}

/**
 * Equal steps in t^(1/exponent): t_k = (T^(1/e) + k/K (ε^(1/e) − T^(1/e)))^e.
 *
 * @param exponent - 7 in the source; ≥ 1
 * @source KARRAS2022, eq. 5
 */
export function karrasGrid(schedule: NoiseSchedule, steps: number, exponent: number = 7): TimeGrid {
  if (!(exponent >= 1)) throw new ArgumentError("karrasGrid", "exponent", exponent, "at least 1");
  const high = schedule.terminalTime ** (1 / exponent);
  const low = schedule.cutoffTime ** (1 / exponent);
  return grid(
    "karrasGrid",
    `karras (exponent ${exponent})`,
    schedule,
    steps,
    (u) => (high + u * (low - high)) ** exponent,
  );
}
