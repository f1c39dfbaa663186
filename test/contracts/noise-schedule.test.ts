import fc from "fast-check";
import { describe } from "vitest";
import {
  expressionSchedule,
  type NoiseSchedule,
  ornsteinUhlenbeck,
  varianceExploding,
  variancePreserving,
} from "../../src/core/index.ts";
import { schedule } from "../support/arbitraries.ts";
import { noiseScheduleContract } from "./noise-schedule.contract.ts";

const seed = 20101;
const window = { cutoffTime: 1e-2, terminalTime: 1 };

const schedules: readonly NoiseSchedule[] = [
  variancePreserving({ drift: "beta", cutoffTime: 1e-4 }),
  variancePreserving({ drift: "half-beta", cutoffTime: 1e-3 }),
  variancePreserving({ betaMin: 3, betaMax: 0.5, drift: "beta", cutoffTime: 1e-2 }),
  ornsteinUhlenbeck({ cutoffTime: 1e-3, terminalTime: 3 }),
  varianceExploding({ sigma: "t", cutoffTime: 2e-3, terminalTime: 80 }),
  varianceExploding({ base: 25, ...window }),
  await expressionSchedule({ alpha: "sqrt(1-t)", sigma: "sqrt(t)", cutoffTime: 1e-2, terminalTime: 0.99 }),
  await expressionSchedule({ alpha: "cos(pi*t/2)", sigma: "sin(pi*t/2)", cutoffTime: 1e-2, terminalTime: 0.98 }),
  await expressionSchedule({ alpha: "1-t", sigma: "t", cutoffTime: 1e-2, terminalTime: 0.98 }),
  await expressionSchedule({ alpha: "exp(-t^2)", sigma: "0.1 + t", cutoffTime: 0, terminalTime: 2 }),
  await expressionSchedule({ alpha: "1", sigma: "sqrt(-expm1(-2*t))", ...window }),
  ...fc.sample(schedule(), { seed, numRuns: 8 }),
];

describe("every noise schedule obeys the laws", () => {
  schedules.forEach((each, k) => {
    noiseScheduleContract(`${k} ${each.name}`, each, seed + k);
  });
});
