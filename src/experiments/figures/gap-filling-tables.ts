/** A published number with its standard error. */
export type Printed = readonly [value: number, standardError: number];

/** Columns of the reference table of the published scheme: region masses, then densities averaged over ±0.05 around a state. */
export const publishedColumns = [
  "c0",
  "gap",
  "c1",
  "tail",
  "density(-1)",
  "density(-0.5)",
  "density(0)",
  "density(0.5)",
  "density(1)",
] as const;

/** One row of the reference table. */
export interface PublishedRow {
  readonly cutoffTime: number;
  /** P; null for the exact score. */
  readonly sampleCount: number | null;
  readonly values: readonly Printed[];
}

const row = (cutoffTime: number, sampleCount: number | null, ...values: Printed[]): PublishedRow => ({
  cutoffTime,
  sampleCount,
  values,
});

/**
 * The published scheme of Figure 2 recomputed with 4000 models × 250 paths a panel by an independent implementation;
 * where no error is printed, half a unit of the last digit.
 *
 * @source GTV, Figure 2; recomputation documented in docs/accuracy.md
 */
export const publishedTable: readonly PublishedRow[] = [
  row(
    0.01,
    null,
    [0.3082, 7e-4],
    [0.0682, 4e-4],
    [0.6235, 7e-4],
    [0.0002, 1e-4],
    [1.423, 5e-3],
    [0.053, 1e-3],
    [1.382, 5e-3],
    [0.041, 1e-3],
    [1.424, 5e-3],
  ),
  row(
    0.01,
    1024,
    [0.3022, 19e-4],
    [0.0749, 13e-4],
    [0.5895, 19e-4],
    [0.0333, 8e-4],
    [1.464, 14e-3],
    [0.065, 3e-3],
    [1.571, 19e-3],
    [0.063, 3e-3],
    [1.516, 14e-3],
  ),
  row(
    0.01,
    512,
    [0.287, 24e-4],
    [0.0871, 17e-4],
    [0.5673, 25e-4],
    [0.0585, 13e-4],
    [1.441, 18e-3],
    [0.07, 4e-3],
    [1.497, 22e-3],
    [0.073, 4e-3],
    [1.482, 18e-3],
  ),
  row(
    0.01,
    256,
    [0.2432, 30e-4],
    [0.1468, 24e-4],
    [0.5401, 32e-4],
    [0.0699, 16e-4],
    [1.255, 20e-3],
    [0.136, 7e-3],
    [1.08, 23e-3],
    [0.119, 6e-3],
    [1.275, 21e-3],
  ),
  row(
    0.01,
    128,
    [0.3205, 36e-4],
    [0.233, 33e-4],
    [0.414, 35e-4],
    [0.0325, 11e-4],
    [0.843, 18e-3],
    [0.209, 9e-3],
    [1.259, 27e-3],
    [0.235, 10e-3],
    [0.866, 19e-3],
  ),
  row(
    0.01,
    64,
    [0.5403, 37e-4],
    [0.2533, 34e-4],
    [0.1963, 27e-4],
    [0.0101, 6e-4],
    [0.316, 11e-3],
    [0.244, 10e-3],
    [2.275, 31e-3],
    [0.261, 11e-3],
    [0.317, 11e-3],
  ),
  row(
    0.001,
    null,
    [0.327, 7e-4],
    [0.0315, 3e-4],
    [0.6415, 7e-4],
    [0, 5e-5],
    [2.647, 6e-3],
    [0.047, 1e-3],
    [2.646, 6e-3],
    [0, 5e-4],
    [2.749, 7e-3],
  ),
  row(
    0.001,
    1024,
    [0.3081, 18e-4],
    [0.0649, 12e-4],
    [0.5945, 19e-4],
    [0.0325, 9e-4],
    [2.21, 15e-3],
    [0.057, 3e-3],
    [2.28, 20e-3],
    [0.054, 3e-3],
    [2.313, 15e-3],
  ),
  row(
    0.001,
    512,
    [0.2928, 24e-4],
    [0.0858, 16e-4],
    [0.5677, 25e-4],
    [0.0537, 13e-4],
    [1.971, 19e-3],
    [0.075, 4e-3],
    [2.033, 24e-3],
    [0.086, 5e-3],
    [2.004, 19e-3],
  ),
  row(
    0.001,
    256,
    [0.2451, 30e-4],
    [0.1521, 24e-4],
    [0.5382, 33e-4],
    [0.0646, 17e-4],
    [1.579, 23e-3],
    [0.137, 6e-3],
    [1.333, 26e-3],
    [0.141, 6e-3],
    [1.557, 23e-3],
  ),
  row(
    0.001,
    128,
    [0.3482, 37e-4],
    [0.2302, 33e-4],
    [0.3921, 35e-4],
    [0.0295, 11e-4],
    [0.968, 21e-3],
    [0.203, 9e-3],
    [1.758, 32e-3],
    [0.219, 9e-3],
    [0.963, 21e-3],
  ),
  row(
    0.001,
    64,
    [0.5907, 37e-4],
    [0.224, 33e-4],
    [0.1764, 27e-4],
    [0.0088, 5e-4],
    [0.348, 12e-3],
    [0.198, 9e-3],
    [3.607, 40e-3],
    [0.223, 10e-3],
    [0.346, 12e-3],
  ),
  row(
    0.0001,
    null,
    [0.3264, 7e-4],
    [0.0314, 3e-4],
    [0.6422, 7e-4],
    [0, 5e-5],
    [2.823, 6e-3],
    [0.052, 1e-3],
    [2.768, 7e-3],
    [0.008, 5e-4],
    [2.924, 7e-3],
  ),
  row(
    0.0001,
    1024,
    [0.3077, 18e-4],
    [0.0658, 12e-4],
    [0.5947, 19e-4],
    [0.0317, 9e-4],
    [2.25, 15e-3],
    [0.059, 3e-3],
    [2.322, 19e-3],
    [0.063, 3e-3],
    [2.35, 15e-3],
  ),
  row(
    0.0001,
    512,
    [0.293, 24e-4],
    [0.0872, 16e-4],
    [0.5668, 25e-4],
    [0.053, 13e-4],
    [2.001, 19e-3],
    [0.079, 4e-3],
    [2.047, 25e-3],
    [0.077, 4e-3],
    [2.025, 19e-3],
  ),
  row(
    0.0001,
    256,
    [0.2478, 30e-4],
    [0.1519, 24e-4],
    [0.5353, 33e-4],
    [0.065, 17e-4],
    [1.588, 23e-3],
    [0.138, 6e-3],
    [1.343, 26e-3],
    [0.136, 6e-3],
    [1.573, 24e-3],
  ),
  row(
    0.0001,
    128,
    [0.3528, 37e-4],
    [0.227, 32e-4],
    [0.3902, 35e-4],
    [0.03, 11e-4],
    [0.972, 21e-3],
    [0.197, 9e-3],
    [1.799, 33e-3],
    [0.212, 9e-3],
    [0.957, 21e-3],
  ),
  row(
    0.0001,
    64,
    [0.5948, 37e-4],
    [0.2217, 33e-4],
    [0.1745, 27e-4],
    [0.0089, 5e-4],
    [0.346, 12e-3],
    [0.21, 9e-3],
    [3.761, 41e-3],
    [0.222, 9e-3],
    [0.346, 12e-3],
  ),
];

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
