/**
 * One row of the naive-estimator table for data {−1, 0, 1}: κ, weight of the middle mode, weight of the right one, their standard
 * deviations over σ(ε), and the density midway between two modes.
 */
export interface NaiveRow {
  readonly kappa: number;
  readonly center: number;
  readonly right: number;
  readonly centerWidth: number;
  readonly rightWidth: number;
  readonly midpoint: number;
}

/** Variance-preserving schedule with drift β, ε = 0.01. @source GTV, section 4 (recomputed) */
export const naiveTable: readonly NaiveRow[] = [
  { kappa: 0, center: 0.3334, right: 0.3333, centerWidth: 1.007, rightWidth: 1.008, midpoint: 2e-13 },
  { kappa: 0.1, center: 0.2685, right: 0.3658, centerWidth: 0.648, rightWidth: 0.843, midpoint: 3e-28 },
  { kappa: 0.5, center: 0.1443, right: 0.4279, centerWidth: 0.465, rightWidth: 0.807, midpoint: 1e-30 },
  { kappa: 2, center: 0.0339, right: 0.483, centerWidth: 0.39, rightWidth: 0.887, midpoint: 1e-32 },
];

/**
 * Errors of that table. Its solver had 0.7 to 0.8 % of numerical diffusion in the widths at κ = 0, where the exact ratio is 1, and
 * weights to the digits printed; the midpoint column is an order of magnitude.
 */
export const naiveTableErrors = { weight: 1e-4, width: 0.008, midpointDecades: 1 } as const;

/** Weight of the middle mode with σ = t, T = 20, ε = 0.05. @source GTV, section 4 (recomputed) */
export const explodingTable: readonly { readonly kappa: number; readonly center: number }[] = [
  { kappa: 0.01, center: 0.3325 },
  { kappa: 0.1, center: 0.323 },
  { kappa: 0.5, center: 0.286 },
  { kappa: 2, center: 0.1935 },
];

/** Error of the exploding table: its last digit, and its start from p(x | T) or N(0, T²), which differ by 2e-4 in weight. */
export const explodingError = 5e-4;

/** Simulated weights of the middle mode with their errors; steps are geometric. @source GTV, section 4 (recomputed) */
export const naiveSimulations: readonly {
  readonly schedule: "variance-preserving" | "variance-exploding";
  readonly kappa: number;
  readonly center: readonly [number, number];
}[] = [
  { schedule: "variance-preserving", kappa: 0.5, center: [0.1443, 0.0018] },
  { schedule: "variance-preserving", kappa: 2, center: [0.0388, 0.0014] },
  { schedule: "variance-exploding", kappa: 0.01, center: [0.3305, 0.0019] },
  { schedule: "variance-exploding", kappa: 2, center: [0.1922, 0.002] },
];

/** Simulated mass beyond |x| = 1.25 at κ = 2. @source GTV, section 4 (recomputed) */
export const naiveTail = { kappa: 2, value: 0.0047, standardError: 0.0005 } as const;
