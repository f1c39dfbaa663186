/** Columns of the table of local approximations: gap mass at ε = 0.01 with 300 Euler steps. */
export const localColumns = [
  "gaussian-field",
  "noise-free",
  "local-second-order",
  "local-without-drift",
  "weak-noise",
  "weak-noise-shifted",
] as const;

export type LocalColumn = (typeof localColumns)[number];

/** Standard error of the sampled column, as its source states it: .0003 to .0005. */
export const sampledError = 0.0004;

/**
 * Gap mass by sample count. The first column was sampled, 100 000 paths; the others are deterministic, on a label grid of their source.
 *
 * @source GTV, Figure 2 (model); local approximations documented in docs/accuracy.md
 */
export const localTable: readonly { readonly sampleCount: number; readonly values: readonly number[] }[] = [
  { sampleCount: 1_000_000, values: [0.0218, 0.0217, 0.0217, 0.0213, 0.0212, 0.0216] },
  { sampleCount: 65_536, values: [0.0205, 0.0217, 0.0214, 0.0156, 0.0212, 0.0217] },
  { sampleCount: 16_384, values: [0.0177, 0.0217, 0.0206, 0.0072, 0.0217, 0.0217] },
  { sampleCount: 4096, values: [0.0109, 0.0217, 0.02, 0.0015, 0.0198, 0.0205] },
  { sampleCount: 1024, values: [0.007, 0.0217, 0.0232, 0.0002, 0.0199, 0.0202] },
  { sampleCount: 256, values: [0.0141, 0.0217, 0.0354, 0, 0.0203, 0.0191] },
];
