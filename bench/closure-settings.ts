import type { ClosureSetting } from "../src/experiments/closure/closure-setting.ts";
import { validityMap, validitySetting } from "../src/experiments/figures/validity-setting.ts";

/** A setting with the sample counts at which it is measured. */
export interface ClosureSweep extends ClosureSetting {
  readonly sampleCounts: readonly number[];
}

const points = (...at: number[]): (readonly [number, number, number])[] => at.map((x) => [1, x, 0]);

const base = {
  data: points(-1, 0, 1),
  drift: "beta",
  cutoffTime: 1e-2,
  family: "gaussian-bumps",
  count: 8,
  ceiling: null,
  trainingTimes: "uniform",
  ridge: 0.1,
} as const;

/** Settings on which the constants of the rule are fitted: the cells of the validity map. */
export const calibrationSettings: readonly ClosureSweep[] = validityMap.families.flatMap((family) =>
  validityMap.cutoffTimes.map((cutoffTime) => ({
    ...validitySetting(family, cutoffTime),
    sampleCounts: validityMap.sampleCounts,
  })),
);

/**
 * Settings on which the rule is tested: other data, feature counts, schedule, weights, laws of times and ridges. Chosen before
 * any of them was run.
 */
export const heldOutSettings: readonly ClosureSweep[] = [
  {
    ...base,
    name: "A: bumps 10x10, cutoff .003, ridge .03",
    count: 10,
    cutoffTime: 3e-3,
    ridge: 0.03,
    sampleCounts: [256, 1024, 4096],
  },
  {
    ...base,
    name: "B: fourier 6x6, two unequal points, ridge .01",
    data: [
      [0.3, -0.7, 0],
      [0.7, 0.8, 0],
    ],
    family: "fourier",
    count: 6,
    ridge: 0.01,
    sampleCounts: [64, 512, 4096],
  },
  {
    ...base,
    name: "C: bumps 6x6, five points, slow schedule",
    data: points(-1.2, -0.5, 0, 0.4, 1.1),
    drift: "half-beta",
    count: 6,
    sampleCounts: [64, 512, 4096],
  },
  {
    ...base,
    name: "D: fourier 10x10, cutoff .03, weights cut at 5",
    family: "fourier",
    count: 10,
    cutoffTime: 3e-2,
    ceiling: 5,
    sampleCounts: [100, 400, 1600],
  },
  {
    ...base,
    name: "E: bumps 8x8, two Gaussians, equal weights, ridge .01",
    data: [
      [0.5, -0.6, 0.04],
      [0.5, 0.6, 0.04],
    ],
    ceiling: 1,
    ridge: 0.01,
    sampleCounts: [100, 400, 1600],
  },
  {
    ...base,
    name: "F: fourier 7x7, log-uniform times, one narrow Gaussian and one point",
    data: [
      [0.6, -0.5, 0.01],
      [0.4, 0.9, 0],
    ],
    family: "fourier",
    count: 7,
    cutoffTime: 5e-3,
    trainingTimes: "log-uniform",
    ridge: 0.03,
    sampleCounts: [128, 512, 2048],
  },
];
