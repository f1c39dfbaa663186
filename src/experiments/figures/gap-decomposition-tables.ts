/** Columns of the decomposition table: gap mass at ε = 0.01 with 300 uniform Euler steps. */
export const gapColumns = ["trained-noisy", "trained-noise-free", "mean-flow", "moment-matched", "sandwich"] as const;

/** Gap mass by cutoff time and sample count; null where the source has none. */
export interface GapRow {
  readonly cutoffTime: number;
  readonly sampleCount: number;
  readonly values: readonly (number | null)[];
}

/** @source GTV, Figure 2; decomposition documented in docs/accuracy.md */
export const gapTable: readonly GapRow[] = [
  { cutoffTime: 0.01, sampleCount: 1024, values: [0.015, 0.0165, 0.0239, 0.0454, 0.0061] },
  { cutoffTime: 0.01, sampleCount: 512, values: [0.0427, 0.0265, 0.0277, 0.1197, 0.0074] },
  { cutoffTime: 0.01, sampleCount: 256, values: [0.1219, 0.0746, 0.0679, 0.2158, 0.0144] },
  { cutoffTime: 0.01, sampleCount: 128, values: [0.2282, 0.164, 0.2422, 0.3271, 0.0289] },
  { cutoffTime: 0.01, sampleCount: 64, values: [0.2306, 0.1638, 0.2027, 0.3637, 0.0472] },
  { cutoffTime: 0.001, sampleCount: 1024, values: [0.0138, 0.0084, 0.0109, 0.0393, 0.0016] },
  { cutoffTime: 0.001, sampleCount: 256, values: [0.1109, 0.0371, 0.0335, 0.2155, 0.0124] },
  { cutoffTime: 0.001, sampleCount: 64, values: [0.1307, 0.0588, 0.0063, 0.3367, 0.0358] },
];

/** Gap mass of single flows under 300 Euler steps: the population solution, and the exact score. @source GTV, Figure 2 (recomputed) */
export const gapFlows = [
  { cutoffTime: 0.01, name: "infinite-data", value: 0.0227 },
  { cutoffTime: 0.01, name: "exact-score", value: 0.0006 },
  { cutoffTime: 0.001, name: "infinite-data", value: 0.0081 },
] as const;
