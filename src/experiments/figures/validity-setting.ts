import type { ClosureSetting } from "../closure/closure-setting.ts";

const base = {
  data: [
    [1, -1, 0],
    [1, 0, 0],
    [1, 1, 0],
  ],
  drift: "beta",
  /** 64 features. */
  count: 8,
  ceiling: null,
  trainingTimes: "uniform",
  ridge: 0.1,
} as const;

/** What the validity map sweeps: three points and 8 × 8 features of both families. */
export const validityMap = {
  families: ["gaussian-bumps", "fourier"],
  /** Rows, from the bottom. */
  cutoffTimes: [1e-3, 1e-2],
  /** F/P = 1, 1/4, 1/16, 1/64. */
  sampleCounts: [64, 256, 1024, 4096],
  featureCount: 64,
} as const;

/** Names of the families in titles. */
export const validityFamilies = { "gaussian-bumps": "Gaussian bumps", fourier: "Fourier features" } as const;

/** The setting of one row of the map. */
export function validitySetting(family: ClosureSetting["family"], cutoffTime: number): ClosureSetting {
  return { ...base, name: `${family}/${cutoffTime}`, family, cutoffTime };
}
